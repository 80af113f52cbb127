"""Every item with the goal it serves most: for exports, row by row."""

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, text

from core.times import moment
from store.audience import told_title
from store.item_team import OWNERS, TEAM


class Served(Struct, frozen=True, gc=False):
    """`goal` is None for an item that serves none, or needs none (`exempt`). `share` is the part of it that serves the goal."""

    source: str
    key: str
    kind: str
    container: str
    title: str
    status: str
    category: str
    since: datetime
    due: str | None
    team: str | None
    goal: str | None
    share: float | None
    via: str | None
    exempt: bool
    url: str


def served(tx: Connection) -> Iterator[Served]:
    """In order of source and key, threads and all."""
    for row in tx.execute(text(_SERVED).execution_options(yield_per=1_000)):
        told = {**row._mapping, "since": moment(row.since)}
        yield Served(exempt=row.via is not None and row.goal is None, **told)


_SERVED = f"""
SELECT i.source, i.key, i.kind, i.container, {told_title()} AS title, i.status, i.category, i.category_since AS since, i.due,
    {TEAM} AS team, l.goal, l.share, l.via, i.url
FROM items i
LEFT JOIN links l ON l.item_id = i.id AND l.valid_to IS NULL AND l.position = 0
{OWNERS}
WHERE i.gone_at IS NULL ORDER BY i.source, i.key, i.id
"""
