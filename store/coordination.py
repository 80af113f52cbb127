"""Which teams work below an initiative, and what they owe each other, by set-based SQL."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, text

from core.chain import ancestors
from core.facts import Contribution, DependencyFact, GoalFact, ItemFact
from core.times import moment
from store import kept
from store.blocked import blockers_of, newest_given
from store.bulk import among
from store.effort import TEAM
from store.item_facts import ITEMS, item_facts, once

SPRINT = "Sprint"  # the name under which every tool's connector keeps it


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


def contributions(tx: Connection, facts: Sequence[GoalFact]) -> tuple[Contribution, ...]:
    """Of the teams that have items below an initiative that is not over, where there are several, by goal and team."""
    goals = {fact.goal.key: fact.goal for fact in facts}
    running = [fact.goal.key for fact in facts if fact.goal.level == "initiative" and not fact.ended]
    made, held, newest = kept.reading(tx), defaultdict[str, Counter[str]](Counter), dict[tuple[str, str], int]()
    for row in among(tx, f"{made} {_HELD}", running):
        for goal in ancestors(row.goal, goals):
            held[goal.key][row.team] += int(row.open)
    shared = {key for key in running if len(held[key]) > 1}
    below = [key for key in running if any(goal.key in shared for goal in ancestors(key, goals))]
    for row in among(tx, f"{made} {_TOUCHED}", below):
        for goal in ancestors(row.goal, goals):
            newest[goal.key, row.team] = max(row.newest, newest.get((goal.key, row.team), 0))
    return tuple(
        Contribution(goal=key, team=team, open=held[key][team], last_activity=_moment(newest.get((key, team))))
        for key in sorted(shared)
        for team in sorted(held[key])
    )


def _moment(millis: int | None) -> datetime | None:
    return None if millis is None else moment(millis)


def dependencies(tx: Connection) -> tuple[DependencyFact, ...]:
    """Open items for which open items of other teams wait, by source and key. One without a team is nobody's to wait for."""
    waiting = {row.id: row for row in tx.execute(text(_WAITING))}
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


_WORK = "t.goal IN :values AND t.part <> 'self' AND t.category <> 'talk'"
# a team's items are those of its people, else of its containers; what its people touch may be anybody's
_HELD = f"""
SELECT t.goal, {TEAM} AS team, sum(CASE WHEN t.category = 'done' THEN 0 ELSE 1 END) AS open FROM goal_items t
JOIN items i ON i.id = t.item_id
LEFT JOIN accounts a ON a.source = i.source AND a.id = i.assignee
LEFT JOIN people p ON p.person = a.person
LEFT JOIN team_containers c ON c.source = i.source AND c.container = i.container
WHERE {_WORK} AND {TEAM} IS NOT NULL GROUP BY t.goal, {TEAM}
"""
_TOUCHED = f"""
SELECT t.goal, p.team, max(n.at) AS newest FROM goal_items t
JOIN items i ON i.id = t.item_id
JOIN activities n ON n.item_key = i.key AND n.source = i.source AND NOT n.bot
JOIN accounts a ON a.source = n.source AND a.id = n.actor AND NOT a.bot
JOIN people p ON p.person = a.person
WHERE {_WORK} AND p.team IS NOT NULL GROUP BY t.goal, p.team
"""
_WAITING = r"""
SELECT i.id, i.source, i.key, i.created_at, i.data FROM items i
WHERE i.gone_at IS NULL AND i.category <> 'done' AND i.kind <> 'thread' AND i.data LIKE '%"blocked_by"\:[%'
"""
