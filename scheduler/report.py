"""Everything that the report shows, of one moment: read in one transaction, judged by the core."""

from collections.abc import Mapping
from datetime import date, datetime
from time import perf_counter

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection

from core.allocation import Allocation, allocation, trend
from core.answers import WINDOW_DAYS
from core.course import Course, courses
from core.detectors import key_result_pace
from core.detectors.contract import settings_of
from core.facts import Facts, GoalFact
from core.findings import Finding
from core.gaps import Gaps, gaps
from core.overview import Overview, overview
from core.standing import GoalStanding, healths, standings
from core.team_weeks import TeamWeek, team_weeks, teams_on
from scheduler.flowing import Flows, flows_at
from scheduler.hub import Hub
from scheduler.judging import judged, late_connectors
from scheduler.lives import Life, lives_of, stages_of
from scheduler.looking import Look, as_seen, looking
from store import reports
from store.findings import open_findings
from store.hanging import Hanging, hanging

WEEKS = 13  # of effort that are shown, beside the present one
WEEK_DAYS = 7
HOLDERS = 10
FLOWS_REST = 100  # an evaluation counts flows again when those kept are so many times older than counting them takes


class Report(Struct, frozen=True, kw_only=True):
    """`allocation` is that of the last 28 days, `weeks` those of single weeks, the oldest first. `gaps` is None where there is
    too little effort or no target share. `holders` are the items without a goal below which most hangs. `lives` tells by
    fingerprint what people decided about findings. `flows` and `holders` of a large hub may be some minutes older than all
    else, since counting them takes `flow_seconds`. `teams` are those that worked for a goal in the last 28 days, by goal;
    `team_weeks` tell by team of the same weeks as `weeks`.
    Of a day of the past, teams, people and settings are those of today."""

    overview: Overview
    goals: tuple[GoalFact, ...]
    findings: tuple[Finding, ...]
    allocation: Allocation
    weeks: tuple[Allocation, ...]
    gaps: Gaps | None
    courses: tuple[Course, ...]
    flows: Flows
    stands: Mapping[str, GoalStanding]
    holders: tuple[Hanging, ...] = ()
    lives: Mapping[str, Life] = {}
    flow_seconds: float = 0.0
    teams: Mapping[str, tuple[str, ...]] = {}
    team_weeks: Mapping[str, tuple[TeamWeek, ...]] = {}
    is_past: bool = False

    @property
    def as_of(self) -> datetime:
        return self.overview.as_of


def report(hub: Hub, day: date | None = None) -> Report:
    """As of now with the findings of the last evaluation, or as of the end of a past day with what the detectors see in it.
    NoSuchDay for a day of which nothing is known."""
    with looking(hub, day) as look:
        return report_of(hub, look)


def report_of(hub: Hub, look: Look) -> Report:
    seen, observed = judged(hub, look.tx, look.at)
    found = tuple(as_seen(seen, observed) if look.day else open_findings(look.tx))
    flows = flows_at(look.tx, look.at)
    told = overview(seen, found, late_connectors(seen), hub.config.detectors, hub.config.limits)
    made = put_together(seen, told, flows, hub.config.detectors, holders=top_holders(look.tx), findings=found)
    if look.day:
        return replace(made, is_past=True)
    lives, stages = lives_of(hub, look.tx, found), stages_of(hub, look.tx, found)
    return replace(made, lives=lives, overview=replace(made.overview, stages=stages))


def top_holders(tx: Connection) -> tuple[Hanging, ...]:
    return tuple(each for each in hanging(tx) if each.top)[:HOLDERS]


def put_together(
    seen: Facts,
    told: Overview,
    flows: Flows,
    settings: Mapping[str, Struct],
    *,
    holders: tuple[Hanging, ...],
    findings: tuple[Finding, ...] = (),
    flow_seconds: float = 0.0,
) -> Report:
    today, stands = seen.as_of.date(), standings(seen.goals, seen.as_of)
    return Report(
        overview=told,
        goals=seen.goals,
        findings=findings,
        allocation=allocation(seen, today, WINDOW_DAYS),
        weeks=tuple(trend(seen, today, WEEKS, WEEK_DAYS)),
        gaps=gaps(seen, today, WINDOW_DAYS, healths(stands)),
        courses=tuple(courses(seen.goals, seen.as_of, settings_of(key_result_pace.DETECTOR, settings))),
        flows=flows,
        stands=stands,
        holders=holders,
        flow_seconds=flow_seconds,
        teams=teams_on(seen),
        team_weeks=team_weeks(seen, today, WEEKS + 1),
    )


def counts_for(tx: Connection, seen: Facts) -> tuple[Flows, tuple[Hanging, ...], float]:
    """Flows and holders: those of the last report while they are young for what they cost, else those of now; with the seconds
    that they took."""
    kept = _unpacked(reports.last(tx))
    if kept and [fact.goal.key for fact in kept.goals] == [fact.goal.key for fact in seen.goals]:
        age = (seen.as_of - kept.flows.as_of).total_seconds()
        if 0 <= age < FLOWS_REST * kept.flow_seconds:
            return kept.flows, kept.holders, kept.flow_seconds
    begun = perf_counter()
    return flows_at(tx, seen.as_of), top_holders(tx), perf_counter() - begun


def keep_report(tx: Connection, made: Report) -> None:
    """For pages: without findings and what people decide about them, which change between evaluations."""
    reports.keep(tx, made.as_of, _PACK(made))


def newest_report(hub: Hub) -> datetime | None:
    """The evaluation whose report is kept; None before the first."""
    with hub.store.read() as tx:
        return reports.newest(tx)


def first_report(hub: Hub) -> date | None:
    """The first day whose report is kept."""
    with hub.store.read() as tx:
        return reports.first(tx)


def kept_report(hub: Hub, until: date | None = None) -> Report | None:
    """The newest that is kept, or that of the newest day up to `until`. None where there is none, or one that another version
    of the hub kept in another shape."""
    with hub.store.read() as tx:
        packed = reports.last(tx, until)
    return _unpacked(packed)


def _unpacked(packed: bytes | None) -> Report | None:
    try:
        return None if packed is None else _UNPACK(packed)
    except msgspec.DecodeError:
        return None


_PACK = msgspec.msgpack.Encoder().encode
_UNPACK = msgspec.msgpack.Decoder(Report).decode
