"""What `fairlead export` writes as tables: one plain struct for the rows of each, its fields are the columns.

Effort is that of teams. Items come without the people who did them, so that nobody adds up the work of single persons.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property

from msgspec import Struct

from core.chain import missing_hop
from core.flow import Flow
from core.records import Goal
from scheduler.hub import Hub
from scheduler.looking import Look, drifting
from scheduler.report import Report, report_of
from store.goal_facts import goal_facts
from store.hanging import hanging
from store.item_table import served


class GoalRow(Struct, frozen=True):
    """`share` and `target_share` are of the effort on objectives, over 28 days and of today. `missing` is the hop that the way
    up from it lacks, `lacks` what D19 asks for. What is said and seen of it is that of `core.standing`."""

    key: str
    level: str
    title: str
    parent: str | None
    owners: str
    said: str
    said_health: str
    seen_health: str
    progress: float | None
    pace: float | None
    share: float | None
    target_share: float | None
    start: float | None
    current: float | None
    target: float | None
    confidence: float | None
    first_day: date | None
    last_day: date | None
    over_since: date | None
    doing: int
    todo: int
    done: int
    last_activity: datetime | None
    missing: str
    lacks: str
    place: str
    url: str


class ItemRow(Struct, frozen=True):
    """One item with the goal it serves most, how it came to that, and the hop that is missing above it. An item that needs no
    goal is `exempt`; `below` counts the items that hang below one without a goal and have none either."""

    item: str
    kind: str
    container: str
    title: str
    status: str
    category: str
    since: datetime
    due: str | None
    team: str | None
    goal: str | None
    share: float | None
    via: str | None
    exempt: bool
    missing: str
    below: int
    url: str


class FindingRow(Struct, frozen=True):
    detector: str
    name: str
    severity: str
    kind: str
    subject: str
    says: str
    goal: str | None
    team: str | None
    owner: str | None
    since: datetime
    first_seen: datetime
    url: str


class FlowRow(Struct, frozen=True):
    """Of a goal with all below it, or of a team. Times are days; None stands for fewer than 8 items."""

    of: str
    key: str
    title: str
    pace: float | None
    days: int
    finished: int
    a_week: float
    completed: float | None
    cycle_p50: float | None
    cycle_p85: float | None
    doing: int
    age_p50: float | None
    age_p85: float | None
    oldest: float | None
    on_time: float | None
    was_due: int
    moved_later: int
    handoffs_p85: float | None
    came: int
    left: int


class AllocationRow(Struct, frozen=True):
    """One objective in one week. `person_days` are those of all teams on all objectives with a target share."""

    week_to: date
    objective: str
    title: str
    share: float | None
    target_share: float | None
    person_days: float


class GapRow(Struct, frozen=True):
    objective: str
    title: str
    team: str
    person_days: float
    share: float
    target_share: float
    points: float
    health: float | None
    width: float


class BreakRow(Struct, frozen=True):
    missing: str
    where: str
    goal: str | None
    team: str | None
    doing: int
    todo: int
    done: int


class Source:
    """What the tables are made of, each part read when it is first asked for. It lives as long as the look at the hub."""

    def __init__(self, hub: Hub, look: Look) -> None:
        self.hub, self.look = hub, look

    @cached_property
    def report(self) -> Report:
        return report_of(self.hub, self.look)

    @cached_property
    def goals(self) -> dict[str, Goal]:
        return {fact.goal.key: fact.goal for fact in goal_facts(self.look.tx, self.look.at)}


def _goals(source: Source) -> Iterator[GoalRow]:
    report, goals = source.report, source.goals
    lacks = {each.goal: ", ".join(each.lacks) for each in report.overview.lacks}
    for fact in report.goals:
        goal, gap = fact.goal, missing_hop(fact.goal.key, goals)
        stands = report.stands[goal.key]
        yield GoalRow(
            key=goal.key,
            level=goal.level,
            title=goal.title,
            parent=goal.parent,
            owners="; ".join(fact.owners),
            said=stands.words,
            said_health=stands.declared,
            seen_health=stands.observed,
            progress=_rounded(stands.rolled.progress),
            pace=_rounded(stands.rolled.pace),
            share=_rounded(report.allocation.actual.get(goal.key)),
            target_share=_rounded(report.allocation.target.get(goal.key)),
            start=goal.start,
            current=fact.current,
            target=goal.target,
            confidence=_rounded(stands.rolled.confidence),
            first_day=goal.effective_from,
            last_day=goal.effective_to,
            over_since=fact.ended,
            doing=fact.doing_items,
            todo=fact.open_items - fact.doing_items,
            done=fact.done_items,
            last_activity=fact.last_activity,
            missing=gap.hop if gap else "",
            lacks=lacks.get(goal.key, ""),
            place=goal.place,
            url=goal.url,
        )


def _items(source: Source) -> Iterator[ItemRow]:
    goals = source.goals
    hops = {key: gap.hop for key in goals if (gap := missing_hop(key, goals))}
    below = {(each.source, each.key): each.below for each in hanging(source.look.tx)}
    for item in served(source.look.tx):
        unserved = "" if item.exempt else "goal"
        yield ItemRow(
            item=f"{item.source}:{item.key}",
            kind=item.kind,
            container=item.container,
            title=item.title,
            status=item.status,
            category=item.category,
            since=item.since,
            due=item.due,
            team=item.team,
            goal=item.goal,
            share=item.share,
            via=item.via,
            exempt=item.exempt,
            missing=hops.get(item.goal or "", "") if item.goal in goals else unserved,
            below=below.get((item.source, item.key), 0),
            url=item.url,
        )


def _findings(source: Source) -> Iterator[FindingRow]:
    detectors = source.hub.detectors
    for each in drifting(source.hub, source.look):
        seen = each.observation
        yield FindingRow(
            detector=seen.detector,
            name=detectors[seen.detector].name if seen.detector in detectors else "",
            severity=seen.severity,
            kind=seen.subject.kind,
            subject=seen.subject.key,
            says=seen.summary,
            goal=seen.goal,
            team=seen.team,
            owner=seen.owner,
            since=seen.since,
            first_seen=each.first_seen,
            url=seen.url,
        )


def _flow(source: Source) -> Iterator[FlowRow]:
    flows = source.report.flows
    for key, flow in flows.by_goal.items():
        yield _figures("goal", key, flows.goals[key].title, flows.pace.get(key), flows.days, flow)
    for team, flow in flows.by_team.items():
        yield _figures("team", team, "", None, flows.days, flow)


def _figures(of: str, key: str, title: str, pace: float | None, days: int, flow: Flow) -> FlowRow:
    return FlowRow(
        of=of,
        key=key,
        title=title,
        pace=pace,
        days=days,
        finished=flow.finished,
        a_week=flow.per_week,
        completed=flow.completion.share,
        cycle_p50=flow.cycle.p50,
        cycle_p85=flow.cycle.p85,
        doing=flow.doing,
        age_p50=flow.age.p50,
        age_p85=flow.age.p85,
        oldest=flow.oldest,
        on_time=flow.on_time.share,
        was_due=flow.on_time.n,
        moved_later=flow.later,
        handoffs_p85=flow.handoffs.p85,
        came=sum(flow.came),
        left=sum(flow.left),
    )


def _allocation(source: Source) -> Iterator[AllocationRow]:
    goals = source.goals
    for week in source.report.weeks:
        for key in sorted({*week.actual, *week.target}):
            title = goals[key].title if key in goals else ""
            yield AllocationRow(
                week.end,
                key,
                title,
                _rounded(week.actual.get(key)),
                _rounded(week.target.get(key)),
                round(week.person_days, 1),
            )


def _gaps(source: Source) -> Iterator[GapRow]:
    goals = source.goals
    for cell in source.report.gaps.cells if source.report.gaps else ():
        yield GapRow(
            objective=cell.goal,
            title=goals[cell.goal].title if cell.goal in goals else "",
            team=cell.team,
            person_days=cell.person_days,
            share=cell.share,
            target_share=cell.target,
            points=cell.points,
            health=cell.health,
            width=cell.width,
        )


def _breaks(source: Source) -> Iterator[BreakRow]:
    for each in source.report.overview.breaks:
        yield BreakRow(each.hop, each.says, each.goal, each.team, each.doing, each.todo, each.done)


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


class Table(Struct, frozen=True):
    """`rows` are structs of `row`."""

    row: type[Struct]
    rows: Callable[[Source], Iterator[Struct]]

    @property
    def columns(self) -> tuple[str, ...]:
        return self.row.__struct_fields__


TABLES: Mapping[str, Table] = {
    "goals": Table(GoalRow, _goals),
    "items": Table(ItemRow, _items),
    "findings": Table(FindingRow, _findings),
    "flow": Table(FlowRow, _flow),
    "allocation": Table(AllocationRow, _allocation),
    "gaps": Table(GapRow, _gaps),
    "breaks": Table(BreakRow, _breaks),
}
