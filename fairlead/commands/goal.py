"""`goals` and `goals KEY`: the alignment tree, and all that is said and known of one goal."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from sqlalchemy import Connection

from core.detectors import Detectors
from core.facts import GoalFact
from core.findings import Finding
from core.flow import Flow
from core.records import Decision, Goal, Metric, Reading, Target
from core.spelling import hint
from fairlead import screen
from fairlead.flows import brief
from fairlead.output import document, fail
from scheduler.flowing import DAYS, flows_at
from scheduler.hub import open_hub
from store import findings as followed
from store import statements
from store.goal_facts import goal_facts

WANTED = {"increase": "should rise", "decrease": "should fall", "keep": "should stay"}
NEWEST = 10  # check-ins that fit a screen


class Said(Struct, frozen=True):
    """What people wrote about a goal beside the goal itself; targets and readings oldest first. `measured` is the newest
    reading of each metric, by its key."""

    targets: Sequence[Target]
    readings: Sequence[Reading]
    decisions: Sequence[Decision]
    metrics: Sequence[Metric]
    measured: Mapping[str, Reading]


def goals(config: Path, key: str | None, json: bool) -> None:
    with open_hub(config) as hub, hub.store.read() as tx:
        seen = goal_facts(tx, hub.clock())
        opened = followed.open_findings(tx)
        said = _said(tx, key) if key else None
        flow = flows_at(tx, hub.clock(), goal=key).whole if key in {fact.goal.key for fact in seen} else None
    if key is None or said is None:
        _tree(seen, opened, hub.detectors, json)
        return
    fact = next((fact for fact in seen if fact.goal.key == key), None)
    if fact is None or flow is None:
        fail(f"fairlead: no goal {key}{hint(key, [each.goal.key for each in seen], '`fairlead goals` shows all')}")
    about = [each for each in opened if key in (each.observation.goal, each.observation.subject.key)]
    if json:
        figures = {"flow": {"days": DAYS, **msgspec.to_builtins(flow)}}
        document(goal={**_goal(fact), **msgspec.to_builtins(said), **figures}, findings=msgspec.to_builtins(about))
    else:
        screen.stdout().print(_page(fact, said, flow, about, hub.detectors))


def _tree(seen: Sequence[GoalFact], opened: Sequence[Finding], detectors: Detectors, json: bool) -> None:
    if json:
        document(goals=[_goal(fact) for fact in seen])
    else:
        screen.stdout().print(screen.alignment_tree(seen, opened, detectors))


def _said(tx: Connection, key: str) -> Said:
    metrics = [each for each in statements.of(tx, Metric) if key in (*each.supports, *each.conflicts)]
    series = {each.key: statements.readings_of(tx, each.key) for each in metrics}
    return Said(
        targets=sorted((each for each in statements.of(tx, Target) if each.goal == key), key=lambda each: each.end),
        readings=statements.readings_of(tx, key),
        decisions=sorted((each for each in statements.of(tx, Decision) if key in each.goals), key=lambda each: each.at),
        metrics=metrics,
        measured={metric: readings[-1] for metric, readings in series.items() if readings},
    )


def _goal(fact: GoalFact) -> dict[str, Any]:
    built: dict[str, Any] = msgspec.to_builtins(fact)
    return {**built.pop("goal"), **built}


def _page(fact: GoalFact, said: Said, flow: Flow, about: Sequence[Finding], detectors: Detectors) -> RenderableType:
    goal = fact.goal
    head = Text.assemble((goal.key, "bold"), f" {goal.title}", (f"  {goal.level.replace('_', ' ')}", "dim"))
    parts: list[RenderableType] = [head, _facts(fact, flow)]
    if said.targets:
        parts += [Text("\nTargets", "bold"), _targets(said.targets)]
    if said.readings:
        parts += [Text("\nCheck-ins, newest first", "bold"), _readings(said.readings[: -NEWEST - 1 : -1])]
    if said.metrics:
        parts += [Text("\nMetrics", "bold"), _metrics(said, goal.key)]
    if said.decisions:
        parts += [Text("\nDecisions", "bold"), _decisions(said.decisions)]
    return Group(*parts, Text("\nWhat drifts", "bold"), screen.findings_table(about, detectors=detectors))


def _facts(fact: GoalFact, flow: Flow) -> Table:
    goal, table = fact.goal, Table(**screen.PLAIN, show_header=False)
    period = " – ".join(str(day or "…") for day in (goal.effective_from, goal.effective_to))
    rows = {
        "read at": goal.place,
        "serves": goal.parent,
        "owners": ", ".join(fact.owners),
        "period": period if goal.effective_from or goal.effective_to else "",
        "progress": _progress(goal),
        "confidence": "" if goal.confidence is None else f"{goal.confidence:.0%}",
        "declared": goal.declared,
        "share": "" if goal.target_share is None else f"{goal.target_share:.0%} of effort wanted",
        "work": f"{fact.open_items} open, {fact.doing_items} of them in work, {fact.done_items} done",
        "flow": brief(flow, DAYS) if flow.completion.n else "",
        "touched": f"{fact.last_activity:%Y-%m-%d}" if fact.last_activity else "",
        "link": goal.url,
    }
    for name, value in rows.items():
        if value:
            table.add_row(Text(f"  {name}", "dim"), Text(value))
    return table


def _progress(goal: Goal) -> str:
    if goal.target is None:
        return ""
    return f"{_number(goal.start)} → {_number(goal.target)}, now {_number(goal.current)}"


def _targets(targets: Sequence[Target]) -> Table:
    table = Table(**screen.PLAIN, show_header=False)
    for each in targets:
        table.add_row(f"  {each.begin} – {each.end}", _number(each.value), Text(each.place, "dim"))
    return table


def _readings(readings: Sequence[Reading]) -> Table:
    table = Table(**screen.PLAIN, show_header=False)
    for each in readings:
        sure = "" if each.confidence is None else f"{each.confidence:.0%} sure"
        value = "" if each.value is None else _number(each.value)
        table.add_row(f"  {each.at}", value, sure, Text(each.status), Text(each.note), Text(each.author or "", "dim"))
    return table


def _metrics(said: Said, key: str) -> Table:
    table = Table(**screen.PLAIN, show_header=False)
    for each in said.metrics:
        newest = said.measured.get(each.key)
        value = "not measured yet" if newest is None else f"{_number(newest.value)} {each.unit}".rstrip()
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


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"
