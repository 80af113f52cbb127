"""Goals as they were at a moment, out of their versions."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from msgspec import Struct
from msgspec.json import Decoder
from sqlalchemy import Connection, text

from store.goals import GOAL


def goals_then(tx: Connection, base: str, at: int) -> Iterator[tuple[Any, ...]]:
    """Rows of `goals` (`GOAL` says of which columns), with those that were gone by then. `base` is the schema of the real
    tables."""
    rows = tx.execute(text(_GOALS.format(base=base)), {"at": at})
    for _, versions in groupby(rows, lambda row: row.key):
        yield _goal(list(versions), at)


class _Version(Struct):
    item: str | None = None
    closed: bool = False
    superseded_by: str | None = None

    @property
    def over(self) -> bool:
        return self.closed or self.superseded_by is not None


_VERSION = Decoder(_Version).decode


def _goal(versions: Sequence[Any], at: int) -> tuple[Any, ...]:
    """The row of a goal as it was, out of its versions up to then."""
    last, told = versions[-1], [_VERSION(row.was) for row in versions]
    item = last.item if _VERSION(last.data).item == told[-1].item else told[-1].item
    gone_at = last.valid_to if last.valid_to and last.valid_to <= at else None
    changed = {"item": item, "ended_at": _ended_at(versions, told, at), "gone_at": gone_at, "data": last.was}
    return tuple(changed[name] if name in changed else getattr(last, name) for name in GOAL)


def _ended_at(versions: Sequence[Any], told: Sequence[_Version], at: int) -> int | None:
    """What is over now since before then was over all the time; else the versions tell."""
    known: int | None = versions[-1].ended_at
    if not told[-1].over or (known and known <= at):
        return known if told[-1].over else None
    begun = next((n for n in range(len(told), 0, -1) if not told[n - 1].over), 0)
    return int(versions[begun].valid_from)


_GOALS = """
SELECT g.*, v.valid_from, v.valid_to, v.data AS was FROM {base}.goals g JOIN {base}.goal_versions v ON v.goal = g.key
WHERE v.valid_from <= :at ORDER BY g.key, v.valid_from
"""
