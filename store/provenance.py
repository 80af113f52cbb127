"""Where the links of one item come from in time: those it holds and held, and what people said of it."""

from datetime import date, datetime

from msgspec import Struct
from sqlalchemy import Connection, text

from core.times import moment

NEWEST = 20  # intervals


class Interval(Struct, frozen=True, kw_only=True):
    """A link of an item from `since` on, and until when (None: still). `share` is 0 for a reference."""

    goal: str | None
    share: float
    via: str
    rule: str | None
    version: str | None
    actor: str | None
    since: datetime
    until: datetime | None


class Saying(Struct, frozen=True, kw_only=True):
    """What a person said of an item: a goal chosen for it (None: it needs none), up to the day `until`, or disputed."""

    goal: str | None
    share: float
    disputed: bool
    actor: str
    reason: str
    at: datetime
    until: date | None = None


def intervals(tx: Connection, item_id: int) -> list[Interval]:
    """Those that stand come first, then the newest; of those that began together, the main one first and references last."""
    return [
        Interval(
            goal=row.goal,
            share=row.share,
            via=row.via,
            rule=row.rule,
            version=row.version,
            actor=row.actor,
            since=moment(row.valid_from),
            until=None if row.valid_to is None else moment(row.valid_to),
        )
        for row in tx.execute(text(_INTERVALS), {"item": item_id, "newest": NEWEST})
    ]


def sayings(tx: Connection, item_id: int) -> list[Saying]:
    """What is chosen, then what is disputed, also where its last day has passed."""
    chosen = [
        Saying(
            goal=row.goal,
            share=row.share,
            disputed=False,
            actor=row.actor,
            reason=row.reason,
            at=moment(row.at),
            until=date.fromisoformat(row.until) if row.until else None,
        )
        for row in tx.execute(text(_CHOSEN), {"item": item_id})
    ]
    return chosen + [
        Saying(goal=row.goal, share=0.0, disputed=True, actor=row.actor, reason=row.reason, at=moment(row.at))
        for row in tx.execute(text(_DISPUTED), {"item": item_id})
    ]


_INTERVALS = """
SELECT * FROM links WHERE item_id = :item
ORDER BY valid_to IS NOT NULL, valid_from DESC, CASE WHEN position < 0 THEN 1 ELSE 0 END, abs(position) LIMIT :newest
"""
_CHOSEN = "SELECT * FROM manual_links WHERE item_id = :item ORDER BY position"
_DISPUTED = "SELECT * FROM disputes WHERE item_id = :item ORDER BY goal"
