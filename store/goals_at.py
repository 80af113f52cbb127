"""The goals as they stood at a moment, and what they served."""

from msgspec.structs import replace
from sqlalchemy import Connection, text

from core.records import Goal
from store.goals import DECODE

# a goal that is also an item serves what its item served
_AT = """
SELECT v.goal, v.data, l.goal AS serves FROM goal_versions v
LEFT JOIN goals g ON g.key = v.goal
LEFT JOIN items i ON i.source = g.source AND i.key = g.item AND (i.gone_at IS NULL OR i.gone_at > :at)
LEFT JOIN links l ON l.item_id = i.id AND l.position = 0 AND l.valid_from <= :at AND (l.valid_to IS NULL OR l.valid_to > :at)
WHERE v.valid_from <= :at AND (v.valid_to IS NULL OR v.valid_to > :at) ORDER BY v.goal
"""


def goals_at(tx: Connection, at: int) -> dict[str, Goal]:
    """By key, in order; `at` is UTC milliseconds. None from before the hub first saw them."""
    found = {}
    for row in tx.execute(text(_AT), {"at": at}):
        goal = DECODE(row.data)
        found[row.goal] = goal if row.serves in (None, row.goal) else replace(goal, parent=row.serves)
    return found
