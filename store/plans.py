"""What became of the work that each objective began with, by set-based SQL over the past of links and items.

Goals hang where they hang now. What the hub had not linked yet on the first day is not known to have been committed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from core.chain import ancestors
from core.facts import GoalFact, PlanFact
from core.records import Target
from core.times import DAY, midnight, millis
from store.bulk import among
from store.statements import of

LONGEST, LATELY = 130, 14  # days: of a period that is looked at, and within which an active item was touched


def plans(tx: Connection, now: datetime, facts: Sequence[GoalFact]) -> tuple[PlanFact, ...]:
    """Of the objectives in force whose period began in the last months."""
    begins = {key: begin for key, begin in _begins(tx, facts).items() if 0 < (now.date() - begin).days <= LONGEST}
    goals = {fact.goal.key: fact.goal for fact in facts}
    above = {key: {goal.key for goal in ancestors(key, goals)} & begins.keys() for key in goals}
    fates: dict[str, Counter[str]] = defaultdict(Counter)
    for begin in sorted(set(begins.values())):
        of_day = {key for key, day in begins.items() if day == begin}
        for was, serves, fate, items in _fates(tx, begin, now, [key for key in goals if above[key] & of_day]):
            for key in above[was] & of_day:
                fates[key][_fate(fate, key in above.get(serves or "", ()))] += items
    return tuple(PlanFact(goal=key, begin=begins[key], **fates[key]) for key in sorted(fates))


def _fate(fate: str, serves_it: bool) -> str:
    return "relinked" if fate in ("active", "idle") and not serves_it else fate


def _begins(tx: Connection, facts: Sequence[GoalFact]) -> dict[str, date]:
    """By objective in force: its first day, else the earliest one of its key results, else of their targets by period."""
    wanted = {fact.goal.key for fact in facts if fact.goal.level == "objective" and not fact.ended}
    targets: dict[str, list[date]] = defaultdict(list)
    for target in of(tx, Target):
        targets[target.goal].append(target.begin)
    own = {fact.goal.key: fact.goal.effective_from for fact in facts}
    below: Mapping[str, list[date]] = defaultdict(list)
    for fact in facts:
        first = own[fact.goal.key] or min(targets[fact.goal.key], default=None)
        if fact.goal.level == "key_result" and not fact.ended and fact.goal.parent and first:
            below[fact.goal.parent].append(first)
    found = {key: own[key] or min([*targets[key], *below[key]], default=None) for key in wanted}
    return {key: day for key, day in found.items() if day}


def _fates(
    tx: Connection, begin: date, now: datetime, keys: Sequence[str]
) -> Iterator[tuple[str, str | None, str, int]]:
    """The goal that items served at the end of that day, the one that they serve now, what became of them, and how many."""
    end = millis(midnight(begin + timedelta(days=1))) - 1
    for row in among(tx, _FATES, keys, at=end, lately=millis(now) - LATELY * DAY):
        yield row.was, row.serves, row.fate, row.items


_FATES = """
SELECT was, serves, fate, count(*) AS items FROM (
    SELECT l.goal AS was, n.goal AS serves, CASE
        WHEN i.category = 'done' THEN 'delivered'
        WHEN i.gone_at IS NOT NULL THEN 'gone'
        WHEN n.goal IS NULL THEN 'unlinked'
        WHEN i.category_since >= :lately OR EXISTS (
            SELECT 1 FROM activities a WHERE a.item_key = i.key AND a.source = i.source AND NOT a.bot AND a.at >= :lately
        ) THEN 'active'
        ELSE 'idle' END AS fate
    FROM links l
    JOIN item_versions v ON v.item_id = l.item_id AND v.valid_from <= :at AND (v.valid_to IS NULL OR v.valid_to > :at)
        AND v.category <> 'done'
    JOIN items i ON i.id = l.item_id AND i.kind IN ('issue', 'epic', 'row') AND (i.gone_at IS NULL OR i.gone_at > :at)
    LEFT JOIN links n ON n.item_id = l.item_id AND n.valid_to IS NULL AND n.position = 0
    WHERE l.goal IN :values AND l.position = 0 AND l.valid_from <= :at AND (l.valid_to IS NULL OR l.valid_to > :at)
) AS committed
GROUP BY was, serves, fate
"""
