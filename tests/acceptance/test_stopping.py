"""What ends a sync early, and what does not: Ctrl-C, a database that cannot be used, a bug in one connector, odd pages."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import pytest
from sqlalchemy import text

from core.contract import Seen, Stream, Unavailable
from core.records import Checkpoint, Record, Rejected
from scheduler.clock import Patience
from scheduler.hub import Hub
from scheduler.pulling import Terms
from scheduler.syncing import sync
from scheduler.told import STOPPED
from store import StoreError, pulls
from tests.acceptance.odd import NOW, item
from tests.acceptance.test_side_by_side import PATIENCE, Says, Tool, by_place, hub_of, silent

__all__ = ["hub_of"]
Open = Callable[..., Hub]


def errors(hub: Hub) -> list[str]:
    with hub.store.read() as tx:
        return list(tx.execute(text("SELECT last_error FROM streams WHERE last_error IS NOT NULL")).scalars())


def cursor(hub: Hub, container: str) -> str | None:
    with hub.store.read() as tx:
        return pulls.cursor(tx, "tool", Stream("items", container))


def test_a_bug_in_one_stream_is_raised_when_all_others_have_been_read(hub_of: Open) -> None:
    """The bug comes first; the others are read to their end all the same, and what they brought stays."""
    failed = threading.Event()

    def bug(_: str | None) -> Iterable[Record | Checkpoint]:
        failed.set()
        raise TypeError("a bug")

    def good(_: str | None) -> Iterable[Record | Checkpoint]:
        assert failed.wait(PATIENCE)
        return [item("1"), Checkpoint("1"), item("2"), Checkpoint("2")]

    hub = hub_of(other=Tool({"a": bug}), tool=Tool({"a": good, "b": good}), parallel=1)
    with pytest.raises(TypeError, match="a bug"):
        sync(hub, silent)
    assert [cursor(hub, name) for name in "ab"] == ["2", "2"]


def test_a_database_that_cannot_be_used_stops_all_at_once(hub_of: Open) -> None:
    """The tool that is read meanwhile would go on for ever."""

    going = threading.Event()

    def endless(_: str | None) -> Iterable[Record | Checkpoint]:
        number = 0
        while True:
            yield Checkpoint(str(number := number + 1))
            going.set()

    def broken(_: str | None) -> Iterable[Record | Checkpoint]:
        assert going.wait(PATIENCE)
        raise StoreError("disk full")

    hub = hub_of(tool=Tool({"a": endless}), other=Tool({"b": broken}))
    with pytest.raises(StoreError, match="disk full"):
        sync(hub, silent)
    assert int(cursor(hub, "a") or 0) > 0


def test_whoever_waited_for_a_tool_when_asked_to_stop_met_no_trouble(hub_of: Open) -> None:
    """Nobody is told of an outage, and no finding is frozen for it."""

    def limited(_: str | None) -> Iterable[Record | Checkpoint]:
        hub.stopping.set()
        Patience(hub.stopping).sleep(PATIENCE)
        return ()

    hub = hub_of(tool=Tool({"a": limited, "b": limited}))
    assert set(by_place(sync(hub, silent)).values()) == {STOPPED}
    assert errors(hub) == []


class Counted(Tool):
    """Can tell all that it shows, page by page, and is asked to stop after the first."""

    def __init__(self, says: dict[str, Says], pages: Callable[[], Iterator[Sequence[Seen]]]) -> None:
        super().__init__(says)
        self.pages = pages

    def streams(self) -> Sequence[Stream]:
        return [Stream("items", container, exhaustive=True) for container in self.says]

    def census(self, stream: Stream) -> Iterator[Sequence[Seen]]:
        del stream
        yield from self.pages()


def test_a_census_ends_at_its_page_and_concludes_nothing(hub_of: Open) -> None:
    def pages() -> Iterator[Sequence[Seen]]:
        yield [Seen("1", NOW)]
        hub.stopping.set()
        yield [Seen("2", NOW)]
        pytest.fail("a third page was asked for")

    says: dict[str, Says] = {"a": lambda _: [*(item(str(number)) for number in range(1, 4)), Checkpoint("1")]}
    hub = hub_of(tool=Counted(says, pages))
    (row,) = sync(hub, silent, terms=Terms(gone=frozenset("a")))
    assert (row.error, row.counts.new) == (STOPPED, 3)
    with hub.store.read() as tx:
        assert tx.execute(text("SELECT count(*) FROM items WHERE gone_at IS NULL")).scalar_one() == 3


def test_a_census_that_fails_takes_nothing_away_from_the_pull(hub_of: Open) -> None:
    def pages() -> Iterator[Sequence[Seen]]:
        yield [Seen("1", NOW)]
        raise Unavailable("tool: nobody there")

    hub = hub_of(tool=Counted({"a": lambda _: [item("1"), Checkpoint("1")]}, pages))
    (row,) = sync(hub, silent, terms=Terms(gone=frozenset("a")))
    assert (row.error, row.counts.new, errors(hub)) == (None, 1, [])
    assert "could not be compared: tool: nobody there" in row.warnings[0]


def page(good: int, lost: int, each: int = 1) -> list[Record | Checkpoint]:
    """`each`: how many records come of a row that can be read."""
    odd = [Rejected(source="tool", place=f"row {number}", reason="not a date") for number in range(lost)]
    return [*(item(f"{row}-{part}") for row in range(good) for part in range(each)), *odd]


@pytest.mark.parametrize(
    ("records", "shown", "stopped"),
    [
        (page(94, 6), 0, "6 of the 100"),  # a connector that does not count
        (page(95, 5), 0, None),
        (page(50, 50, each=30), 100, "50 of the 100"),  # an issue brings its comments and changes
        (page(2, 6), 999, None),  # most messages are no thread
        (page(0, 4), 4, None),  # too few to say so
        (page(0, 5), 5, "5 of the 5"),
        (page(6, 90), 6, "90 of the 90"),  # counted were only those that can be read
    ],
)
def test_what_share_of_a_page_is_lost_is_a_matter_of_the_rows_that_the_tool_showed(
    hub_of: Open, records: list[Any], shown: int, stopped: str | None
) -> None:
    """P25 and P24. The page before it stays, and is no part of the share."""
    done = 1_000 if shown else 0
    pages = [item("0"), Checkpoint("1", done=done), *records, Checkpoint("2", done=done + shown)]
    hub = hub_of(tool=Tool({"a": lambda _: pages}))
    (row,) = sync(hub, silent)
    assert (row.error is None) is (stopped is None)
    assert (stopped or "") in (row.error or "")
    assert cursor(hub, "a") == ("1" if stopped else "2")
