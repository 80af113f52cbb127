"""Checks of cursors: whatever cuts a pull, and whatever changes between two, the hub ends up with what is in the tool."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import pytest

from core.contract import Connector, ConnectorError, Stream
from core.records import Activity, Checkpoint, Goal, Item, Record, Tombstone
from fairlead.testing.fixtures import Connect, Fixtures, Hurry
from fairlead.testing.mirror import Mirror, Pulled, cuts, last_cursor, pulled
from fairlead.testing.relay import Relay, Trouble
from fairlead.testing.world import World

PAUSES = (timedelta(0), timedelta(seconds=1), timedelta(minutes=6), timedelta(days=2))
BREAKS = 6  # requests of one pull at which it is broken off
DAMAGED = 4  # cursors of one pull that are damaged


class Resuming(Fixtures):
    def test_a_pull_of_an_unchanged_tool_brings_nothing_new(self, connect: Connect) -> None:
        for stream in connect().streams():
            full = pulled(connect(), stream)
            again = pulled(connect(), stream, last_cursor(full))
            assert _after(full, again).differs(Mirror(full)) == "", f"of {stream}"

    def test_an_incremental_pull_costs_no_more_than_a_full_one(self, connect: Connect, relay: Relay) -> None:
        for stream in connect().streams():
            start = len(relay.requests)
            cursor = last_cursor(pulled(connect(), stream))
            full, start = len(relay.requests) - start, len(relay.requests)
            pulled(connect(), stream, cursor)
            assert not stream.incremental or len(relay.requests) - start <= full, f"of {stream}"

    @pytest.mark.parametrize("pause", PAUSES, ids=str)
    def test_a_change_is_found_by_the_next_pull(self, world: World, connect: Connect, pause: timedelta) -> None:
        """Also one made in the very moment in which the cursor was taken: a range that is open there loses it."""
        before = _all(connect())
        world.pass_time(pause)
        key = world.change()
        found = [each for pull in _next(connect(), before).values() for each in pull]
        assert any(_is_about(each, key) for each in found), f"the change of {key} was not found"

    @pytest.mark.parametrize("pause", PAUSES, ids=str)
    def test_incremental_pulls_end_up_with_what_a_full_pull_gives(
        self, world: World, connect: Connect, pause: timedelta
    ) -> None:
        pulls = _all(connect())
        mirror = _mirror(pulls)
        for _ in range(3):
            world.change()
            world.pass_time(pause)
            pulls = _next(connect(), pulls)
            mirror.take(each for pull in pulls.values() for each in pull)
        assert mirror.differs(_mirror(_all(connect()))) == ""

    def test_a_pull_cut_at_any_checkpoint_is_completed_from_there(self, connect: Connect) -> None:
        """A crash after the commit. What stands behind a checkpoint is pulled again or was not lost."""
        for stream in connect().streams():
            full = pulled(connect(), stream)
            for done, cursor in cuts(full):
                rest = pulled(connect(), stream, cursor)
                assert _after(done, rest).differs(Mirror(full)) == "", f"of {stream}, cut at {cursor}"

    def test_a_cut_pull_is_completed_though_the_tool_goes_on(self, world: World, connect: Connect) -> None:
        for stream in connect().streams():
            for done, cursor in cuts(pulled(connect(), stream)):
                world.change()
                rest = pulled(connect(), stream, cursor)
                mirror = _after(done, rest)
                mirror.take(pulled(connect(), stream, last_cursor(rest)))
                assert mirror.differs(Mirror(pulled(connect(), stream))) == "", f"of {stream}, cut at {cursor}"

    def test_a_pull_that_the_tool_breaks_off_is_completed_later(
        self, connect: Connect, relay: Relay, clock: Hurry
    ) -> None:
        """The same connector goes on: what it remembers of a broken pull must not stand in the way."""
        for stream in connect().streams():
            full = Mirror(pulled(connect(), stream))
            for spare in range(BREAKS):
                connector = connect()
                relay.make(Trouble(404, spare=spare))
                done, broken = _committed(connector, stream)
                relay.mend()
                clock.sleep(3600)
                rest = pulled(connector, stream, last_cursor(done) if done else None)
                assert _after(done, rest).differs(full) == "", f"of {stream}, broken off after {spare} requests"
                if not broken:
                    break

    def test_garbage_for_a_cursor_is_refused_or_costs_a_full_pull(self, connect: Connect) -> None:
        for stream in connect().streams():
            full = pulled(connect(), stream)
            for garbage in ("garbage", "{", "[1]", "\x00", "9" * 400):
                with suppress(ConnectorError):
                    again = pulled(connect(), stream, garbage)
                    assert Mirror(again).differs(Mirror(full)) == "", f"{garbage!r} was believed, of {stream}"

    def test_a_damaged_cursor_is_no_bug(self, connect: Connect) -> None:
        for stream in connect().streams():
            cursors = [cursor for _, cursor in cuts(pulled(connect(), stream))]
            for damaged in dict.fromkeys(each for cursor in _spread(cursors) for each in _damages(cursor)):
                with suppress(ConnectorError):
                    last_cursor(pulled(connect(), stream, damaged))


def _all(connector: Connector) -> dict[Stream, Pulled]:
    return {stream: pulled(connector, stream) for stream in connector.streams()}


def _next(connector: Connector, before: dict[Stream, Pulled]) -> dict[Stream, Pulled]:
    return {stream: pulled(connector, stream, last_cursor(pull)) for stream, pull in before.items()}


def _mirror(pulls: dict[Stream, Pulled]) -> Mirror:
    return Mirror(each for pull in pulls.values() for each in pull)


def _after(done: Pulled, rest: Pulled) -> Mirror:
    mirror = Mirror(done)
    mirror.take(rest)
    return mirror


def _committed(connector: Connector, stream: Stream) -> tuple[Pulled, bool]:
    """What came before the last checkpoint, and whether the tool broke the pull off."""
    got: Pulled = []
    try:
        for record in connector.pull(stream, None):
            got.append(record)
    except ConnectorError:
        return max((done for done, _ in cuts(got)), key=len, default=[]), True
    return got, False


def _is_about(record: Record | Checkpoint, key: str) -> bool:
    match record:
        case Item() | Goal():
            return key == record.key
        case Activity():
            return key == record.item
        case Tombstone():
            return key == record.id
    return False


def _spread(cursors: list[str]) -> list[str]:
    """The last, and some on the way to it."""
    return cursors[:: -max(1, len(cursors) // DAMAGED)][:DAMAGED]


def _damages(cursor: str) -> Iterator[str]:
    """Cut, doubled, and of a time that has not come yet."""
    yield cursor[: len(cursor) // 2]
    yield cursor + cursor
    yield re.sub(r"\d", "9", cursor)
    yield re.sub(r"\b20\d\d-", "9998-", cursor)
    yield re.sub(r"\d+", "-1", cursor)
    yield re.sub(r"\b1(?=\d{9})", "9", cursor)
