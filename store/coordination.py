"""Which teams work below an initiative, and what they owe each other, by set-based SQL."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, text

from core.chain import ancestors
from core.facts import Contribution, DependencyFact, GoalFact, ItemFact
from core.times import DAY, millis, moment
from store import kept
from store.blocked import blockers_of, newest_given
from store.bulk import among
from store.item_facts import ITEMS, item_facts, once

LOOK_BACK = 120  # days of effort
SPRINT = "Sprint"  # the name under which every tool's connector keeps it


class _Part(Struct):
    """Open items, and the last day (since 1970) on which there was a sign of the team."""

    open: int = 0
    day: int = 0


class _Plan(Struct):
    """Of an item, what it waits for, and when it is to be done."""

    blocked_by: tuple[str, ...] = ()
    milestone: str | None = None
    versions: tuple[str, ...] = ()
    fields: dict[str, tuple[str, ...]] = {}

    @property
    def dated(self) -> bool:
        return bool(self.milestone or self.versions or self.fields.get(SPRINT))


_PLAN = msgspec.json.Decoder(_Plan).decode


def contributions(tx: Connection, facts: Sequence[GoalFact], now: datetime) -> tuple[Contribution, ...]:
    """Of the teams that have open items below an initiative that is not over, or worked for it, where there are several; by
    goal and team. Work for a part is work for the whole."""
    goals = {fact.goal.key: fact.goal for fact in facts}
    running = [fact.goal.key for fact in facts if fact.goal.level == "initiative" and not fact.ended]
    first = millis(now) // DAY - LOOK_BACK
    parts: dict[str, dict[str, _Part]] = defaultdict(lambda: defaultdict(_Part))
    for query in (_HELD, _WORKED):
        for row in among(tx, f"{kept.reading(tx, first)} {query}", running, first=first):
            for goal in ancestors(row.goal, goals):
                part = parts[goal.key][row.team]
                part.open, part.day = part.open + row.open, max(part.day, row.day)
    return tuple(
        Contribution(goal=key, team=team, open=part.open, last_day=moment(part.day * DAY).date())
        for key in running
        if len(parts[key]) > 1
        for team, part in sorted(parts[key].items())
    )


def dependencies(tx: Connection) -> tuple[DependencyFact, ...]:
    """Open items for which open items of other teams wait, by source and key. One without a team is nobody's to wait for."""
    waiting = {row.id: row for row in tx.execute(text(f"{kept.reading(tx)} {_WAITING}"))}
    plans = {item_id: _PLAN(row.data) for item_id, row in waiting.items()}
    blockers = blockers_of(tx, (plan.blocked_by for plan in plans.values()))
    given = newest_given(tx, {row.key for row in waiting.values()})
    facts = _facts(tx, {*waiting, *(row.id for row in blockers.values())})
    pairs: dict[int, list[tuple[int, ItemFact]]] = defaultdict(list)
    for item_id, plan in plans.items():
        row, item = waiting[item_id], facts[item_id]
        for blocker in (blockers[row.source, key] for key in plan.blocked_by if (row.source, key) in blockers):
            if item.team and facts[blocker.id].team not in (None, item.team):
                added = given.get((row.source, row.key, "blocked_by_added"), row.created_at)
                pairs[blocker.id].append((max(added, blocker.opened), item))
    rows = {row.id: row for row in blockers.values()}
    return tuple(
        sorted((_dependency(facts[each], rows[each], pairs[each]) for each in pairs), key=lambda fact: fact.item.key)
    )


def _dependency(item: ItemFact, row: Any, pairs: Sequence[tuple[int, ItemFact]]) -> DependencyFact:
    return DependencyFact(
        item=item,
        waiting=tuple(sorted(other.key for _, other in pairs)),
        teams=tuple(sorted({other.team for _, other in pairs if other.team})),
        since=moment(min(since for since, _ in pairs)),
        owned=row.assignee is not None,
        dated=row.due is not None or _PLAN(row.data).dated,
    )


def _facts(tx: Connection, ids: set[int]) -> Mapping[int, ItemFact]:
    rows = once(among(tx, f"{ITEMS} i.id IN :values", sorted(ids)))
    return {row.id: fact for row, fact in zip(rows, item_facts(rows), strict=True)}


# a team's items are those of its people, else of its containers
_HELD = f"""
SELECT goal, team, CAST(sum(items) AS INTEGER) AS open, max(since) / {DAY} AS day FROM goal_tallies
WHERE goal IN :values AND part IN ('own', 'also') AND category IN ('todo', 'doing') AND team <> '' GROUP BY goal, team
"""
_WORKED = """
SELECT goal, team, 0 AS open, max(day) AS day FROM efforts
WHERE goal IN :values AND day >= :first AND person <> '' GROUP BY goal, team
"""
_WAITING = """
SELECT i.id, i.source, i.key, i.created_at, i.data FROM marks m CROSS JOIN items i
WHERE m.mark = 'waits' AND i.id = m.item_id
"""
