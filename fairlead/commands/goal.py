"""`goals` and `goals KEY`: the alignment tree, and all that is said and known of one goal."""

from collections.abc import Mapping, Sequence
from datetime import date
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
from core.measure import kind, met
from core.records import Decision, Metric, Reading, Target
from core.standing import GoalStanding, standings
from fairlead import looks, screen
from fairlead import standings as standing_pages
from fairlead.flows import brief
from fairlead.output import document
from scheduler.flowing import DAYS, flows_at
from scheduler.hub import open_hub
from scheduler.looking import Look, drifting, looking
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


def goals(config: Path, key: str | None, day: date | None, json: bool) -> None:
    with open_hub(config) as hub, looking(hub, day) as look:
        seen = goal_facts(look.tx, look.at)
        opened = drifting(hub, look)
        said = _said(look.tx, key) if key else None
        flow = flows_at(look.tx, look.at, goal=key).whole if key in {fact.goal.key for fact in seen} else None
    if key is None or said is None:
        _tree(look, seen, opened, hub.detectors, json)
        return
    fact = next((fact for fact in seen if fact.goal.key == key), None)
    if fact is None or flow is None:
        looks.no_goal(look, key, (each.goal.key for each in seen))
    stands = standings(seen, look.at)[key]
    about = [each for each in opened if key in (each.observation.goal, each.observation.subject.key)]
    if json:
        figures = {"flow": {"days": DAYS, **msgspec.to_builtins(flow)}}
        told = {**_goal(fact, stands), **msgspec.to_builtins(said), **figures}
        document(**looks.stamp(look), goal=told, findings=looks.findings_of(look, about))
    else:
        titles = {each.goal.key: each.goal.title for each in seen}
        page = _page(fact, stands, titles, said, flow, about, hub.detectors)
        screen.stdout().print(*looks.heading(look), page)


def _tree(look: Look, seen: Sequence[GoalFact], opened: Sequence[Finding], detectors: Detectors, json: bool) -> None:
    if json:
        stand = standings(seen, look.at)
        document(**looks.stamp(look), goals=[_goal(fact, stand[fact.goal.key]) for fact in seen])
    else:
        tree = screen.alignment_tree(seen, opened, detectors, at=look.at)
        screen.stdout().print(*looks.heading(look), tree)


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


def _goal(fact: GoalFact, stands: GoalStanding) -> dict[str, Any]:
    built: dict[str, Any] = msgspec.to_builtins(fact)
    told: dict[str, Any] = msgspec.to_builtins(stands)
    figures = {f"rolled_{name}" if name == "confidence" else name: value for name, value in told.pop("rolled").items()}
    health = {f"{name}_health": told[name] for name in ("declared", "observed")}
    return {
        **built.pop("goal"),
        **built,
        **health,
        "declared": told["words"],
        "current": fact.current,
        **figures,
        "why": told["why"],
    }


def _page(
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
        parts += [Text("\nWhat stands below, by weight", "bold"), standing_pages.parts(stands.rolled, titles)]
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
        "value": _value(fact),
        **dict(standing_pages.rows(stands)),
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


def _value(fact: GoalFact) -> str:
    goal = fact.goal
    if kind(goal) == "milestone":
        return "done" if met(goal, fact.current, fact.declared) else "not done"
    if goal.low is not None or goal.high is not None:
        return f"to be kept within {_number(goal.low)} … {_number(goal.high)}, now {_number(fact.current)}"
    if goal.target is None:
        return ""
    return f"{_number(goal.start)} → {_number(goal.target)}, now {_number(fact.current)}"


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
