"""Checks of a cursor for a given day: it leaves out the past, and nothing of what came after."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import ClassVar, Literal

import pytest

from core.contract import Connector, Dated, Stream
from core.records import Activity, Item
from fairlead.testing.fixtures import Connect, Fixtures
from fairlead.testing.mirror import Mirror, Name, Pulled, last_cursor, pulled
from fairlead.testing.relay import Relay
from fairlead.testing.world import World

DAYS = 6  # moments of the past that are tried, of all in which something changed
YEAR = timedelta(days=365)


class Dating(Fixtures):
    """Skipped for a connector that cannot begin on a day. `dates` is "beginnings" for a tool that cannot be asked for what
    changed, only for what was begun since."""

    dates: ClassVar[Literal["changes", "beginnings"]] = "changes"

    @pytest.fixture
    def dated(self, connect: Connect) -> list[Stream]:
        connector = connect()
        if not isinstance(connector, Dated):
            pytest.skip("this connector has no cursor for a day")
        return [stream for stream in connector.streams() if stream.incremental]

    def test_a_dated_cursor_costs_no_request(self, connect: Connect, dated: list[Stream], relay: Relay) -> None:
        begun = [(stream, since) for stream in dated for since in _moments(pulled(connect(), stream))]
        before = len(relay.requests)
        for stream, since in begun:
            cursor_of(connect(), stream, since)
        assert len(relay.requests) == before

    def test_a_dated_cursor_brings_all_that_came_since(self, connect: Connect, dated: list[Stream]) -> None:
        for stream, since, cursor in _begun(connect, dated):
            held = Mirror(pulled(connect(), stream, cursor))
            lost = _lost(held, self._came(pulled(connect(), stream), since))
            assert not lost, f"of {stream} since {since}: {lost[:5]}"

    def test_a_dated_cursor_leaves_out_the_past(self, connect: Connect, dated: list[Stream]) -> None:
        """A year after the last change nothing is new."""
        for stream in dated:
            full = pulled(connect(), stream)
            moments = _moments(full)
            cursor = cursor_of(connect(), stream, moments[-1] + YEAR) if moments else None
            if cursor is not None:
                found = pulled(connect(), stream, cursor)
                assert len(_moments(found)) < len(moments), f"{stream} brings all it has, whatever the day"

    def test_what_changes_after_a_dated_pull_is_found(
        self, world: World, connect: Connect, dated: list[Stream]
    ) -> None:
        begun = [(stream, since, pulled(connect(), stream, cursor)) for stream, since, cursor in _begun(connect, dated)]
        world.change()
        for stream, since, first in begun:
            mirror = Mirror(first)
            mirror.take(pulled(connect(), stream, last_cursor(first)))
            lost = _lost(mirror, self._came(pulled(connect(), stream), since))
            assert not lost, f"of {stream} since {since}: {lost[:5]}"

    def _came(self, full: Pulled, since: datetime) -> Pulled:
        if self.dates == "changes":
            return [each for each in full if isinstance(each, Item | Activity) and _at(each) >= since]
        begun = {each.key: each for each in full if isinstance(each, Item) and each.created_at >= since}
        return [*begun.values(), *(each for each in full if isinstance(each, Activity) and each.item in begun)]


def cursor_of(connector: Connector, stream: Stream, since: datetime) -> str | None:
    assert isinstance(connector, Dated)
    return connector.cursor_at(stream, since)


def _begun(connect: Connect, dated: list[Stream]) -> Iterator[tuple[Stream, datetime, str]]:
    """Each stream with some moments of its past, and the cursor for each that has one."""
    for stream in dated:
        moments = _moments(pulled(connect(), stream))
        for since in moments[:: max(1, len(moments) // DAYS)]:
            cursor = cursor_of(connect(), stream, since)
            if cursor is not None:
                yield stream, since, cursor


def _lost(held: Mirror, came: Pulled) -> list[Name]:
    return [each for each, record in Mirror(came).held.items() if held.held.get(each) != record]


def _moments(pull: Pulled) -> list[datetime]:
    """One for each item and activity."""
    return sorted(_at(each) for each in pull if isinstance(each, Item | Activity))


def _at(record: Item | Activity) -> datetime:
    return record.updated_at if isinstance(record, Item) else record.at
