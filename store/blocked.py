"""Open items that cannot go on, and what holds each of them back since when: found by what the tools show, dated by what they
tell of the past.

Since when: a status by the item's versions; a flag and a dependency by the newest activity that gave one. Where the tool tells
of none they are as old as the item's present category, and a dependency no older than the other item. A dependency holds back
what was begun, from when it was begun, and while the other item is open. A reaction to a thread has no date: that of the
thread's last message stands for it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, text

from core.facts import BlockedFact, Hold, Signs
from core.times import moment
from store import kept
from store.audience import told_title
from store.bulk import among
from store.item_facts import ITEMS, item_facts, once
from store.serving import serving

Names = frozenset[str]


class _Marks(Struct):
    """Of an item, what may hold it back."""

    labels: tuple[str, ...] = ()
    blocked_by: tuple[str, ...] = ()
    flagged: bool = False


_MARKS = msgspec.json.Decoder(_Marks).decode


class _Told(Struct, frozen=True):
    """What history tells of these items: activities by item and kind, and since when they have had a status of the signs."""

    at: Mapping[tuple[str, str, str], int]
    status: Mapping[int, int]


def blocked(tx: Connection, signs: Signs) -> tuple[BlockedFact, ...]:
    """By source and key. Whether they have been so for long is for others to judge."""
    holds: dict[int, list[Hold]] = defaultdict(list)
    for item_id, hold in (*_marked(tx, signs), *_talked_about(tx, signs)):
        holds[item_id].append(hold)
    goals = serving(tx, holds)
    rows = once(among(tx, f"{ITEMS} i.id IN :values", holds))
    found = zip(rows, item_facts(rows), strict=True)
    return tuple(
        BlockedFact(item=item, holds=tuple(sorted(set(holds[row.id]))), goals=goals.get(row.id, ()))
        for row, item in found
    )


def _marked(tx: Connection, signs: Signs) -> Iterator[tuple[int, Hold]]:
    statuses = _names(signs.statuses)
    marks = {row.id: (row, _MARKS(row.data)) for row in _candidates(tx, statuses)}
    blockers = blockers_of(tx, (mark.blocked_by for _, mark in marks.values()))
    told = _told(tx, [row for row, _ in marks.values()], statuses)
    for item_id, (row, mark) in marks.items():
        if mark.flagged:
            since = told.at.get((row.source, row.key, "flagged"), row.category_since)
            yield item_id, Hold(moment(since), "flag", "", row.source)
        if row.status.casefold() in statuses:
            since = told.status.get(item_id, row.category_since)
            yield item_id, Hold(moment(since), "status", row.status, row.source)
        if row.category == "doing":
            open_ = [blockers[row.source, key] for key in mark.blocked_by if (row.source, key) in blockers]
            yield from ((item_id, _dependency(row, blocker, told)) for blocker in open_)


def _dependency(row: Any, blocker: Any, told: _Told) -> Hold:
    added = told.at.get((row.source, row.key, "blocked_by_added"), row.created_at)
    since = max(row.category_since, added, blocker.opened)
    return Hold(moment(since), "dependency", blocker.key, blocker.source, blocker.title)


def _talked_about(tx: Connection, signs: Signs) -> Iterator[tuple[int, Hold]]:
    """Items that a thread with such a reaction names: looked for in all that is kept of a thread, then in its reactions."""
    words = {f"word_{nth}": f'%"{name}"%' for nth, name in enumerate(signs.reactions)}
    having = " OR ".join(f"t.data LIKE :{word}" for word in words) or "false"
    for row in tx.execute(text(f"{kept.reading(tx)} {_THREADS.format(having=having)}"), words):
        if not set(signs.reactions).isdisjoint(_MARKS(row.data).labels):
            yield row.item_id, Hold(moment(row.updated_at), "thread", row.key, row.source, row.title)


def _names(names: Iterable[str]) -> Names:
    return frozenset(name.casefold() for name in names)


def _candidates(tx: Connection, statuses: Names) -> list[Any]:
    """`lower` of a database knows other alphabets than ours in part only: so statuses are compared here."""
    made = kept.reading(tx)
    seen = tx.execute(text(f"{made} {_STATUSES}")).scalars()
    written = [status for status in seen if status.casefold() in statuses]
    rows = [*tx.execute(text(f"{made} {_FLAGGED}")), *among(tx, f"{made} {_IN_STATUS}", written)]
    return list({row.id: row for row in rows}.values())


def blockers_of(tx: Connection, keys: Iterable[Iterable[str]]) -> dict[tuple[str, str], Any]:
    """Those that are open, by source and key."""
    rows = among(tx, _BLOCKERS, sorted({key for each in keys for key in each}))
    return {(row.source, row.key): row for row in rows}


def newest_given(tx: Connection, keys: Collection[str]) -> dict[tuple[str, str, str], int]:
    """By source, key and kind (`flagged`, `blocked_by_added`): when items were last held back in this way."""
    return {(row.source, row.item_key, row.kind): row.at for row in among(tx, _GIVEN, sorted(keys))}


def _told(tx: Connection, rows: list[Any], statuses: Names) -> _Told:
    at = newest_given(tx, {row.key for row in rows})
    since: dict[int, int] = {}
    for row in among(tx, _VERSIONS, [row.id for row in rows if row.status.casefold() in statuses]):
        if row.status.casefold() not in statuses:
            since.pop(row.item_id, None)
        else:
            since.setdefault(row.item_id, row.valid_from)
    return _Told(at, since)


_OPEN = "i.gone_at IS NULL AND i.category <> 'done' AND i.kind <> 'thread'"
# CROSS JOIN: SQLite would begin with all items that are in progress
_ROW = """
SELECT i.id, i.source, i.key, i.status, i.category, i.category_since, i.created_at, i.updated_at, i.data
FROM marks m CROSS JOIN items i WHERE i.id = m.item_id
"""
_STATUSES = "SELECT DISTINCT what FROM marks WHERE mark = 'status'"
_IN_STATUS = f"{_ROW} AND m.mark = 'status' AND m.what IN :values"
_FLAGGED = f"{_ROW} AND (m.mark = 'flagged' OR m.mark = 'waits' AND i.category = 'doing')"
_THREADS = f"""
SELECT i.id AS item_id, t.key, t.source, {told_title("t")} AS title, t.updated_at, t.data
FROM marks m CROSS JOIN items t CROSS JOIN item_refs r CROSS JOIN item_names n CROSS JOIN items i
WHERE m.mark = 'labels' AND t.id = m.item_id AND r.item_id = t.id AND n.name = r.ref AND i.id = n.item_id AND {_OPEN}
    AND ({{having}})
"""
_BLOCKERS = f"""
SELECT b.id, b.source, b.key, {told_title("b")} AS title, b.assignee, b.due, b.data, coalesce(
    (SELECT max(v.valid_to) FROM item_versions v WHERE v.item_id = b.id AND v.category = 'done'), b.created_at
) AS opened
FROM items b WHERE b.key IN :values AND b.gone_at IS NULL AND b.category <> 'done'
"""
_GIVEN = """
SELECT n.source, n.item_key, n.kind, max(n.at) AS at FROM activities n
WHERE n.item_key IN :values AND n.kind IN ('flagged', 'blocked_by_added') GROUP BY n.source, n.item_key, n.kind
"""
_VERSIONS = (
    "SELECT item_id, valid_from, status FROM item_versions WHERE item_id IN :values ORDER BY item_id, valid_from"
)
