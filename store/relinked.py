"""Items in progress that came to serve another goal, by set-based SQL over the history of links.

A move at the very moment at which rules came or went is an edit of the rules: admins decided it, and the record of that edit
says so. What is left was moved by labels, parents, titles or by hand.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, text

from core.facts import RelinkedFact
from core.times import DAY, millis, moment, trailing_days
from store import kept
from store.bulk import among
from store.kept.definitions import PICO


class _Move(Struct):
    """From the goal before the first move to that after the last."""

    key: str
    at: int
    before: str
    after: str


def relinked(tx: Connection, now: datetime, days: int, effort_days: int) -> tuple[RelinkedFact, ...]:
    """Moved in the trailing `days` days and not back again, with the person-days of the trailing `effort_days` days."""
    moves = {item_id: move for item_id, move in _moves(tx, now, days).items() if move.before != move.after}
    found = [
        RelinkedFact(
            item=moves[row.item_id].key,
            team=row.team,
            before=moves[row.item_id].before,
            after=moves[row.item_id].after,
            at=moment(moves[row.item_id].at),
            person_days=round(row.person_days, 3),
        )
        for row in _spent(tx, moves, now, effort_days)
    ]
    return tuple(sorted(found, key=lambda each: (each.team, each.item)))


def _moves(tx: Connection, now: datetime, days: int) -> dict[int, _Move]:
    moves: dict[int, _Move] = {}
    for row in tx.execute(text(_MOVES), {"start": millis(now) - days * DAY, "end": millis(now)}):
        move = moves.setdefault(row.id, _Move(f"{row.source}:{row.key}", row.at, row.before, row.after))
        move.after = row.after
    return moves


def _spent(tx: Connection, moves: Mapping[int, _Move], now: datetime, days: int) -> list[Any]:
    first, last = trailing_days(now, days)
    query = f"{kept.reading(tx, first)} {_SPENT}"
    return list(among(tx, query, sorted(moves), first=first, last=last))


# in this order SQLite begins with the few links that ended
_MOVES = """
SELECT i.id, i.source, i.key, n.valid_from AS at, b.goal AS before, n.goal AS after
FROM links b CROSS JOIN links n CROSS JOIN items i
WHERE b.position = 0 AND b.valid_to > :start AND b.valid_to <= :end
    AND n.item_id = b.item_id AND n.position = 0 AND n.valid_from = b.valid_to AND n.goal <> b.goal
    AND i.id = b.item_id AND i.category = 'doing' AND i.kind <> 'thread' AND i.gone_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM rules r WHERE r.valid_from = n.valid_from OR r.valid_to = n.valid_from)
ORDER BY i.id, n.valid_from
"""
_SPENT = f"""
SELECT item_id, team, CAST(sum(person_days) AS DOUBLE PRECISION) / {PICO} AS person_days
FROM efforts WHERE day >= :first AND day <= :last AND person <> '' AND item_id IN :values
GROUP BY item_id, team
"""
