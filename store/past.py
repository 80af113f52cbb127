"""Items as they stood at a moment: what history keeps of them (status, category, assignee, due date, parent) as it was then,
all else as it is now. Those that came later are left out, those that have gone since are still there."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, text

from core.links import DEEPEST, Placed
from core.records import Item
from core.times import millis
from store.bulk import among, batches
from store.effort import SHARED
from store.item_team import OWNERS, TEAM
from store.linking import INPUTS, LinkInput, in_order

_DECODE = msgspec.json.Decoder(Item).decode
Spent = Mapping[int, Sequence[tuple[str, float]]]  # by item: person-days of teams


class Part(Struct, frozen=True):
    """Items, each after all it can inherit from. `around` are the numbers of those that they hang below or name, `asked` of
    those among them that others hang below or name."""

    rows: list[LinkInput]
    around: frozenset[int]
    asked: frozenset[int]


def stood(tx: Connection, at: datetime, *, ancestors: bool) -> Iterator[Part]:
    """All items that there were. Keys of what they hang below are only looked up if `ancestors`."""
    moment = {"at": millis(at)}
    parents: dict[int, int] = {}
    ordered = in_order((tuple(row) for row in tx.execute(text(_PLACES), moment)), parents)
    named = {row[0] for row in tx.execute(text(_EVER_NAMED))}
    asked = named.union(parents.values())
    for ids in batches(ordered, INPUTS):
        above = _above(tx, ids, moment) if ancestors else {}
        rows = {row.id: row for row in among(tx, _ITEMS, ids, **moment)}
        around = {parents[each] for each in ids if each in parents} | {row[0] for row in among(tx, _NAMED, ids)}
        yield Part(
            [LinkInput(each, Placed(_item(rows[each]), rows[each].team, above.get(each, ()))) for each in ids],
            frozenset(around.difference(ids)),
            frozenset(asked.intersection(ids)),
        )


def spent(tx: Connection, start: datetime, end: datetime) -> Spent:
    """The effort between two moments, as `store.facts` counts it."""
    found: dict[int, list[tuple[str, float]]] = defaultdict(list)
    for row in tx.execute(text(_SPENT), {"start": millis(start), "end": millis(end)}):
        found[row.id].append((row.team, row.person_days))
    return found


_STOOD = """
WITH stood AS (
    SELECT i.id, i.source, i.key, i.kind, i.container, i.data, v.valid_to IS NULL AS still, v.status, v.category, v.due,
        CASE WHEN v.valid_to IS NULL THEN i.assignee ELSE v.assignee END AS assignee,
        CASE WHEN v.valid_to IS NULL THEN i.parent_key ELSE v.parent END AS parent_key
    FROM items i JOIN item_versions v ON v.item_id = i.id AND v.valid_from <= :at AND (v.valid_to IS NULL OR v.valid_to > :at)
    WHERE (i.gone_at IS NULL OR i.gone_at > :at)
)
"""
_PLACES = f"""{_STOOD}
SELECT s.id, s.kind, p.id AS parent FROM stood s
LEFT JOIN items p ON p.source = s.source AND p.key = s.parent_key AND (p.gone_at IS NULL OR p.gone_at > :at)
"""
_ITEMS = f"""{_STOOD}
SELECT i.id, i.data, i.still, i.status, i.category, i.assignee, i.due, i.parent_key, {TEAM} AS team
FROM stood i
{OWNERS}
WHERE i.id IN :values
"""
_EVER_NAMED = "SELECT DISTINCT n.item_id FROM item_refs r JOIN item_names n ON n.name = r.ref"
_NAMED = "SELECT n.item_id FROM item_refs r JOIN item_names n ON n.name = r.ref WHERE r.item_id IN :values"
_SPENT = f"""{SHARED}
SELECT id, team, CAST(sum(share) AS DOUBLE PRECISION) AS person_days FROM shared WHERE team IS NOT NULL
GROUP BY id, team ORDER BY id, team
"""
# UNION, so that a circle of parents ends
_ABOVE = f"""
WITH RECURSIVE {_STOOD.strip().removeprefix("WITH")}, up(id, source, key, depth) AS (
    SELECT id, source, parent_key, 1 FROM stood WHERE id IN :values AND parent_key IS NOT NULL
    UNION
    SELECT up.id, up.source, p.parent_key, up.depth + 1 FROM up JOIN stood p ON p.source = up.source AND p.key = up.key
    WHERE p.parent_key IS NOT NULL AND up.depth < :deepest
)
SELECT id, key FROM up ORDER BY id, depth
"""


def _above(tx: Connection, ids: Sequence[int], moment: Mapping[str, int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, dict[str, None]] = {}
    for row in among(tx, _ABOVE, ids, deepest=DEEPEST, **moment):
        found.setdefault(row.id, {})[row.key] = None
    return {item_id: tuple(keys) for item_id, keys in found.items()}


def _item(row: Any) -> Item:
    """What stands since then is as it stands now, with what other places say of it."""
    item = _DECODE(row.data)
    if row.still:
        return replace(item, parent=row.parent_key)
    due = date.fromisoformat(row.due) if row.due else None
    return replace(
        item, status=row.status, category=row.category, assignee=row.assignee, due=due, parent=row.parent_key
    )
