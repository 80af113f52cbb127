"""What flow counts, out of the history of items: streamed item by item, so that memory grows with numbers and not with rows.

Work is issues, rows, and pull requests that close no issue known here: one that does is part of that issue. Epics and items
that are goals hold work and are none; threads are talk. The teams of people are those of now, all else is as it was.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Connection, String, bindparam, text

from core.flow import Cell
from core.journey import Journey, Standing, Step, Window, journey, settled
from core.tally import Tally
from core.times import moment
from store.bulk import BATCH, among, batches

ROWS = 5_000  # read at a time
Team = dict[tuple[str, str], str]  # by source and account, or source and container


class Work(NamedTuple):
    """An item by number, where it is, and what flow counts of it."""

    id: int
    source: str
    container: str
    journey: Journey


def cells(tx: Connection, window: Window, goals: Collection[str] | None = None) -> dict[Cell, Tally]:
    """All work of the window, by the goals that it served at its end and the team that had it then.

    With `goals` only what served one of these.
    """
    found: dict[Cell, Tally] = {}
    for part in batches(teamed(tx, work(tx, window, goals)), BATCH):
        served = _served(tx, (number for number, _, _ in part), window.end)
        for number, team, item in part:
            tally = found.setdefault((tuple(served.get(number, ())), team), Tally())
            tally.add(item, window)
    return found


def teamed(tx: Connection, works: Iterable[Work]) -> Iterator[tuple[int, str | None, Journey]]:
    """The numbers of these items, the teams that had them at the end of the window, and what flow counts of them."""
    people, containers = _teams(tx, _PEOPLE), _teams(tx, _CONTAINERS)
    for number, source, container, item in works:
        yield number, people.get((source, item.assignee or "")) or containers.get((source, container)), item


def team_names(tx: Connection) -> list[str]:
    """Every team that is known, in order."""
    query = "SELECT name FROM teams UNION SELECT team FROM people UNION SELECT team FROM team_containers"
    return sorted(name for name in tx.execute(text(query)).scalars() if name)


def work(
    tx: Connection, window: Window, goals: Collection[str] | None = None, *, idle: bool = True, some: bool = False
) -> Iterator[Work]:
    """All work that had come by the end of the window, in order of numbers; of `some` items, those that changed. Without what
    is `idle`: what waited to be begun all the time."""
    values: dict[str, Any] = {"start": window.start, "end": window.end}
    values["first"] = moment(window.start).date().isoformat()
    only = " AND ".join(["true", *([] if idle else [_MOVED]), *([_CHANGED] if some else [])])
    query = text(WORK.format(only=only))
    if goals is not None:
        query = text(WORK.format(only=f"{only} AND {_ONLY}")).bindparams(
            bindparam("goals", type_=String, expanding=True)
        )
        values["goals"] = list(goals)
    rows: Iterable[Any] = tx.execute(query.execution_options(yield_per=ROWS), values)
    for _, group in groupby(rows, lambda row: row.id):
        history: Sequence[Any] = list(group)
        row = history[0]
        standing = Standing(row.now_status, row.now_category, row.category_since)
        if item := journey(settled([Step(*each[:5]) for each in history], standing), window):
            yield Work(row.id, row.source, row.container, item)


def _served(tx: Connection, ids: Iterable[int], at: int) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for row in among(tx, _LINKS, ids, at=at):
        found.setdefault(row.item_id, []).append(row.goal)
    return found


def _teams(tx: Connection, query: str) -> Team:
    return {(row.source, row.name): row.team for row in tx.execute(text(query))}


# what was done before the window and did not change in it has nothing to tell, unless it was due in it
WORK = """
SELECT v.valid_from, v.status, v.category, v.assignee, v.due, i.id, i.source, i.container, i.status AS now_status,
    i.category AS now_category, i.category_since
FROM items i JOIN item_versions v ON v.item_id = i.id
WHERE {only} AND (i.gone_at IS NULL OR i.gone_at > :end) AND i.created_at <= :end
    AND (i.category <> 'done' OR i.category_since > :start OR EXISTS (
        SELECT 1 FROM item_versions w WHERE w.item_id = i.id AND (w.valid_from > :start OR w.due >= :first)
    ))
    AND (i.kind IN ('issue', 'row') OR i.kind = 'pull_request' AND NOT EXISTS (
        SELECT 1 FROM items p WHERE p.source = i.source AND p.key = i.parent_key AND p.kind = 'issue'
    ))
    AND (i.source, i.key) NOT IN (
        SELECT source, item FROM goals WHERE item IS NOT NULL AND (gone_at IS NULL OR gone_at > :end)
    )
ORDER BY i.id, v.valid_from
"""
_MOVED = """(i.category <> 'todo' OR i.category_since > :start OR EXISTS (
    SELECT 1 FROM item_versions w WHERE w.item_id = i.id AND w.valid_from > :start
))"""
_CHANGED = "i.id IN (SELECT item_id FROM unjudged)"
_ONLY = """i.id IN (
    SELECT item_id FROM links
    WHERE goal IN :goals AND position >= 0 AND valid_from <= :end AND (valid_to IS NULL OR valid_to > :end)
)"""
_LINKS = """
SELECT item_id, goal FROM links
WHERE item_id IN :values AND valid_from <= :at AND (valid_to IS NULL OR valid_to > :at) AND position >= 0
    AND goal IS NOT NULL
ORDER BY item_id, goal
"""
_PEOPLE = """
SELECT a.source, a.id AS name, p.team FROM accounts a JOIN people p ON p.person = a.person WHERE p.team IS NOT NULL
"""
_CONTAINERS = "SELECT source, container AS name, team FROM team_containers"
