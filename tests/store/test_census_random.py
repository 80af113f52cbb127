"""Whatever happens in a tool, and however late it shows, after some quiet days the hub knows what the tool shows."""

from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copy
from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import text

from core.contract import Stream
from core.records import Item
from core.times import millis, moment
from store import Store, pulls
from store.census import census_due, take_census
from tests.seeds import examples
from tests.store.samples import NOW, item

HOUR = timedelta(hours=1)
STREAMS = {name: Stream("issues", name, exhaustive=True) for name in ("PAY", "OPS")}
Move = Literal["edit", "hide", "show", "late", "move"]


class Tool:
    """Items of two containers, of which some are hidden; a late change shows long after it was made. The first and the last
    item always stand in their places, for an empty answer says nothing."""

    def __init__(self) -> None:
        self.now = NOW - timedelta(days=30)
        self._items = {number: item(number, updated_at=self.now) for number in range(5)}
        self._items[5] = item(5, key="OPS-5", container="OPS", updated_at=self.now)
        self._hidden: set[int] = set()

    def move(self, kind: Move, number: int) -> None:
        before = self._items[number]
        if kind in ("move", "hide") and number in (0, 5):
            return
        if kind == "move":
            other = "OPS" if before.container == "PAY" else "PAY"
            self._items[number] = replace(before, container=other, key=f"{other}-{number}", updated_at=self.now)
        elif kind in ("edit", "late"):
            made = self.now - (3 * HOUR if kind == "late" else timedelta())
            made = max(made, before.updated_at + timedelta(milliseconds=1))
            self._items[number] = replace(before, title=f"{before.title}'", updated_at=made)
        else:
            (self._hidden.add if kind == "hide" else self._hidden.discard)(number)

    def shown(self, container: str = "") -> list[Item]:
        items = [each for number, each in self._items.items() if number not in self._hidden]
        return [each for each in items if not container or each.container == container]


def sync(store: Store, tool: Tool) -> None:
    """Each stream: what changed since the cursor (all without one), then a census when it is due."""
    for name, stream in STREAMS.items():
        begun = tool.now
        with store.write() as tx:
            cursor = pulls.cursor(tx, "jira", stream)
            after = moment(int(cursor)) if cursor else datetime.min.replace(tzinfo=NOW.tzinfo)
            news = [each for each in tool.shown(name) if each.updated_at >= after]
            pulls.commit(tx, "jira", stream, news, str(millis(tool.now)), tool.now, full=cursor is None)
            pulls.succeeded(tx, "jira", stream, tool.now, complete=cursor is None, every_minutes=15)
        with store.write() as tx:
            if census_due(tx, "jira", stream, tool.now, 24):
                seen = {each.id: millis(each.updated_at) for each in tool.shown(name)}
                take_census(tx, "jira", stream, seen, tool.now, begun)


def known(store: Store) -> list[tuple[str, str]]:
    with store.read() as tx:
        return sorted((row.key, row.title) for row in tx.execute(text("SELECT * FROM items WHERE gone_at IS NULL")))


moves = st.lists(st.tuples(st.sampled_from(("edit", "hide", "show", "late", "move")), st.integers(0, 5)), max_size=3)


@settings(max_examples=examples(10))
@given(st.lists(st.tuples(st.integers(0, 40), moves), max_size=8))
def test_after_quiet_days_the_hub_knows_what_the_tool_shows(
    empty: Path, story: list[tuple[int, list[tuple[Move, int]]]]
) -> None:
    tool = Tool()
    with closing(Store.open(f"sqlite:///{copy(empty, empty.with_name('census.db'))}")) as store:
        sync(store, tool)
        for hours, happenings in story:
            tool.now += hours * HOUR
            for kind, number in happenings:
                tool.move(kind, number)
            sync(store, tool)
        for _ in range(20):
            tool.now += 6 * HOUR
            sync(store, tool)
        assert known(store) == sorted((each.key, each.title) for each in tool.shown())
