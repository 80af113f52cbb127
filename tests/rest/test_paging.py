"""Each paging style brings every item once, stops where the tool stops, and refuses what would never end."""

import json
import math
from typing import Any

import pytest

from core.contract import Refused
from tests.rest.conftest import Connect, Pull
from tests.rest.desk import STYLES, Desk, source

ASKED: dict[str, list[dict[str, str]]] = {
    "none": [{}],
    "page": [{"per_page": "100", "page": each} for each in ("1", "2", "3", "4")],
    "offset": [{"per_page": "100", "skip": each} for each in ("0", "2", "4", "5")],
    "cursor": [{"per_page": "100"}, *({"per_page": "100", "after": each} for each in ("2", "4"))],
    "link": [{}, {"after": "2"}, {"after": "4"}],
    "header": [{}, {"after": "2"}, {"after": "4"}],
}


def paged(style: str, **given: Any) -> dict[str, Any]:
    paging = {"style": style, **STYLES[style], **given}
    return source(style, paging=paging)


def listing(*ids: int, **more: Any) -> bytes:
    """An answer of the desk's form with these items alone."""
    at = "2026-03-02T12:00:00Z"
    rows = [
        {"id": each, "subject": "A", "status": {"name": "Open"}, "created_at": at, "updated_at": at} for each in ids
    ]
    return json.dumps({"data": {"tickets": rows}, **more}).encode()


@pytest.mark.parametrize("style", STYLES)
def test_every_item_comes_once_and_nothing_is_asked_in_vain(pull: Pull, desk: Desk, style: str) -> None:
    assert [each.id for each in pull(source(style)).items] == [f"tickets/{number}" for number in range(1, 6)]
    assert desk.asked == ASKED[style]


@pytest.mark.parametrize("style", STYLES)
def test_an_empty_list_is_one_question(pull: Pull, desk: Desk, style: str) -> None:
    desk.tickets.clear()
    assert pull(source(style)).items == []
    assert len(desk.asked) == 1


def test_parameters_and_the_first_number_are_the_source_s_own(pull: Pull, desk: Desk) -> None:
    desk.tickets.clear()
    pull(paged("page", first=0) | {"params": {"view": "mine", "archived": False}})
    assert desk.asked == [{"view": "mine", "archived": "false", "per_page": "100", "page": "0"}]


@pytest.mark.parametrize(
    ("table", "answer", "said"),
    [
        (paged("cursor"), listing(1, meta={"next": "same"}), "lead in a circle"),
        (paged("link"), listing(1, links={"next": "?after=2"}), "lead in a circle"),
        (paged("page"), listing(1), "page does not move on"),
        (paged("page"), listing(1).replace(b'"A"', b'"seen {turn} times"'), "page does not move on"),
        (paged("offset"), listing(1), "skip does not move on"),
        (paged("link"), listing(1, links={"next": "https://evil.example/steal"}), "away from"),
        (paged("link"), listing(1, links={"next": "http://[oops"}), "no address"),
        (paged("cursor"), listing(1, meta={"next": {"after": 2}}), "an object with the keys after"),
        (paged("cursor"), listing(1, meta={"next": math.inf}), "is not a finite number"),
        (paged("cursor", size=2), listing(1, 2, meta={"cursor": "x"}), "“meta” is an object with the keys cursor"),
        (paged("cursor", size=2), listing(1, 2), "it is an object with the keys data"),
        (paged("header", size=2, size_param="n") | {"path": "/v2/page"}, listing(1, 2), "no header Link names a next"),
    ],
)
def test_what_would_never_end_or_end_too_soon_is_refused(
    pull: Pull, desk: Desk, table: dict[str, Any], answer: bytes, said: str
) -> None:
    desk.answer = answer
    with pytest.raises(Refused, match="rest: ") as caught:
        pull(table)
    assert said in str(caught.value)
    assert len(desk.asked) <= 3


@pytest.mark.parametrize("end", [None, "", False])
def test_a_full_page_that_says_that_it_is_the_last_is_believed(pull: Pull, desk: Desk, end: object) -> None:
    desk.answer = listing(1, 2, meta={"next": end})
    assert len(pull(paged("cursor", size=2)).items) == 2


@pytest.mark.parametrize(("most", "fits"), [(2, False), (3, True)])
def test_more_pages_than_allowed_are_refused(pull: Pull, desk: Desk, most: int, fits: bool) -> None:
    table = paged("cursor", max_pages=most)
    if fits:
        assert len(pull(table).items) == 5
        return
    with pytest.raises(Refused, match=r"more than 2 pages.*raise paging.max_pages"):
        pull(table)


@pytest.mark.parametrize(
    ("items", "found"),
    [
        ("data.rows", "“data” is an object with the keys tickets"),
        ("rows", "it is an object with the keys data"),
        (r"data.a\.b", "“data” is an object with the keys tickets"),
        ("data", "“data” is an object with the keys tickets"),
        ("", "it is an object with the keys data"),
    ],
)
def test_a_list_that_is_not_where_it_should_be_is_refused(pull: Pull, desk: Desk, items: str, found: str) -> None:
    with pytest.raises(Refused, match=r"source tickets \(/v2/none\): no list") as caught:
        pull(source(items=items))
    assert found in str(caught.value)
    assert "Ticket 1" not in str(caught.value)


def test_null_for_a_list_is_an_empty_one_only_inside_of_an_answer(pull: Pull, desk: Desk) -> None:
    desk.answer = b'{"data": {"tickets": null}}'
    assert pull().items == []
    desk.answer = b"null"
    with pytest.raises(Refused, match="it is null"):
        pull(source(items=""))


def test_the_answer_itself_may_be_the_list(pull: Pull, desk: Desk) -> None:
    desk.answer = json.dumps(desk.tickets).encode()
    assert len(pull(source(items="")).items) == 5


def test_a_cursor_may_be_a_number_of_any_length(pull: Pull, desk: Desk) -> None:
    desk.answer = listing(1, meta={"next": 10**400})
    with pytest.raises(Refused, match="lead in a circle"):
        pull(paged("cursor"))
    assert desk.asked[1]["after"] == str(10**400)


def test_the_check_reads_one_page_and_names_the_sources(connect: Connect, desk: Desk) -> None:
    found = connect(source("page"), source(name="ideas")).check()
    assert (found.account, found.detail) == (
        "the account of the token",
        "2 items on the first page of tickets; sources: tickets, ideas",
    )
    assert len(desk.asked) == 1
