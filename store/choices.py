"""What people say by hand: the goals that an item serves, that it needs none, or that it does not serve one."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, text

from core.links import Choice, Identity
from core.times import millis, moment
from store.bulk import put, run

CHOICE = ("item_id", "position", "goal", "share", "actor", "reason", "until", "at")
DISPUTE = ("item_id", "goal", "rule", "actor", "reason", "at")


class Dispute(Struct, frozen=True):
    """Somebody said that an item does not serve a goal. `rule` had linked it, if one had."""

    source: str
    item: str
    goal: str
    rule: str | None
    actor: str
    reason: str
    at: datetime


def choices(tx: Connection) -> dict[Identity, Choice]:
    """What people chose, by source and key of the item."""
    return _chosen(tx.execute(text(_CHOICES.format(where="TRUE"))))


def of_item(tx: Connection, item_id: int) -> Choice | None:
    """What somebody chose for one item."""
    return next(iter(_chosen(tx.execute(text(_CHOICES.format(where="i.id = :id")), {"id": item_id})).values()), None)


def _chosen(rows: Iterable[Any]) -> dict[Identity, Choice]:
    found: dict[Identity, Choice] = {}
    for row in rows:
        before = found.get((row.source, row.key))
        shares = (*(before.shares if before else ()), *(((row.goal, row.share),) if row.goal else ()))
        until = date.fromisoformat(row.until) if row.until else None
        found[row.source, row.key] = Choice(shares=shares, actor=row.actor, reason=row.reason, until=until)
    return found


def choose(tx: Connection, item_id: int, choice: Choice, now: datetime) -> None:
    """From now on, in place of what was said before. A goal that is chosen is not disputed any more."""
    forget(tx, item_id)
    rows = [
        (item_id, position, goal, share, choice.actor, choice.reason, _text(choice.until), millis(now))
        for position, (goal, share) in enumerate(choice.shares or ((None, 1.0),))
    ]
    put(tx, "manual_links", CHOICE, rows, ("item_id", "position"))
    run(tx, "DELETE FROM disputes WHERE item_id = ? AND goal = ?", [(item_id, goal) for goal, _share in choice.shares])


def forget(tx: Connection, item_id: int) -> bool:
    """The rules decide about this item again. False if nobody had said anything of it."""
    _again(tx, item_id)
    return bool(run(tx, "DELETE FROM manual_links WHERE item_id = ?", [(item_id,)]))


def disputes(tx: Connection) -> list[Dispute]:
    return [_dispute(row) for row in tx.execute(text(_DISPUTES.format(where="TRUE")))]


def unsettled(tx: Connection) -> list[Dispute]:
    """Those of rules that are still as they were then, about items that nobody has linked by hand since."""
    return [_dispute(row) for row in tx.execute(text(_DISPUTES.format(where=_UNSETTLED)))]


def dispute(tx: Connection, item_id: int, goal: str, rule: str | None, actor: str, reason: str, now: datetime) -> None:
    """Somebody says that the item does not serve this goal: nothing links it to that by itself any more."""
    _again(tx, item_id)
    put(tx, "disputes", DISPUTE, [(item_id, goal, rule, actor, reason, millis(now))], ("item_id", "goal"), "replace")


def restore(tx: Connection, item_id: int, rule: str) -> bool:
    """What this rule had given may be given again. False if nobody had disputed that."""
    _again(tx, item_id)
    return bool(run(tx, "DELETE FROM disputes WHERE item_id = ? AND rule = ?", [(item_id, rule)]))


def expired(tx: Connection, today: date) -> list[int]:
    """Items (by number) with a link by hand that has ended and still stands."""
    return list(tx.execute(text(_EXPIRED), {"today": today.isoformat()}).scalars())


def _again(tx: Connection, item_id: int) -> None:
    put(tx, "pending", ("item_id",), [(item_id,)], ("item_id",), "ignore")


def _dispute(row: Any) -> Dispute:
    return Dispute(row.source, row.item, row.goal, row.rule, row.actor, row.reason, moment(row.at))


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


_CHOICES = """
SELECT i.source, i.key, m.goal, m.share, m.actor, m.reason, m.until FROM manual_links m JOIN items i ON i.id = m.item_id
WHERE {where} ORDER BY m.item_id, m.position
"""
_DISPUTES = """
SELECT i.source, i.key AS item, d.goal, d.rule, d.actor, d.reason, d.at FROM disputes d JOIN items i ON i.id = d.item_id
WHERE {where} ORDER BY i.source, i.key, d.goal
"""
_UNSETTLED = """
i.gone_at IS NULL AND EXISTS (
    SELECT 1 FROM rules r WHERE r.rule = d.rule AND r.valid_to IS NULL AND r.valid_from <= d.at
) AND NOT EXISTS (SELECT 1 FROM manual_links m WHERE m.item_id = d.item_id AND m.at >= d.at)
"""
_EXPIRED = """
SELECT DISTINCT m.item_id FROM manual_links m JOIN links l ON l.item_id = m.item_id AND l.valid_to IS NULL
WHERE m.until < :today AND l.via = 'manual'
"""
