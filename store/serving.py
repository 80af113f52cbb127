"""Which goals an item is work for: those that it is linked to, those that what it hangs below is linked to, and those that this
is itself. Asked upwards, for a few items; `store.movements` counts downwards, for a few goals."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import Connection

from core.links import DEEPEST
from store.bulk import among


def serving(tx: Connection, ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Keys of goals in order, by the item's number; goals above those are not among them."""
    found: dict[int, set[str]] = defaultdict(set)
    for row in among(tx, _SERVING, ids, deepest=DEEPEST):
        found[row.id].add(row.goal)
    return {item_id: tuple(sorted(goals)) for item_id, goals in found.items()}


# UNION, so that a circle of parents ends
_SERVING = """
WITH RECURSIVE up(id, at, source, key, parent_key, depth) AS (
    SELECT id, id, source, key, parent_key, 0 FROM items WHERE id IN :values
    UNION
    SELECT up.id, p.id, p.source, p.key, p.parent_key, up.depth + 1 FROM up
    JOIN items p ON p.source = up.source AND p.key = up.parent_key AND p.gone_at IS NULL
    WHERE up.depth < :deepest
)
SELECT up.id, l.goal FROM up JOIN links l ON l.item_id = up.at AND l.valid_to IS NULL AND l.position >= 0
WHERE l.goal IS NOT NULL
UNION
SELECT up.id, g.key AS goal FROM up JOIN goals g ON g.source = up.source AND g.item = up.key AND g.gone_at IS NULL
WHERE up.depth > 0
"""
