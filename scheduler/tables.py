"""What `fairlead export` writes as tables: one plain struct for the rows of each, its fields are the columns.

Effort is that of teams. Items come without the people who did them, so that nobody adds up the work of single persons.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime

from msgspec import Struct

from core.chain import missing_hop
from core.detectors import Detectors
from core.flow import Flow
from core.records import Goal
from scheduler.report import Report
from store.item_table import Served

Cell = str | int | float | bool | date | datetime | None


class GoalRow(Struct, frozen=True):
    """`share` and `target_share` are of the effort on objectives, over 28 days and of today. `missing` is the hop that is missing
    above it, `lacks` what D19 asks for."""

    key: str
    level: str
    title: str
    parent: str | None
    owners: str
    declared: str
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
    goal is `exempt`."""

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


class Source(Struct, frozen=True):
    """What the tables are made of. `items` are read as they are asked for."""

    report: Report
    items: Callable[[], Iterator[Served]]
    detectors: Detectors

    @property
    def goals(self) -> dict[str, Goal]:
        return {fact.goal.key: fact.goal for fact in self.report.goals}


def _goals(source: Source) -> Iterator[GoalRow]:
    report, goals = source.report, source.goals
    lacks = {each.goal: ", ".join(each.lacks) for each in report.overview.lacks}
    for fact in report.goals:
        goal, gap = fact.goal, missing_hop(fact.goal.key, goals)
        yield GoalRow(
            *(goal.key, goal.level, goal.title, goal.parent, "; ".join(fact.owners), goal.declared),
            *(report.flows.pace.get(goal.key), report.allocation.actual.get(goal.key)),
            *(report.allocation.target.get(goal.key), goal.start, fact.current, goal.target, goal.confidence),
            *(goal.effective_from, goal.effective_to, fact.ended),
            *(fact.doing_items, fact.open_items - fact.doing_items, fact.done_items, fact.last_activity),
            *(gap.hop if gap else "", lacks.get(goal.key, ""), goal.place, goal.url),
        )


def _items(source: Source) -> Iterator[ItemRow]:
    goals = source.goals
    hops = {key: gap.hop for key in goals if (gap := missing_hop(key, goals))}
    for item in source.items():
        unserved = "" if item.exempt else "goal"
        missing = hops.get(item.goal, "") if item.goal in goals else unserved
        yield ItemRow(
            *(f"{item.source}:{item.key}", item.kind, item.container, item.title, item.status, item.category, item.since),
            *(item.due, item.team, item.goal, item.share, item.via, item.exempt, missing, item.url),
        )


def _findings(source: Source) -> Iterator[FindingRow]:
    for each in source.report.findings:
        seen = each.observation
        name = source.detectors[seen.detector].name if seen.detector in source.detectors else ""
        yield FindingRow(
            *(seen.detector, name, seen.severity, seen.subject.kind, seen.subject.key, seen.summary),
            *(seen.goal, seen.team, seen.owner, seen.since, each.first_seen, seen.url),
        )


def _flow(source: Source) -> Iterator[FlowRow]:
    flows = source.report.flows
    for key, flow in flows.by_goal.items():
        yield _figures("goal", key, flows.goals[key].title, flows.pace.get(key), flows.days, flow)
    for team, flow in flows.by_team.items():
        yield _figures("team", team, "", None, flows.days, flow)


def _figures(of: str, key: str, title: str, pace: float | None, days: int, flow: Flow) -> FlowRow:
    return FlowRow(
        *(of, key, title, pace, days, flow.finished, flow.per_week, flow.completion.share),
        *(flow.cycle.p50, flow.cycle.p85, flow.doing, flow.age.p50, flow.age.p85, flow.oldest),
        *(flow.on_time.share, flow.on_time.n, flow.later, flow.handoffs.p85, sum(flow.came), sum(flow.left)),
    )


def _allocation(source: Source) -> Iterator[AllocationRow]:
    goals = source.goals
    for week in source.report.weeks:
        for key in sorted({*week.actual, *week.target}):
            title = goals[key].title if key in goals else ""
            yield AllocationRow(
                week.end, key, title, week.actual.get(key), week.target.get(key), round(week.person_days, 1)
            )


def _gaps(source: Source) -> Iterator[GapRow]:
    goals = source.goals
    for cell in source.report.gaps.cells if source.report.gaps else ():
        title = goals[cell.goal].title if cell.goal in goals else ""
        yield GapRow(
            *(cell.goal, title, cell.team, cell.person_days, cell.share, cell.target),
            *(cell.points, cell.health, cell.width),
        )


def _breaks(source: Source) -> Iterator[BreakRow]:
    for each in source.report.overview.breaks:
        yield BreakRow(each.hop, each.says, each.goal, each.team, each.doing, each.todo, each.done)


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
