"""Tools and streams are pulled side by side: nobody waits for another's trouble, and Ctrl-C ends each at a safe place."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import BaseModel

from core.contract import Identity, Plugin, Stream, Unauthorized, Unavailable
from core.records import Checkpoint, Record, Rejected
from scheduler.clock import Patience
from scheduler.config import load_config
from scheduler.hub import Hub
from scheduler.syncing import sync
from scheduler.told import STOPPED, Begun, Pulled, Read
from store import Store, pulls
from tests.acceptance.odd import NOW, item

PATIENCE = 20.0  # seconds until a test that waits for another thread gives up
Says = Callable[[str | None], Iterable[Record | Checkpoint]]


class Settings(BaseModel):
    parallel: int = 4


class Tool:
    def __init__(self, says: Mapping[str, Says]) -> None:
        self.says = says
        self.asked: list[str] = []

    def check(self) -> Identity:
        return Identity("me", "Me")

    def streams(self) -> Sequence[Stream]:
        return [Stream("items", container) for container in self.says]

    def pull(self, stream: Stream, cursor: str | None) -> Iterator[Record | Checkpoint]:
        self.asked.append(stream.container)
        yield from self.says[stream.container](cursor)

    def close(self) -> None:
        pass


@pytest.fixture
def hub_of(tmp_path: Path) -> Iterator[Callable[..., Hub]]:
    hubs: list[Hub] = []

    def opened(parallel: int = 4, **tools: Tool) -> Hub:
        plugins = {name: Plugin(Settings, ("items",), lambda *_, tool=tool: tool) for name, tool in tools.items()}
        tables = "".join(f"[connectors.{name}]\nparallel = {parallel}\n" for name in tools)
        (tmp_path / "config.toml").write_text(tables)
        config = load_config(tmp_path / "config.toml", plugins)
        hubs.append(Hub(config, Store.open(config.database), plugins, lambda: NOW))
        return hubs[-1]

    yield opened
    for hub in hubs:
        hub.close()


def by_place(rows: Iterable[Pulled]) -> dict[str, str | None]:
    return {f"{row.connector} {row.stream.container}": row.error for row in rows}


def silent(*_: object) -> None:
    pass


def test_a_tool_that_hangs_holds_up_no_other(hub_of: Callable[..., Hub]) -> None:
    """The slow tool answers only once the quick one has been read to its end."""
    done = threading.Event()

    def slow(_: str | None) -> Iterable[Record | Checkpoint]:
        assert done.wait(PATIENCE), "the quick tool waited for the slow one"
        yield Checkpoint("a")

    def watch(told: Begun | Read | Pulled) -> None:
        if isinstance(told, Pulled) and told.connector == "quick":
            done.set()

    hub = hub_of(slow=Tool({"s": slow}), quick=Tool({"q": lambda _: [item("1"), Checkpoint("a")]}))
    assert by_place(sync(hub, watch)) == {"slow s": None, "quick q": None}


def test_the_streams_of_a_tool_are_read_at_once_up_to_its_limit(hub_of: Callable[..., Hub]) -> None:
    """Three streams that each wait until all three are under way; a fourth comes after one of them."""
    meeting = threading.Barrier(3)

    def meets(_: str | None) -> Iterable[Record | Checkpoint]:
        meeting.wait(PATIENCE)
        yield Checkpoint("a")

    says: dict[str, Says] = {"scout": lambda _: [Checkpoint("a")], "a": meets, "b": meets, "c": meets}
    tool = Tool(says)
    assert set(by_place(sync(hub_of(tool=tool, parallel=3), silent)).values()) == {None}
    assert tool.asked[0] == "scout"


@pytest.mark.parametrize(
    "trouble",
    [
        Unauthorized("tool: wrong token", status=401),
        Unavailable("tool: nobody there"),
        Unavailable("tool: limited", status=429, after=900.0),
    ],
)
def test_a_refused_credential_a_spent_limit_or_a_silent_tool_is_asked_once(
    hub_of: Callable[..., Hub], trouble: Exception
) -> None:
    def refuse(_: str | None) -> Iterable[Record | Checkpoint]:
        raise trouble

    tool = Tool({str(number): refuse for number in range(20)})
    rows = sync(hub_of(tool=tool, parallel=16), silent)
    assert {row.error for row in rows} == {str(trouble)}
    assert tool.asked == ["0"]


def test_a_right_that_is_missing_in_one_place_stops_no_other(hub_of: Callable[..., Hub]) -> None:
    def refuse(_: str | None) -> Iterable[Record | Checkpoint]:
        raise Unauthorized("tool: the token lacks the right for this", status=403)

    tool = Tool({"closed": refuse, "open": lambda _: [Checkpoint("a")]})
    rows = by_place(sync(hub_of(tool=tool, parallel=1), silent))
    assert rows["tool closed"]
    assert rows["tool open"] is None


def test_asked_to_stop_a_stream_ends_at_its_next_page_and_goes_on_from_there(hub_of: Callable[..., Hub]) -> None:
    def pages(cursor: str | None) -> Iterable[Record | Checkpoint]:
        for number in range(int(cursor or 0), 5):
            if number == 2 and cursor is None:
                hub.stopping.set()
            yield item(str(number))
            yield Checkpoint(str(number + 1))

    hub = hub_of(tool=Tool({"a": pages, "b": lambda _: [Checkpoint("b")]}), parallel=1)
    first = sync(hub, silent)
    assert [(row.error, row.counts.new) for row in first] == [(STOPPED, 3), (STOPPED, 0)]
    hub.stopping.clear()
    assert [(row.error, row.counts.new) for row in sync(hub, silent)] == [(None, 2), (None, 0)]
    with hub.store.read() as tx:
        assert pulls.cursor(tx, "tool", Stream("items", "a")) == "5"


def test_whoever_waits_for_a_tool_is_woken_to_stop(hub_of: Callable[..., Hub]) -> None:
    hub = hub_of(tool=Tool({"a": lambda _: [Checkpoint("a")]}))
    threading.Timer(0.01, hub.stopping.set).start()
    with pytest.raises(Unavailable, match="asked to stop"):
        Patience(hub.stopping).sleep(PATIENCE)


def test_it_is_told_how_far_each_stream_has_come(hub_of: Callable[..., Hub]) -> None:
    told: list[Begun | Read | Pulled] = []
    sync(hub_of(tool=Tool({"a": lambda _: [item("1"), Checkpoint("x", done=1, total=9)]})), told.append)
    begun, read, pulled = told
    assert (begun, read) == (Begun("tool", 1), Read("tool", Stream("items", "a"), 1, 9))
    assert isinstance(pulled, Pulled)
    assert pulled.counts.new == 1


def test_a_page_of_which_much_cannot_be_read_stops_its_stream_and_moves_no_cursor(hub_of: Callable[..., Hub]) -> None:
    """The tool's answers have changed: what came before stays, the page is asked for again next time."""

    def page(lost: int) -> list[Record | Checkpoint]:
        odd = [Rejected(source="odd", place=f"issue {number}", reason="not a date") for number in range(lost)]
        return [*(item(str(number)) for number in range(100 - lost)), *odd]

    tool = Tool({"a": lambda _: [*page(5), Checkpoint("1"), *page(6), Checkpoint("2")]})
    hub = hub_of(tool=tool)
    (row,) = sync(hub, silent)
    assert row.error is not None
    assert "6 of the 100 records" in row.error
    assert "issue 0: not a date" in row.error
    with hub.store.read() as tx:
        assert pulls.cursor(tx, "tool", Stream("items", "a")) == "1"


def test_what_is_updated_later_is_not_lost_by_reading_side_by_side(hub_of: Callable[..., Hub]) -> None:
    """The same item from two streams at once: the later commit stands, and nothing breaks."""
    newer = item("1", NOW + timedelta(hours=1))
    tool = Tool({"a": lambda _: [item("1"), Checkpoint("a")], "b": lambda _: [newer, Checkpoint("b")]})
    rows = sync(hub_of(tool=tool), silent)
    assert sum(row.counts.new for row in rows) == 1
