"""No payload stops a stream: what one entry holds costs at most that entry, and what the page says is what is said."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.rest.items import records
from connectors.rest.settings import Source
from core.contract import Refused
from tests.house.commands import ROOT
from tests.rest.conftest import Pull
from tests.rest.desk import FIELDS, Desk, source

GOOD = (
    '{"id": 1, "subject": "A", "status": {"name": "Open"}, "created_at": "2026-03-02T12:00:00Z", '
    '"updated_at": "2026-03-02T12:00:00Z"}'
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def odd(old: str, new: str) -> str:
    """The good entry as number two, with one thing odd about it."""
    assert old in GOOD
    return GOOD.replace('"id": 1', '"id": 2').replace(old, new)


@pytest.mark.parametrize(
    ("entry", "read"),
    [
        (odd('"subject": "A"', '"subject": "A\\ud800"'), True),
        (odd('"subject": "A"', '"subject": "A\\u0000"'), True),
        (odd('"subject": "A"', '"subject": "' + "A" * 10_000_000 + '"'), True),
        (odd('"subject": "A"', '"subject": NaN'), False),
        (odd('"subject": "A"', '"subject": "A", "subject": "B"'), True),
        (odd('"subject": "A"', '"subject": "A", "more": ' + "[" * 900 + "]" * 900), True),
        (odd('"subject": "A"', '"subject": "A", "more": 1e999'), True),
        (odd('"subject": "A"', '"subject": "A", "more": ' + "9" * 5000), True),
        (odd('"subject": "A"', '"subject": "A", "more": ' + "[" * 5000 + "]" * 5000), False),
        (odd('"subject": "A"', '"subject": "A\x01"'), False),
        (odd('"subject": "A"', '"subject": A'), False),
        (odd('"subject": "A"', '"subject": ' + "[" * 100 + "]" * 100), False),
        (odd('"subject": "A"', '"subject": {"\\ud800": 1}'), False),
        (GOOD.replace('"id": 1', '"id": ' + "9" * 5000), False),
        (GOOD.replace('"created_at": "2026', '"created_at": "0000'), False),
        (GOOD.replace('"updated_at": "2026-03-02T12:00:00Z"', '"updated_at": 1e308'), False),
        (GOOD.replace('"updated_at": "2026-03-02T12:00:00Z"', '"updated_at": "0001-01-01T00:00:00+14:00"'), False),
        (GOOD.replace('"updated_at": "2026-03-02T12:00:00Z"', '"updated_at": -Infinity'), False),
    ],
    ids=["half a character", "NUL", "10 MB", "NaN", "twice", "deep", "infinite", "long number", "too deep", "control character",
         "no JSON", "deep title", "odd key",
         "long id", "year 0", "year 1e300", "year 0 in UTC", "no end"],
)  # fmt: skip
def test_one_odd_entry_costs_at_most_itself(pull: Pull, desk: Desk, entry: str, read: bool) -> None:
    desk.answer = f'{{"data": {{"tickets": [{entry}, {GOOD}]}}}}'.encode()
    found = pull()
    assert "tickets/1" in [each.id for each in found.items]
    assert (len(found.items), len(found.rejected)) == ((2, 0) if read else (1, 1))
    msgspec.json.encode([found.items, found.rejected])


@pytest.mark.parametrize("spoilt", [b'{"id": 2, "subject": "\xff"}', b'{"subject": [,], "id": 2}', b"NaN", b'"text"'])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_an_entry_that_is_not_even_json_is_told_and_the_others_are_read(
    pull: Pull, desk: Desk, spoilt: bytes, at: int
) -> None:
    parts = [GOOD.encode(), GOOD.replace('"id": 1', '"id": 3').encode()]
    parts.insert(at, spoilt)
    desk.answer = b'{"data": {"more": [1], "tickets": [%s]}}' % b", ".join(parts)
    found = pull()
    assert [each.id for each in found.items] == ["tickets/1", "tickets/3"]
    (rejected,) = found.rejected
    assert rejected.lost
    assert rejected.place in ("rest tickets item tickets/2", f"rest tickets item {at + 1}")


def test_numbers_of_any_size_keep_all_their_digits(pull: Pull, desk: Desk) -> None:
    big = (2**53 + 1, 2**64 + 1, 2**200 + 1)
    desk.answer = json.dumps({"data": {"tickets": [json.loads(GOOD) | {"id": each} for each in big]}}).encode()
    assert [each.id for each in pull().items] == [f"tickets/{each}" for each in big]


def test_an_answer_deeper_than_can_be_read_is_refused(pull: Pull, desk: Desk) -> None:
    desk.answer = b"[" * 5000 + b"]" * 5000
    with pytest.raises(Refused, match=r"source tickets .* cannot be read as JSON"):
        pull()


@given(st.dictionaries(st.sampled_from([*"abcde", "id", "subject", "status"]), JSON))
def test_any_entry_is_an_item_or_says_why_not(entry: dict[str, Any]) -> None:
    fields = FIELDS | {
        "status": "status",
        "created_at": "a",
        "updated_at": "b",
        "labels": "c",
        "due": "d",
        "parent": "e",
    }
    found = list(records(Source.model_validate(source(fields=fields)), "https://desk.example.com", entry, 1))
    assert found
    assert msgspec.json.encode(found)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (source(items="data.rows"), ("no list", "mend the setting items")),
        (source(fields=FIELDS | {"title": "titel"}), ("none of", "items can be read")),
        (source("none", paging={"style": "page"}), ("does not move on",)),
        (source("none", paging={"style": "link", "size_param": "n", "size": 5}), ("the first page is full",)),
    ],
)
def test_the_page_tells_the_mend_of_what_is_said(pull: Pull, desk: Desk, table: Any, words: tuple[str, ...]) -> None:
    with pytest.raises(Refused) as caught:
        pull(table)
    row = " … ".join(f"`{word}`" for word in words)
    assert f"| {row} |" in told()
    assert all(word in str(caught.value) for word in words)


def test_the_page_tells_of_statuses_without_a_meaning(pull: Pull, desk: Desk) -> None:
    found = pull(source(statuses={}))
    assert "| `is not in statuses` |" in told()
    assert len(found.items) == len(found.rejected) == 5
    assert all("is not in statuses" in each.reason and not each.lost for each in found.rejected)


def told() -> str:
    """The part of the page about this tool."""
    page = (ROOT / "docs" / "connect.md").read_text()
    return page.split("\n## Any tool with a REST interface\n")[1].split("\n## ")[0]
