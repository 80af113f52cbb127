"""The page of one goal, in a terminal: how it stands, and all that is said and seen of it."""

from collections.abc import Mapping, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from core.detectors import Detectors
from core.facts import GoalFact
from core.findings import Finding
from core.flow import Flow
from core.measure import said_number, said_value
from core.records import Decision, Metric, Reading, Target
from core.standing import GoalStanding
from fairlead import screen, standings
from fairlead.flows import brief
from scheduler.flowing import DAYS
from scheduler.goal_told import Said

WANTED = {"increase": "should rise", "decrease": "should fall", "keep": "should stay"}
NEWEST = 10  # check-ins that fit a screen


def page(
    fact: GoalFact,
    stands: GoalStanding,
    titles: Mapping[str, str],
    said: Said,
    flow: Flow,
    about: Sequence[Finding],
    detectors: Detectors,
) -> RenderableType:
    goal = fact.goal
    head = Text.assemble((goal.key, "bold"), f" {goal.title}", (f"  {goal.level.replace('_', ' ')}", "dim"))
    parts: list[RenderableType] = [head, _facts(fact, stands, flow)]
    if stands.parts:
        parts += [Text("\nWhat stands below, by weight", "bold"), standings.parts(stands.rolled, titles)]
    if said.targets:
        parts += [Text("\nTargets", "bold"), _targets(said.targets)]
    if said.readings:
        parts += [Text("\nCheck-ins, newest first", "bold"), _readings(said.readings[: -NEWEST - 1 : -1])]
    if said.metrics:
        parts += [Text("\nMetrics", "bold"), _metrics(said, goal.key)]
    if said.decisions:
        parts += [Text("\nDecisions", "bold"), _decisions(said.decisions)]
    return Group(*parts, Text("\nWhat drifts", "bold"), screen.findings_table(about, detectors=detectors))


def _facts(fact: GoalFact, stands: GoalStanding, flow: Flow) -> Table:
    goal, table = fact.goal, Table(**screen.PLAIN, show_header=False)
    period = " – ".join(str(day or "…") for day in (goal.effective_from, goal.effective_to))
    rows = {
        "read at": goal.place,
        "serves": goal.parent,
        "owners": ", ".join(fact.owners),
        "period": period if goal.effective_from or goal.effective_to else "",
        "value": said_value(goal, fact.current, fact.declared),
        **dict(standings.rows(stands)),
        "target share": "" if goal.target_share is None else f"{goal.target_share:.0%} of effort",
        "work": f"{fact.open_items} open, {fact.doing_items} of them in work, {fact.done_items} done",
        "flow": brief(flow, DAYS) if flow.completion.n else "",
        "touched": f"{fact.last_activity:%Y-%m-%d}" if fact.last_activity else "",
        "link": goal.url,
    }
    for name, value in rows.items():
        if value:
            table.add_row(Text(f"  {name}", "dim"), Text(value))
    return table


def _targets(targets: Sequence[Target]) -> Table:
    table = Table(**screen.PLAIN, show_header=False)
    for each in targets:
        table.add_row(f"  {each.begin} – {each.end}", said_number(each.value), Text(each.place, "dim"))
    return table


def _readings(readings: Sequence[Reading]) -> Table:
    table = Table(**screen.PLAIN, show_header=False)
    for each in readings:
        sure = "" if each.confidence is None else f"{each.confidence:.0%} sure"
        value = "" if each.value is None else said_number(each.value)
        table.add_row(f"  {each.at}", value, sure, Text(each.status), Text(each.note), Text(each.author or "", "dim"))
    return table


def _metrics(said: Said, key: str) -> Table:
    table = Table(**screen.PLAIN, show_header=False)
    for each in said.metrics:
        newest = said.measured.get(each.key)
        value = "not measured yet" if newest is None else f"{said_number(newest.value)} {each.unit}".rstrip()
        way = "works against this goal" if key in each.conflicts else "should move this goal"
        table.add_row(Text(f"  {each.title}"), value, str(newest.at) if newest else "", _wanted(each), Text(way, "dim"))
    return table


def _wanted(metric: Metric) -> str:
    bounds = (f"{word} {bound:g}" for word, bound in (("from", metric.low), ("to", metric.high)) if bound is not None)
    return " ".join((WANTED[metric.direction], *bounds))


def _decisions(decisions: Sequence[Decision]) -> Table:
    table = Table(**screen.PLAIN, show_header=False)
    for each in decisions:
        table.add_row(
            f"  {each.at}", *map(Text, (each.title, each.kind, each.note)), Text(", ".join(each.owners), "dim")
        )
    return table
