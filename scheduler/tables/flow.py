"""The flow of every goal and team."""

from collections.abc import Iterator

from msgspec import Struct

from core.flow import Flow
from scheduler.tables.source import Source


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


def flow_table(source: Source) -> Iterator[FlowRow]:
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
