"""Checks of several threads: a hub pulls streams side by side over one connector."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import TypeVar

from core.contract import ConnectorError, Stream
from fairlead.testing.fixtures import Connect, Fixtures, error_of
from fairlead.testing.mirror import Mirror, last_cursor, pulled
from fairlead.testing.relay import Relay, Trouble

T = TypeVar("T")
SIDES = 4  # threads for each stream


class Threads(Fixtures):
    def test_streams_pulled_side_by_side_bring_what_they_bring_alone(self, connect: Connect) -> None:
        shared = connect()
        alone = {stream: pulled(connect(), stream) for stream in shared.streams()}
        for stream, found in side_by_side(shared.streams(), partial(pulled, shared)):
            assert Mirror(found).differs(Mirror(alone[stream])) == "", f"of {stream}"

    def test_side_by_side_they_also_go_on_from_a_cursor(self, connect: Connect) -> None:
        shared = connect()
        cursors = {stream: last_cursor(pulled(connect(), stream)) for stream in shared.streams()}
        alone = {stream: pulled(connect(), stream, cursor) for stream, cursor in cursors.items()}
        for stream, found in side_by_side(shared.streams(), lambda stream: pulled(shared, stream, cursors[stream])):
            assert Mirror(found).differs(Mirror(alone[stream])) == "", f"of {stream}"

    def test_trouble_that_one_thread_meets_is_no_bug_of_another(self, connect: Connect, relay: Relay) -> None:
        for trouble in (Trouble(429, {"Retry-After": "7200"}), Trouble(401), Trouble(502), Trouble(lost=True)):
            shared = connect()
            streams = shared.streams()
            relay.make(trouble)
            for stream, error in side_by_side(streams, lambda stream: error_of(partial(pulled, shared, stream))):  # noqa: B023
                assert isinstance(error, ConnectorError), f"{stream} ended well though the tool was shut"
            relay.mend()


def side_by_side(streams: Sequence[Stream], action: Callable[[Stream], T]) -> list[tuple[Stream, T]]:
    """What `action` gives for each stream, in several threads that all begin at once."""
    turns = [stream for stream in streams for _ in range(SIDES)]
    together = Barrier(len(turns))

    def one(stream: Stream) -> T:
        together.wait(30)
        return action(stream)

    with ThreadPoolExecutor(len(turns)) as pool:
        return list(zip(turns, pool.map(one, turns), strict=True))
