"""What a source with `since` asks for, and what its cursor promises: no change is passed over, whatever the clocks say."""

import json
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any, ClassVar

import pytest

from connectors.rest.pull import OVERLAP
from core.contract import Refused
from core.records import Checkpoint
from tests.rest.conftest import START, Connect, Pull
from tests.rest.desk import FIELDS, Desk, source

HOUR = timedelta(hours=1)


def watched(**given: Any) -> dict[str, Any]:
    return source("page", since={"param": "since"}, **given)


def asked(desk: Desk) -> str | None:
    """Since when the last question was."""
    return desk.asked[-1].get("since")


@pytest.mark.parametrize(
    ("since", "said"),
    [
        ({"param": "since"}, {"since": "2026-03-02T11:55:00Z"}),
        ({"param": "epoch", "format": "epoch_s"}, {"epoch": "1772452500"}),
        ({"param": "epoch", "format": "epoch_ms"}, {"epoch": "1772452500000"}),
    ],
)
def test_the_next_pull_asks_from_the_newest_change_less_the_overlap(
    pull: Pull, desk: Desk, since: dict[str, str], said: dict[str, str]
) -> None:
    table = source(since=since)
    cursor = pull(table).cursor
    assert desk.asked[-1] == {}
    desk.clock.advance(HOUR)
    assert len(pull(table, cursor).items) == 5, "the overlap is given again"
    assert desk.asked[-1] == said


def test_only_what_changed_is_read_again(pull: Pull, desk: Desk) -> None:
    cursor = pull(watched()).cursor
    desk.clock.advance(HOUR)
    desk.change()
    cursor = pull(watched(), cursor).cursor
    desk.clock.advance(HOUR)
    assert [each.id for each in pull(watched(), cursor).items] == ["tickets/2"]
    assert asked(desk) == f"{START + HOUR - OVERLAP:%Y-%m-%dT%H:%M:%SZ}"


def test_parts_of_a_second_are_rounded_down(pull: Pull, desk: Desk) -> None:
    desk.tickets[0]["updated_at"] = "2026-03-02T11:59:59.900Z"
    del desk.tickets[1:]
    pull(watched(), pull(watched()).cursor)
    assert asked(desk) == "2026-03-02T11:54:59Z"


def test_a_change_from_the_future_hides_nothing(pull: Pull, desk: Desk) -> None:
    desk.tickets[0]["updated_at"] = "2099-01-01T00:00:00Z"
    cursor = pull(watched()).cursor
    pull(watched(), cursor)
    assert asked(desk) == "2026-03-02T11:55:00Z"


def test_what_changes_while_pages_are_read_comes_with_the_next_pull(connect: Connect, desk: Desk) -> None:
    """The page that held it had already been read when it changed."""
    connector = connect(watched())
    stream = connector.streams()[0]
    walk = connector.pull(stream, None)
    while not isinstance(record := next(walk), Checkpoint):
        pass
    desk.clock.advance(HOUR)
    desk.change()
    desk.clock.advance(HOUR)
    desk.tickets[4]["updated_at"] = desk.clock().isoformat()
    *_, record = walk
    assert isinstance(record, Checkpoint)
    again = list(connector.pull(stream, record.cursor))
    assert any(getattr(each, "title", "") == "Changed 1" for each in again)


def test_a_pull_without_news_keeps_its_place(pull: Pull, desk: Desk) -> None:
    cursor = pull(watched()).cursor
    desk.tickets.clear()
    desk.clock.advance(HOUR)
    assert pull(watched(), cursor).cursor == cursor


def test_an_empty_source_is_read_whole_until_it_holds_something(pull: Pull, desk: Desk) -> None:
    desk.tickets.clear()
    cursor = pull(watched()).cursor
    pull(watched(), cursor)
    assert asked(desk) is None


@pytest.mark.parametrize(
    "said",
    [
        "",
        "0001-01-01T00:00:00+00:00",
        "2026-03-02",
        "2026-03-02T12:00:00",
        "soon",
        "9" * 400,
        "9999-12-31T23:59:59-14:00",
    ],
)
def test_a_damaged_time_costs_a_full_pull(pull: Pull, desk: Desk, said: str) -> None:
    assert len(pull(watched(), said).items) == 5
    assert asked(desk) is None


class Timeless(BaseHTTPRequestHandler):
    """A tool that does not say what time it is."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        body = json.dumps([{"id": 1, "a": "x", "at": "2099-01-01T00:00:00Z"}]).encode()
        self.send_response_only(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def test_a_tool_without_time_is_read_whole_each_time(connect: Connect) -> None:
    fields = {"id": "id", "title": "a", "status": "a", "created_at": "at", "updated_at": "at"}
    with HTTPServer(("127.0.0.1", 0), Timeless) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        table = source(items="", fields=fields, since={"param": "since"})
        connector = connect(table, base_url=f"http://127.0.0.1:{server.server_port}")
        first, second = (list(connector.pull(connector.streams()[0], cursor)) for cursor in (None, ""))
        server.shutdown()
    assert first == second
    assert first[-1] == Checkpoint("", 1, 1)
    assert Timeless.asked == ["/v2/none", "/v2/none"]


def test_a_source_without_since_says_when_it_became_empty(pull: Pull, desk: Desk) -> None:
    """The hub takes a pull with an equal cursor and no records for one in which all is as it was."""
    full = pull().cursor
    desk.tickets.clear()
    empty = pull(cursor=full).cursor
    assert empty != full
    assert pull(cursor=empty).cursor == empty


def test_a_wrong_path_does_not_look_like_an_empty_tool(pull: Pull, desk: Desk) -> None:
    with pytest.raises(Refused, match=r"none of 5 items can be read. The first: title: nothing stands at titel"):
        pull(source(fields=FIELDS | {"title": "titel"}))
    cursor = pull(watched()).cursor
    for ticket in desk.tickets:
        ticket["subject"] = None
    assert len(pull(watched(), cursor).rejected) == 5, "some changes that cannot be read do not stop a source"


def test_sources_are_streams_of_their_own(connect: Connect, desk: Desk) -> None:
    connector = connect(watched(), source(name="ideas"))
    found = [(each.container, each.incremental, each.exhaustive) for each in connector.streams()]
    assert found == [("tickets", True, True), ("ideas", False, True)]
    ids = {getattr(each, "id", "") for stream in connector.streams() for each in connector.pull(stream, None)}
    assert {"tickets/1", "ideas/1"} <= ids


def test_the_start_of_the_clock_is_what_the_tests_think() -> None:
    assert datetime.fromtimestamp(1772452500, UTC) + OVERLAP == START
