"""What moves below each initiative, by set-based SQL: what is linked to it, and what hangs below that by parent."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection

from core.chain import ancestors
from core.facts import GoalFact, MovementFact
from core.records import Goal
from core.times import moment
from store import kept
from store.bulk import among
from store.goal_tally import GoalTally, rolled_up


def movements(tx: Connection, facts: Sequence[GoalFact]) -> tuple[MovementFact, ...]:
    """Of the initiatives that are not over and below which there is anything."""
    goals = {fact.goal.key: fact.goal for fact in facts}
    running = [fact.goal.key for fact in facts if fact.goal.level == "initiative" and not fact.ended]
    counts = rolled_up(_counts(tx, running), goals)
    _count_once(tx, counts, running, goals)
    begun = {row.key: moment(row.category_since) for row in among(tx, _OWN_STATUS, running)}
    return tuple(
        MovementFact(
            goal=key,
            doing_since=begun.get(key),
            open=counts[key].open,
            doing=counts[key].doing,
            last_done=moment(counts[key].newest) if counts[key].done else None,
        )
        for key in running
        if key in counts
    )


def _count_once(
    tx: Connection, counts: Mapping[str, GoalTally], running: Collection[str], goals: Mapping[str, Goal]
) -> None:
    """What is open below an initiative with others below it, for there an item may serve, or hang below, several."""
    wholes = {key: [each.key for each in ancestors(key, goals) if each.key in running] for key in running}
    parts = [key for key, above in wholes.items() if len(above) > 1]
    nested = {key for part in parts for key in wholes[part]}
    found: dict[str, dict[str, set[int]]] = defaultdict(lambda: {"todo": set(), "doing": set()})
    for row in among(tx, f"{kept.reading(tx)} {_OPEN}", sorted(nested)):
        for key in wholes[row.goal]:
            found[key][row.category].add(row.item_id)
    for key, items in found.items():
        counts[key].todo, counts[key].doing = len(items["todo"]), len(items["doing"])


def _counts(tx: Connection, keys: Sequence[str]) -> dict[str, GoalTally]:
    """Of each goal alone; `newest` is when the last done one was done."""
    counts: dict[str, GoalTally] = defaultdict(GoalTally)
    for row in among(tx, f"{kept.reading(tx)} {_COUNTS}", keys):
        setattr(counts[row.goal], row.category, int(row.items))
        if row.category == "done":
            counts[row.goal].newest = row.newest
    return dict(counts)


_OWN_STATUS = """
SELECT g.key, i.category_since FROM goals g JOIN items i ON i.source = g.source AND i.key = g.item
WHERE g.key IN :values AND i.gone_at IS NULL AND i.category = 'doing'
"""
_COUNTS = """
SELECT goal, category, sum(items) AS items, max(since) AS newest FROM goal_tallies
WHERE goal IN :values AND part <> 'self' AND category <> 'talk' GROUP BY goal, category
"""
_OPEN = """
SELECT goal, item_id, category FROM goal_items
WHERE goal IN :values AND part <> 'self' AND category IN ('todo', 'doing')
"""
