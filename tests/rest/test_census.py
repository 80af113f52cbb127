"""A census of a source, and the cursor from which it is read when the past is of no interest."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from connectors.rest.connector import Rest
from core.contract import Census, ConnectorError, Dated, Refused, Seen, Stream
from tests.rest.conftest import START, Connect, Pull, Pulled
from tests.rest.desk import MOST, STYLES, Desk, source

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def census(connector: Rest) -> list[Seen]:
    return [each for part in connector.census(connector.streams()[0]) for each in part]


@pytest.mark.parametrize("style", STYLES)
def test_it_names_what_a_full_pull_names(connect: Connect, pull: Pull, desk: Desk, style: str) -> None:
    assert isinstance(connect(), Census)
    found = census(connect(source(style)))
    assert found == [Seen(item.id, item.updated_at) for item in pull(source(style)).items]
    assert len(found) == 5


def test_it_is_not_narrowed_by_since(connect: Connect, desk: Desk) -> None:
    desk.clock.advance(timedelta(days=30))
    assert len(census(connect(source(since={"param": "since"})))) == 5
    assert "since" not in desk.asked[-1]


def test_what_cannot_be_read_is_still_there(connect: Connect, desk: Desk) -> None:
    """Or an item that was spoilt would pass for one that was deleted."""
    desk.tickets[1] |= {"subject": None}
    desk.tickets[2] |= {"updated_at": "soon"}
    del desk.tickets[3]["id"]
    assert [(each.id, each.updated_at) for each in census(connect())] == [
        ("tickets/1", START),
        ("tickets/2", START),
        ("tickets/3", EPOCH),
        ("tickets/5", START),
    ]


def test_also_what_is_not_even_json(connect: Connect, desk: Desk) -> None:
    desk.answer = b'{"data": {"tickets": [{"id": 7, "subject": NaN, "x": "\xff"}, NaN]}}'
    assert census(connect()) == [Seen("tickets/7", EPOCH)]


def test_an_item_that_slid_to_the_next_page_is_named_once(connect: Connect, desk: Desk) -> None:
    connector = connect(source("offset"))
    parts = connector.census(connector.streams()[0])
    first = next(parts)
    desk.tickets.insert(0, {**desk.add(), "id": 99})
    desk.tickets.pop()
    ids = [each.id for part in [first, *parts] for each in part]
    assert len(ids) == len(set(ids)) == 5


@pytest.mark.parametrize("style", ["page", "offset", "cursor", "link", "header"])
def test_a_census_that_is_cut_is_an_error_and_no_short_one(connect: Connect, desk: Desk, style: str) -> None:
    connector = connect(source(style))
    parts = connector.census(connector.streams()[0])
    assert len(next(parts)) == MOST
    desk.answer = b'{"data": {"tickets": '
    with pytest.raises(ConnectorError):
        list(parts)


def test_a_stream_that_does_not_exist_has_no_census(connect: Connect) -> None:
    with pytest.raises(Refused):
        list(connect().census(Stream("items", "other")))


def test_a_dated_cursor_brings_what_changed_since(connect: Connect, desk: Desk) -> None:
    desk.clock.advance(timedelta(days=30))
    changed = desk.change()
    connector = connect(source(since={"param": "since"}))
    assert isinstance(connector, Dated)
    stream = connector.streams()[0]
    cursor = connector.cursor_at(stream, desk.clock() - timedelta(days=1))
    assert desk.asked == []
    found = Pulled(list(connector.pull(stream, cursor)))
    assert [item.id for item in found.items] == [changed]
    assert found.cursor == desk.clock().isoformat()


@pytest.mark.parametrize(
    ("table", "since", "cursor"),
    [
        ({}, START, None),
        ({"since": {"param": "since"}}, EPOCH, None),
        ({"since": {"param": "since"}}, datetime.min.replace(tzinfo=timezone(timedelta(hours=9))), None),
        ({"since": {"param": "since"}}, START.astimezone(timezone(timedelta(hours=9))), START.isoformat()),
    ],
)
def test_where_nothing_can_be_bounded_there_is_none(
    connect: Connect, table: dict[str, Any], since: datetime, cursor: str | None
) -> None:
    connector = connect(source(**table))
    assert connector.cursor_at(connector.streams()[0], since) == cursor
