"""The report as one page of HTML that needs nothing else: no network, no script, no font."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from jinja2 import BaseLoader, Environment, PackageLoader, StrictUndefined
from msgspec import Struct

from core.answers import worst_first
from core.breaks import by_hop
from core.chain import HOPS, in_order
from core.detectors import Detectors
from core.findings import Finding
from core.flow import Flow, worth
from core.gaps import TeamGap
from core.measure import said_range
from core.telling import SIGNS, name_of, sentence
from scheduler.flowing import Flows
from scheduler.report import Report
from web.report import pictures, words
from web.report.charts import shade
from web.report.tree import marks_in, tree

SHOWN = 100  # findings of one detector
PARTS = (
    ("questions", "The four questions"),
    ("tree", "Strategy to initiative"),
    ("allocation", "Effort"),
    ("pace", "Key results"),
    ("gap", "Widest gap"),
    ("flow", "Flow"),
    ("findings", "What drifts"),
    ("chain", "Broken chains"),
    ("unjudged", "Not judged"),
)
FlowRow = tuple[int, str, str, float | None, Flow]
"""Depth, key, title and pace of a goal or team, with its flow."""
LEVELS = {
    "strategy": "strategy",
    "objective": "objective",
    "key_result": "key result",
    "kpi": "KPI",
    "initiative": "initiative",
}


class Group(Struct, frozen=True):
    """The findings of one detector, the worst first; `more` are left out."""

    id: str
    name: str
    advice: str
    findings: tuple[Finding, ...]
    more: int


class Row(Struct, frozen=True):
    """One objective of the heat map with its cells in the order of teams."""

    goal: str
    target: float
    cells: tuple[TeamGap, ...]


def render(report: Report, detectors: Detectors) -> str:
    """Everything that tools gave is escaped; addresses that are none of the web are left out."""
    today, flows, objectives = report.as_of.date(), report.flows, sorted(report.weeks[-1].target)
    cells, top = report.gaps.cells if report.gaps else (), pictures.top_share(report.weeks)
    return (
        _environment()
        .get_template("page.html")
        .render(
            parts_of_page=PARTS,
            report=report,
            seen=report.overview,
            titles={fact.goal.key: fact.goal.title for fact in report.goals},
            tree=tree(report, marks_in(report.findings, detectors)),
            objectives=objectives,
            shares={key: pictures.shares(report.weeks, key, top) for key in objectives},
            courses=[(each, pictures.course(each, today)) for each in report.courses],
            teams=sorted({cell.team for cell in cells}),
            heat=list(heat(cells)),
            widest=max((abs(cell.points) for cell in cells), default=0.0),
            team_flows=[(0, name, "", None, flow) for name, flow in flows.by_team.items()],
            goal_flows=list(_goal_flows(flows)),
            groups=list(_groups(report.findings, detectors)),
            hops=by_hop(report.overview.breaks),
            hop_names=HOPS,
            advice={id_: detector.advice for id_, detector in detectors.items()},
        )
    )


@cache
def _environment() -> Environment:
    return environment(PackageLoader("web.report"))


def environment(loader: BaseLoader) -> Environment:
    """For templates that may use the parts of the report, and escape all that they are given."""
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    _equip(made)
    return made


def _equip(made: Environment) -> None:
    """With what the parts of the report ask for, wherever they are shown."""
    for name in ("percent", "points", "number", "about", "day", "spread", "share", "pace", "link", "work", "verdict"):
        made.filters[name] = getattr(words, name)
    made.filters["movement"] = pictures.movement
    made.filters["sentence"] = sentence
    made.filters["within"] = lambda course: said_range(course.low, course.high)
    made.filters["shade"] = shade
    made.globals.update(SIGNS=SIGNS, LEVELS=LEVELS, shade=shade)


def _groups(findings: Iterable[Finding], detectors: Detectors) -> Iterator[Group]:
    kinds: dict[str, list[Finding]] = defaultdict(list)
    for each in worst_first(findings):
        kinds[each.observation.detector].append(each)
    for id_, found in kinds.items():
        detector = detectors.get(id_)
        yield Group(
            id_, name_of(id_, detectors), detector.advice if detector else "", tuple(found[:SHOWN]), len(found[SHOWN:])
        )


def heat(cells: Sequence[TeamGap]) -> Iterator[Row]:
    rows: dict[str, list[TeamGap]] = defaultdict(list)
    for cell in cells:
        rows[cell.goal].append(cell)
    for goal in sorted(rows):
        yield Row(goal, rows[goal][0].target, tuple(sorted(rows[goal], key=lambda cell: cell.team)))


def _goal_flows(flows: Flows) -> Iterator[FlowRow]:
    for depth, key in in_order(flows.goals):
        if worth(flows.by_goal[key]):
            yield depth, key, flows.goals[key].title, flows.pace.get(key), flows.by_goal[key]
