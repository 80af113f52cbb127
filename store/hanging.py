"""What hangs below items that serve no goal: where one link would mend many."""

from msgspec import Struct
from sqlalchemy import Connection, text

from store.audience import told_title
from store.item_team import OWNERS, TEAM


class Hanging(Struct, frozen=True):
    """An item without a goal, and how many items without a goal hang below it at any depth. It is `top` where it hangs below
    none of these itself."""

    source: str
    key: str
    kind: str
    title: str
    url: str
    category: str
    team: str | None
    below: int
    top: bool


def hanging(tx: Connection) -> list[Hanging]:
    """Those with something below them, most of it first. Exempt items and threads are no part of it."""
    return [Hanging(**{**row._mapping, "top": bool(row.top)}) for row in tx.execute(text(_HANGING))]


_HANGING = f"""
WITH RECURSIVE lost AS (
    SELECT i.source, i.key, i.parent_key FROM items i
    LEFT JOIN links l ON l.item_id = i.id AND l.valid_to IS NULL AND l.position = 0
    WHERE i.gone_at IS NULL AND i.kind <> 'thread' AND l.item_id IS NULL
), below(source, holder, key) AS (
    SELECT source, parent_key, key FROM lost WHERE parent_key IS NOT NULL
    UNION
    SELECT b.source, h.parent_key, b.key FROM below b
    JOIN lost h ON h.source = b.source AND h.key = b.holder WHERE h.parent_key IS NOT NULL
), counted AS (
    SELECT b.source, b.holder, count(*) AS below FROM below b WHERE b.key <> b.holder GROUP BY b.source, b.holder
)
SELECT i.source, i.key, i.kind, {told_title()} AS title, i.url, i.category, {TEAM} AS team, n.below,
    CASE WHEN h.key IS NULL OR h.key = i.key THEN 1 ELSE 0 END AS top
FROM counted n
JOIN lost o ON o.source = n.source AND o.key = n.holder
JOIN items i ON i.source = n.source AND i.key = n.holder AND i.gone_at IS NULL
LEFT JOIN lost h ON h.source = o.source AND h.key = o.parent_key
{OWNERS}
ORDER BY n.below DESC, i.source, i.key, i.id
"""
