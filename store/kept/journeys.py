"""What flow counts of each item in progress or lately moved, kept for the window that ends today: tomorrow all are made anew.

Which team has an item is none of that: it is found when teams are counted.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, text

from core.journey import Journey, Window
from core.times import DAY
from store import meta
from store.flow import ROWS, Work, work

KEY = "flow kept of"
FLOW_DAYS = 90  # of which flow is told
Row = tuple[int, str, str, str]
_DECODE = msgspec.json.Decoder(Journey).decode


def window_of(day: int) -> Window:
    """That of flow, which ends with this UTC day (counted from 1970)."""
    return Window((day + 1 - FLOW_DAYS) * DAY, (day + 1) * DAY)


def rows(tx: Connection, day: int, *, some: bool = False) -> Iterator[Row]:
    for each in work(tx, window_of(day), idle=False, some=some):
        yield each.id, each.source, each.container, msgspec.json.encode(each.journey).decode()


def kept_of(tx: Connection) -> int | None:
    """The day with which the window ends."""
    day = meta.get(tx, KEY)
    return None if day is None else int(day)


def keep_of(tx: Connection, day: int) -> None:
    meta.put(tx, KEY, str(day))


def works(tx: Connection, day: int, *, kept: bool) -> Iterator[Work]:
    """Without what is idle; out of the table if it is `kept`."""
    if not kept:
        yield from work(tx, window_of(day), idle=False)
        return
    parts: Iterator[Sequence[Any]] = tx.execute(text(_STORED).execution_options(yield_per=ROWS)).partitions()
    for part in parts:
        yield from (Work(number, source, container, _DECODE(told)) for number, source, container, told in part)


_STORED = "SELECT item_id, source, container, told FROM journeys ORDER BY item_id"
