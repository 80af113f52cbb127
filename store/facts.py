"""Facts for the detectors, by set-based SQL: between mapping and detecting. Whatever would have to look at all items is read
from rows that are kept (`store.kept`); what effort is stands in `store.effort`."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from core.effort import effort_facts
from core.facts import EffortFact, Facts, PersonFact, RowFact, RuleFact, Signs, StreamFact
from core.records import Metric
from core.stream_state import LATE
from core.times import DAY, MINUTE, millis, moment
from store import efforts, kept
from store.attention import talk
from store.blocked import blocked
from store.bulk import among
from store.chains import active_items, merged_pulls
from store.coordination import contributions, dependencies
from store.deadlines import deadlines
from store.decisions import decisions
from store.duplicates import like_items
from store.escalations import escalations
from store.estimates import estimates
from store.goal_facts import goal_facts
from store.item_facts import ITEMS, item_facts, once
from store.movements import movements
from store.plans import plans
from store.readings import readings
from store.relinked import relinked
from store.statements import of, strays, targeted
from store.stream_states import DEFAULT_MINUTES
from store.target_shares import target_shares
from store.team_flow import team_flows

READING_DAYS = 400  # a year of monthly values, and a late one
TALK_WEEKS = 8
RELINKED_DAYS = 28
SIGNS = Signs()


def facts(
    tx: Connection, now: datetime, *, effort_days: int = 28, allocation_days: int = 98, signs: Signs = SIGNS
) -> Facts:
    """Everything the detectors look at. Effort and finished work are those of the trailing `effort_days` days; effort by day,
    which only target shares ask for, goes back `allocation_days`. `signs` are the names that make an item blocked.
    Quick once `kept.refresh` has run, right in any case."""
    start, made = millis(now) - effort_days * DAY, kept.reading(tx)
    goals = goal_facts(tx, now)
    ended = {fact.goal.key for fact in goals if fact.ended}
    effort = efforts.spent(tx, now, effort_days)
    targets = target_shares(tx, now)
    return Facts(
        as_of=now,
        effort_days=effort_days,
        allocation_days=allocation_days,
        unlinked=item_facts(tx.execute(text(f"{made} {_UNLINKED}"), {"start": start})),
        unassigned=item_facts(tx.execute(text(_UNASSIGNED))),
        outdated=item_facts(once(among(tx, f"{made} {_OUTDATED}", sorted(ended)))),
        goals=goals,
        movements=movements(tx, goals),
        deadlines=deadlines(tx, now, effort_days),
        blocked=blocked(tx, signs),
        contributions=contributions(tx, goals, now),
        dependencies=dependencies(tx),
        flows=team_flows(tx, now),
        targeted=targeted(tx),
        decisions=decisions(tx),
        metrics=tuple(of(tx, Metric)),
        readings=readings(tx, now, READING_DAYS),
        escalations=escalations(tx, now, goals, TALK_WEEKS),
        people=_people(tx),
        effort=_effort(effort),
        outdated_effort=_effort(row for row in effort if row.doing and row.goal in ended),
        doing_effort=_effort(row for row in effort if row.doing),
        relinked=relinked(tx, now, RELINKED_DAYS, effort_days),
        daily=efforts.daily_effort(tx, now, allocation_days) if targets else (),
        workers=efforts.workers(tx, now, effort_days) if targets else {},
        method_coverage=efforts.method_coverage(tx, now, allocation_days) if targets else (),
        targets=targets,
        streams=streams(tx),
        rules=tuple(RuleFact(r.rule, bool(r.links), moment(r.valid_from), r.place) for r in tx.execute(text(_RULES))),
        rows=unread(tx),
        active=active_items(tx),
        merged=merged_pulls(tx, now, effort_days),
        like_items=like_items(tx, now),
        estimates=estimates(tx, now, allocation_days),
        talk=talk(tx, now, effort_days) if targets else (),
        plans=plans(tx, now, goals),
    )


def _people(tx: Connection) -> tuple[PersonFact, ...]:
    return tuple(
        PersonFact(row.person, bool(row.active), None if row.newest is None else moment(row.newest), row.team)
        for row in tx.execute(text(_PEOPLE))
    )


def _effort(rows: Iterable[Any]) -> tuple[EffortFact, ...]:
    """Rows of doing and other items put together."""
    return effort_facts((row.team, row.goal or None, row.person_days, row.items) for row in rows)


def streams(tx: Connection) -> tuple[StreamFact, ...]:
    """How each stream is doing, in order of connector, stream and container."""
    return tuple(_stream(row) for row in tx.execute(text(_STREAMS)))


def _stream(row: Any) -> StreamFact:
    interval = (row.every_minutes or DEFAULT_MINUTES) * MINUTE
    return StreamFact(
        connector=row.connector,
        stream=row.stream,
        container=row.container,
        last_success=None if row.last_success is None else moment(row.last_success),
        late_after=moment((row.last_success or row.since) + round(LATE * interval)),
        error=row.last_error,
        error_since=None if row.error_since is None else moment(row.error_since),
        doubt=row.doubt,
        doubt_since=None if row.doubt_since is None else moment(row.doubt_since),
    )


def unread(tx: Connection) -> tuple[RowFact, ...]:
    """What the tools showed and could not be read, or names a goal that is none, by tool and place."""
    rows = [
        RowFact(row.source, row.place, row.reason, moment(row.since), bool(row.lost)) for row in tx.execute(text(_ROWS))
    ]
    return tuple(sorted([*rows, *strays(tx)], key=lambda row: (row.source, row.place, row.reason)))


_IN_ORDER = "ORDER BY i.source, i.key, i.id"
_UNLINKED = f"""{ITEMS} i.id IN (
    SELECT item_id FROM goal_items WHERE goal = '' AND part IN ('issue', 'epic', 'pull_request')
        AND (category = 'doing' OR category = 'done' AND since >= :start)
) {_IN_ORDER}"""
# whoever opened a pull request works on it, assigned or not
_UNASSIGNED = f"""{ITEMS} i.kind IN ('issue', 'epic') AND i.category = 'doing' AND i.assignee IS NULL
AND (l.item_id IS NULL OR l.position = 0) {_IN_ORDER}"""
_OUTDATED = f"""{ITEMS} l.goal IN :values AND i.id IN (
    SELECT item_id FROM goal_items WHERE goal IN :values AND part <> 'below' AND category = 'doing'
)"""


# an account that was never pulled is only a name that somebody wrote down, unless it did something
_PEOPLE = """
WITH seen AS (
    SELECT a.person, a.active, a.pulled,
        (SELECT max(n.at) FROM activities n WHERE n.source = a.source AND n.actor = a.id AND NOT n.bot) AS newest
    FROM accounts a WHERE a.person IS NOT NULL AND NOT a.bot
)
SELECT s.person, max(CASE WHEN s.active THEN 1 ELSE 0 END) AS active, max(s.newest) AS newest, max(p.team) AS team
FROM seen s LEFT JOIN people p ON p.person = s.person
WHERE s.pulled OR s.newest IS NOT NULL GROUP BY s.person ORDER BY s.person
"""
_STREAMS = "SELECT * FROM streams ORDER BY connector, stream, container"
_RULES = """
SELECT r.rule, r.place, r.valid_from,
    EXISTS (SELECT 1 FROM links l WHERE l.rule = r.rule AND l.valid_to IS NULL) AS links
FROM rules r WHERE r.valid_to IS NULL AND r.rule NOT LIKE 'defaults.%' ORDER BY r.rule
"""
_ROWS = "SELECT source, place, reason, since, lost FROM quarantine"
