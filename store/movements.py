"""What moves below each initiative, by set-based SQL: what is linked to it, and what hangs below that by parent."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct
from sqlalchemy import Connection

from core.chain import ancestors
from core.facts import GoalFact, MovementFact
from core.records import Goal
from core.times import moment
from store import kept
from store.bulk import among


class _Count(Struct):
    """Items below by category, and when the last done one was done (UTC milliseconds)."""

    todo: int = 0
    doing: int = 0
    done: int = 0
    last_done: int = 0


def movements(tx: Connection, facts: Sequence[GoalFact]) -> tuple[MovementFact, ...]:
    """Of the initiatives that are not over and below which there is anything."""
    goals = {fact.goal.key: fact.goal for fact in facts}
    running = [fact.goal.key for fact in facts if fact.goal.level == "initiative" and not fact.ended]
    counts = _with_sub_initiatives(_counts(tx, running), goals)
    begun = {row.key: moment(row.category_since) for row in among(tx, _OWN_STATUS, running)}
    return tuple(
        MovementFact(
            goal=key,
            doing_since=begun.get(key),
            open=counts[key].todo + counts[key].doing,
            doing=counts[key].doing,
            last_done=moment(counts[key].last_done) if counts[key].done else None,
        )
        for key in running
        if key in counts
    )


def _counts(tx: Connection, keys: Sequence[str]) -> dict[str, _Count]:
    counts: dict[str, _Count] = defaultdict(_Count)
    for row in among(tx, f"{kept.reading(tx)} {_COUNTS}", keys):
        setattr(counts[row.goal], row.category, int(row.items))
        if row.category == "done":
            counts[row.goal].last_done = row.newest
    return dict(counts)


def _with_sub_initiatives(counts: Mapping[str, _Count], goals: Mapping[str, Goal]) -> dict[str, _Count]:
    """An item below two of them counts twice: only whether there is any, and the newest, are asked for."""
    total: dict[str, _Count] = defaultdict(_Count)
    for key, count in counts.items():
        for goal in ancestors(key, goals):
            sum_ = total[goal.key]
            sum_.todo += count.todo
            sum_.doing += count.doing
            sum_.done += count.done
            sum_.last_done = max(sum_.last_done, count.last_done)
    return total


_OWN_STATUS = """
SELECT g.key, i.category_since FROM goals g JOIN items i ON i.source = g.source AND i.key = g.item
WHERE g.key IN :values AND i.gone_at IS NULL AND i.category = 'doing'
"""
_COUNTS = """
SELECT goal, category, sum(items) AS items, max(since) AS newest FROM goal_tallies
WHERE goal IN :values AND part <> 'self' AND category <> 'talk' GROUP BY goal, category
"""
