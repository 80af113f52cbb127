"""What titles of open work are found by when others are like them: worked out by `core.likeness`, kept item by item.

Only work that somebody may be at is compared: in progress, or created lately. What waits drops out as time goes by.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, text

from core.likeness import MOST_COMPARED, found_by, together
from store.kept.definitions import titled

Row = tuple[int, int, int]


def rows(tx: Connection, since: int, *, some: bool = False) -> Iterator[Row]:
    """Rows of `title_keys`, of items that wait since that moment (milliseconds) or later, and of those in progress."""
    for item_id, title, waits in tx.execute(text(titled(since, some=some))).all():
        yield from ((key, item_id, waits) for key in found_by(title))


def groups(tx: Connection, since: int, *, kept: bool) -> list[list[int]]:
    """Items (by number) that may be alike, of the same; out of the table if it is `kept`."""
    if not kept:
        return together((key, item_id) for key, item_id, _ in rows(tx, since))
    found = tx.execute(text(_TOGETHER), {"since": since, "most": MOST_COMPARED})
    return together((row.key, row.item_id) for row in found)


_TOGETHER = """
WITH few AS (
    SELECT key FROM title_keys WHERE waits >= :since GROUP BY key HAVING count(*) BETWEEN 2 AND :most
)
SELECT k.key, k.item_id FROM few f CROSS JOIN title_keys k WHERE k.key = f.key AND k.waits >= :since
"""
