"""What the tools show of each goal: its items are counted by set-based SQL, the few goals are put together here."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from msgspec.json import Decoder
from msgspec.structs import replace
from sqlalchemy import Connection, text

from core.chain import ancestors
from core.facts import GoalFact
from core.records import Goal
from core.times import moment
from store import kept
from store.goal_tally import GoalTally, rolled_up
from store.goals import DECODE
from store.said import said

_KEYS = Decoder(list[str]).decode


def goal_facts(tx: Connection, now: datetime) -> tuple[GoalFact, ...]:
    """Every goal that stands, in order of keys. The parent of a goal that is also an item is the goal its item serves."""
    rows = {row.key: row for row in tx.execute(text(_GOALS))}
    goals = {key: _placed(row) for key, row in rows.items()}
    tallies = rolled_up(_tallies(tx, rows.values()), goals)
    _count_once(tx, tallies, goals)
    persons, known = _persons(tx), said(tx, now, goals)
    return tuple(
        replace(
            known[key],
            owners=tuple(dict.fromkeys(_person(owner, persons) for owner in goal.owners)),
            doing=_doing(rows[key], tallies[key]),
            ended=_ended(ancestors(key, goals), rows, now.date()),
            last_activity=moment(tallies[key].newest) if tallies[key].newest else None,
            first_seen=moment(rows[key].first_seen),
            open_items=tallies[key].open,
            doing_items=tallies[key].doing,
            done_items=tallies[key].done,
        )
        for key, goal in goals.items()
    )


def _placed(row: Any) -> Goal:
    goal = DECODE(row.data)
    return goal if row.serves is None or row.serves == row.key else replace(goal, parent=row.serves)


def _doing(row: Any, tally: GoalTally) -> bool:
    """As its own item says. A goal that is no item is being worked on while something open is linked to it."""
    return row.category == "doing" if row.category else bool(tally.open)


def _ended(chain: Iterable[Goal], rows: Mapping[str, Any], today: date) -> date | None:
    """Its own end, or that of a goal above it: closing ends everything below, a date only what has none of its own."""
    dated = False
    for goal in chain:
        if goal.effective_to and not dated and goal.effective_to < today:
            return goal.effective_to
        if rows[goal.key].ended_at is not None:
            return moment(rows[goal.key].ended_at).date()
        dated = dated or goal.effective_to is not None
    return None


def _tallies(tx: Connection, goals: Iterable[Any]) -> dict[str, GoalTally]:
    """What hangs below what is linked counts as a sign of life only."""
    tallies: dict[str, GoalTally] = defaultdict(GoalTally)
    for row in goals:
        tallies[row.key].newest = row.newest or 0
    for row in tx.execute(text(f"{kept.reading(tx)} {_TALLIES}")):
        linked = {row.category: int(row.items)} if row.part != "below" and row.category != "talk" else {}
        tallies[row.goal].add(GoalTally(**linked, newest=row.newest))
    return tallies


def _count_once(tx: Connection, total: Mapping[str, GoalTally], goals: Mapping[str, Goal]) -> None:
    """An item that is divided between goals is one item for a goal above several of them."""
    above = {key: [goal.key for goal in ancestors(key, goals)] for key in goals}
    for keys, category, items in tx.execute(text(f"{kept.reading(tx)} {_DIVIDED}")).all():
        times = Counter(goal for key in _KEYS(keys) for goal in above.get(key, ()))
        for goal, counted in times.items():
            setattr(total[goal], category, getattr(total[goal], category) - (counted - 1) * items)


def _persons(tx: Connection) -> dict[str, str]:
    rows = tx.execute(text("SELECT source, id, person FROM accounts WHERE person IS NOT NULL"))
    return {f"{row.source}:{row.id}": row.person for row in rows}


def _person(owner: str, persons: Mapping[str, str]) -> str:
    return persons.get(owner) or (owner.lower() if "@" in owner else owner)


# what is done on a goal's own item counts for it, linked to it or not
_GOALS = """
SELECT g.key, g.data, g.first_seen, g.ended_at, i.category, l.goal AS serves,
    (SELECT max(n.at) FROM activities n WHERE n.item_key = g.item AND n.source = g.source AND n.bot = false) AS newest
FROM goals g
LEFT JOIN items i ON i.source = g.source AND i.key = g.item AND i.gone_at IS NULL
LEFT JOIN links l ON l.item_id = i.id AND l.valid_to IS NULL AND l.position = 0
WHERE g.gone_at IS NULL ORDER BY g.key
"""
_TALLIES = """
SELECT goal, part, category, sum(items) AS items, max(newest) AS newest FROM goal_tallies
WHERE goal <> '' GROUP BY goal, part, category
"""
_DIVIDED = "SELECT goals, category, items FROM divided"
