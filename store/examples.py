"""Links to learn from, and the items that wait for one: what suggestions are made of."""

from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import Connection, text

from core.links import Via
from core.times import millis

RECENT = timedelta(days=28)  # work that ended longer ago needs no goal any more
NO_GOAL = ""  # what an item serves of which a person said that it needs none


class Linked(Struct, frozen=True):
    """An item (by number, and its tool) and a goal that it serves, or NO_GOAL. `digest` is that of the item."""

    id: int
    source: str
    goal: str
    via: Via
    digest: bytes

    @property
    def said(self) -> bool:
        """By a person: by hand, or by naming the goal."""
        return self.via in ("manual", "key")


class Waiting(Struct, frozen=True):
    """How many items serve no goal, and the first of them by number: what is being done, what is to do, talk, and what was
    done lately; of each the newest first."""

    total: int
    ids: tuple[int, ...]


def linked(tx: Connection, *, each: int, most: int) -> list[Linked]:
    """At most so many links of each goal, and so many together. Those that people made come first, then those by rule,
    then the inherited, the newest items first. Defaults say nothing of an item, so they are left out, as is what rules
    exempt."""
    rows = tx.execute(text(_LINKED), {"each": each, "most": most})
    return [Linked(*row) for row in rows]


def disputed(tx: Connection, most: int) -> list[tuple[int, str]]:
    """Items (by number) with the goals that somebody said they do not serve, the last said first."""
    return [(row.item_id, row.goal) for row in tx.execute(text(_DISPUTED), {"most": most})]


def waiting(tx: Connection, now: datetime, most: int) -> Waiting:
    """Items without a goal, open or just done; an initiative that is an item needs a goal above it as well."""
    since = {"since": millis(now - RECENT)}
    total = tx.execute(text(f"SELECT count(*) {_WAITING}"), since).scalar_one()
    rows = tx.execute(text(f"SELECT i.id {_WAITING} {_OPEN_FIRST} LIMIT :most"), {**since, "most": most})
    return Waiting(total, tuple(rows.scalars()))


def unlinked(tx: Connection) -> set[int]:
    """All items (by number) without a goal or an exemption, whatever became of them."""
    return set(tx.execute(text(_UNLINKED)).scalars())


_LINKED = """
WITH ranked AS (
    SELECT i.id, i.source, coalesce(l.goal, '') AS goal, l.via, i.digest, row_number() OVER (
        PARTITION BY l.goal
        ORDER BY CASE l.via WHEN 'manual' THEN 0 WHEN 'key' THEN 1 WHEN 'rule' THEN 2 ELSE 3 END, i.updated_at DESC, i.id
    ) AS place
    FROM links l JOIN items i ON i.id = l.item_id
    WHERE l.valid_to IS NULL AND l.position >= 0 AND i.gone_at IS NULL
        AND (l.goal IS NOT NULL AND l.via <> 'default' OR l.via = 'manual')
)
SELECT id, source, goal, via, digest FROM ranked WHERE place <= :each ORDER BY place, goal, id LIMIT :most
"""
_DISPUTED = """
SELECT d.item_id, d.goal FROM disputes d JOIN items i ON i.id = d.item_id WHERE i.gone_at IS NULL
ORDER BY d.at DESC, d.item_id, d.goal LIMIT :most
"""
_WAITING = """
FROM items i LEFT JOIN links l ON l.item_id = i.id AND l.valid_to IS NULL AND l.position = 0
WHERE i.gone_at IS NULL AND l.item_id IS NULL AND (i.category <> 'done' OR i.category_since >= :since)
"""
_UNLINKED = """
SELECT i.id FROM items i LEFT JOIN links l ON l.item_id = i.id AND l.valid_to IS NULL AND l.position = 0
WHERE i.gone_at IS NULL AND l.item_id IS NULL
"""
_OPEN_FIRST = """
ORDER BY CASE WHEN i.category = 'doing' THEN 0 WHEN i.category = 'done' THEN 3 WHEN i.kind = 'thread' THEN 2 ELSE 1 END,
    i.updated_at DESC, i.id
"""
