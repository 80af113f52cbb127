"""Settings of a source: each mistake is refused with the key and the mend, and no value is shown."""

from typing import Any

import pytest

from connectors.rest import connect
from connectors.rest.settings import RestSettings
from core.contract import Unauthorized, Wire
from tests.rest.conftest import Connect, Running
from tests.rest.desk import FIELDS, TOKEN, Desk, source

CANARY = "canary-1b9f"


def refused(**settings: Any) -> str:
    table = {"base_url": "https://desk.example.com", "sources": [source()]}
    with pytest.raises(ValueError, match="RestSettings") as caught:
        RestSettings.model_validate(table | settings)
    assert CANARY not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"filds": CANARY}, "unknown key filds; known are: name, path, params, items, fields"),
        ({"fields": FIELDS | {"titel": CANARY}}, "unknown key titel; known are: id, title"),
        ({"fields": {"id": "id"}}, "fields.updated_at"),
        ({"fields": FIELDS | {"title": ""}}, "fields.title"),
        ({"fields": FIELDS | {"title": "a..b"}}, "is no path; write names with one point between them"),
        ({"items": "data."}, "is no path"),
        ({"paging": {"style": CANARY}}, "'none', 'page', 'offset', 'cursor' or 'link'"),
        ({"paging": {"style": "page", "pages": 3}}, "unknown key pages; known are: style, param"),
        ({"paging": {"style": "cursor"}}, 'style = "cursor" needs next'),
        ({"paging": {"style": "link", "param": "page"}}, 'param says nothing for style = "link"'),
        ({"paging": {"next": "meta.next"}}, 'next says nothing for style = "none"'),
        ({"paging": {"style": "page", "size": 50}}, "size is not sent without size_param"),
        ({"since": {"param": "since", "format": "rfc"}}, "'iso', 'epoch_s' or 'epoch_ms'"),
        ({"since": {"parameter": "since"}}, "unknown key parameter; known are: param, format"),
        ({"paging": {"style": "page"}, "params": {"page": 2}}, "the parameter page is named twice"),
        ({"since": {"param": "page"}, "paging": {"style": "page"}}, "the parameter page is named twice"),
        ({"statuses": {"open": "in progress"}}, "'todo', 'doing' or 'done'"),
        ({"link": ""}, "say where people open an item, in one way"),
        ({"fields": FIELDS | {"url": "url"}}, "say where people open an item, in one way"),
        ({"link": "https://desk.example.com/t/{number}"}, "with {id} or {key} in it"),
        ({"link": "javascript:{id}"}, "with {id} or {key} in it"),
        ({"path": "https://evil.example/"}, "path"),
        ({"path": "//evil.example/"}, "path"),
        ({"path": f"/v2?token={CANARY}"}, "path"),
        ({"name": "two words"}, "name"),
    ],
)
def test_a_mistake_in_a_source_is_refused_by_name(given: dict[str, Any], said: str) -> None:
    assert said in refused(sources=[source() | given])


def test_mistakes_of_the_whole_are_refused_by_name() -> None:
    assert "tickets repeats" in refused(sources=[source(), source()])
    assert "name at least one list to read" in refused(sources=[])
    assert "at least one" not in refused(sources=[source(filds=1)]), "one mistake is told once"
    assert "header" in refused(header="X-Key: ")
    assert "no_such_setting" in refused(no_such_setting=CANARY)


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({}, {"Authorization": f"Bearer {TOKEN}"}),
        ({"scheme": "Token"}, {"Authorization": f"Token {TOKEN}"}),
        ({"header": "X-Api-Key", "scheme": ""}, {"X-Api-Key": TOKEN}),
    ],
)
def test_the_token_travels_as_the_settings_say(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, Any], sent: dict[str, str]
) -> None:
    monkeypatch.setenv("DESK_TOKEN", TOKEN)
    table = {"base_url": "https://desk.example.com", "token": {"env": "DESK_TOKEN"}, "sources": [source()]}
    assert RestSettings.model_validate(table | given).headers(TOKEN) == sent


def test_a_tool_takes_the_token_in_a_header_of_its_own(connect: Connect, desk: Desk) -> None:
    assert connect(header="X-Api-Key", scheme="").check().account == "the account of the token"


def test_without_a_token_nobody_asks(connect: Connect, desk: Desk) -> None:
    with pytest.raises(Unauthorized, match="rest: GET /v2/none answered 401"):
        connect(token=None).check()


def test_a_token_that_is_not_there_is_named(running: Running) -> None:
    table = {"base_url": running.url, "token": {"env": "NO_SUCH_TOKEN"}, "sources": [source()]}
    with pytest.raises(
        Unauthorized, match=r"NO_SUCH_TOKEN is empty or not set; it should hold the token of \[connectors.rest"
    ):
        connect(RestSettings.model_validate(table), Wire())
