"""Where the hub has told of a finding: what stands in the tools because of it."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, text

from core.plan import Target
from core.times import moment


class Told(Struct, frozen=True):
    """A text of ours that stands at `target` since `at`. `url` is that of the item it stands at, empty elsewhere."""

    target: Target
    at: datetime
    url: str


def told_of(tx: Connection, fingerprint: str) -> list[Told]:
    """In order of tools and places."""
    rows = tx.execute(text(_TOLD), {"named": f'%"{fingerprint}"%'})
    return [Told(Target(row.tool, row.verb, row.place, row.topic), moment(row.updated_at), row.url) for row in rows]


_TOLD = """
SELECT n.tool, n.verb, n.place, n.topic, n.updated_at, coalesce(i.url, '') AS url FROM intents n
LEFT JOIN items i ON i.source = n.tool AND i.key = n.place AND i.gone_at IS NULL
WHERE n.standing IS NOT NULL AND n.findings LIKE :named ORDER BY n.tool, n.verb, n.place, n.topic
"""
