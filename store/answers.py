"""What owners answered when they were asked, and what they are asked: kept by the last evaluation, so that asking reads no
facts."""

from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, text

from core.asked import DONE_DAYS, Asked, DoneItem
from core.checkins import Answer
from core.times import millis, moment
from store import meta
from store.audience import told_title
from store.bulk import put
from store.encoding import clean

KEY = "asked"
ANSWER = ("kind", "goal", "asked", "person", "at", "day", "value", "confidence", "note")
_DECODE = msgspec.json.Decoder(Asked).decode


def keep(tx: Connection, asked: Asked) -> None:
    meta.put(tx, KEY, msgspec.json.encode(asked).decode())


def last_asked(tx: Connection) -> Asked:
    """Nobody is asked anything before the first evaluation, nor by what an older version of the hub kept."""
    return meta.decoded(tx, KEY, _DECODE) or Asked()


def save(tx: Connection, answer: Answer) -> None:
    """In place of an earlier answer to the same question."""
    row = (
        *(answer.kind, answer.goal, answer.asked, answer.person, millis(answer.at), answer.day.isoformat()),
        *(answer.value, answer.confidence, clean(answer.note)),
    )
    put(tx, "answers", ANSWER, [row], ("kind", "goal", "asked"), "replace")


def answer(tx: Connection, kind: str, goal: str, asked: str) -> Answer | None:
    given = {"kind": kind, "goal": goal, "asked": asked}
    row = tx.execute(text(f"{_ANSWERS} WHERE kind = :kind AND goal = :goal AND asked = :asked"), given).one_or_none()
    return None if row is None else _answer(row)


def answers(tx: Connection, now: datetime, days: int) -> tuple[Answer, ...]:
    """Those of the trailing `days` days, oldest first."""
    since = {"since": millis(now - timedelta(days=days))}
    return tuple(map(_answer, tx.execute(text(f"{_ANSWERS} WHERE at >= :since ORDER BY at, kind, goal, asked"), since)))


def done_items(tx: Connection, now: datetime) -> list[DoneItem]:
    """Items that were done in the last days, once for each goal that they serve."""
    since = {"since": millis(now - timedelta(days=DONE_DAYS)), "now": millis(now)}
    return [DoneItem(row.goal, row.title) for row in tx.execute(text(_DONE), since)]


def _answer(row: Any) -> Answer:
    given = row._asdict() | {"at": moment(row.at), "day": date.fromisoformat(row.day)}
    return Answer(**given)


_ANSWERS = f"SELECT {', '.join(ANSWER)} FROM answers"
_DONE = f"""
SELECT l.goal, {told_title()} AS title FROM items i JOIN links l ON l.item_id = i.id AND l.valid_to IS NULL AND l.position >= 0
WHERE i.category = 'done' AND i.category_since BETWEEN :since AND :now AND i.gone_at IS NULL AND i.kind <> 'thread'
    AND l.goal IS NOT NULL
ORDER BY l.goal, title
"""
