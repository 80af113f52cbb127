"""How things look in a terminal: the alignment tree, findings, plans, and what a sync brought."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from core.detectors import BY_ID
from core.facts import GoalFact
from core.findings import Finding, Severity
from core.plan import Plan
from scheduler.syncing import Pulled

COLOURS: Mapping[Severity, str] = {"critical": "red", "warning": "yellow", "info": "blue"}
SIGNS: Mapping[Severity, str] = {"critical": "●", "warning": "▲", "info": "·"}
ORDER: Mapping[str, int] = {"critical": 0, "warning": 1, "info": 2}


def stdout() -> Console:
    return Console(highlight=False)


def stderr() -> Console:
    return Console(stderr=True, highlight=False)


def pulled(rows: Sequence[Pulled]) -> RenderableType:
    """What each stream brought, then each thing that went wrong, once."""
    table = Table(
        "tool", "stream", "new", "changed", "unchanged", "activity", "goals", "not read", box=None, pad_edge=False
    )
    for row in rows:
        counts = row.counts
        numbers = (counts.new, counts.changed, counts.unchanged, counts.activities, counts.goals, counts.rejected)
        name = f"{row.stream.name} {row.stream.container}".strip()
        told = ["failed"] if row.error else [str(number or "·") for number in numbers]
        table.add_row(row.connector, escape(name), *told, style="red" if row.error else "")
    errors = dict.fromkeys(row.error for row in rows if row.error)
    return Group(table, *(Text(f"✗ {error}", style="red") for error in errors))


def alignment_tree(goals: Sequence[GoalFact], findings: Iterable[Finding]) -> RenderableType:
    """Strategy to initiative, each with its share, its work, and the signs of what drifts there."""
    if not goals:
        return Text("No goals yet: point [connectors.sheets] at an OKR sheet and run `fairlead sync`.", style="dim")
    marks: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        marks[finding.observation.subject.key].append(finding)
    known = {fact.goal.key for fact in goals}
    children: dict[str | None, list[GoalFact]] = defaultdict(list)
    for fact in sorted(goals, key=lambda fact: fact.goal.key):
        children[fact.goal.parent if fact.goal.parent in known else None].append(fact)
    trees = [_branch(Tree(_line(fact, marks)), fact, children, marks) for fact in children[None]]
    return Group(*trees)


def _branch(
    tree: Tree,
    fact: GoalFact,
    children: Mapping[str | None, list[GoalFact]],
    marks: Mapping[str, list[Finding]],
    seen: frozenset[str] = frozenset(),
) -> Tree:
    for child in children.get(fact.goal.key, ()):
        if child.goal.key not in seen:
            _branch(tree.add(_line(child, marks)), child, children, marks, seen | {child.goal.key})
    return tree


def _line(fact: GoalFact, marks: Mapping[str, list[Finding]]) -> Text:
    goal = fact.goal
    line = Text.assemble((goal.key, "bold"), " ", goal.title)
    if goal.target_share is not None:
        line.append(f"  {goal.target_share:.0%}", "cyan")
    if goal.target is not None and goal.current is not None:
        line.append(f"  {goal.current:g} of {goal.target:g}", "cyan")
    if fact.doing_items or fact.done_items or fact.open_items:
        line.append(f"  {fact.doing_items} doing, {fact.done_items} done", "dim")
    if fact.ended:
        line.append("  done" if goal.item else f"  over since {fact.ended}", "dim")
    own = [*marks.get(goal.key, ()), *marks.get(f"{goal.source}:{goal.item}", ())]
    for finding in sorted(own, key=lambda f: ORDER[f.observation.severity]):
        severity = finding.observation.severity
        line.append(f"  {SIGNS[severity]} {BY_ID[finding.observation.detector].name}", COLOURS[severity])
    return line


def findings_table(findings: Iterable[Finding]) -> RenderableType:
    rows = sorted(
        findings, key=lambda f: (ORDER[f.observation.severity], f.observation.detector, f.observation.subject)
    )
    if not rows:
        return Text("Nothing drifts.", style="green")
    table = Table("", "detector", "what", "who", "since", box=None, pad_edge=False)
    for finding in rows:
        seen = finding.observation
        table.add_row(
            Text(SIGNS[seen.severity], style=COLOURS[seen.severity]),
            f"{seen.detector} {BY_ID[seen.detector].name}",
            Text(seen.summary, style=COLOURS[seen.severity] if seen.severity == "critical" else ""),
            seen.owner or (f"team {seen.team}" if seen.team else "–"),
            f"{seen.since:%Y-%m-%d}",
        )
    return table


def plan_table(plan: Plan) -> RenderableType:
    if not plan.operations:
        return Text("Nothing to write: the tools say what they should.", style="green")
    table = Table("", "tool", "what", "where", "text", box=None, pad_edge=False)
    signs = {"add": Text("+", "green"), "change": Text("~", "yellow"), "remove": Text("-", "red")}
    for operation in plan.operations:
        text = (operation.body or operation.before or "").replace("\n", " ")
        target = operation.target
        table.add_row(signs[operation.step], target.tool, target.verb, escape(target.place), Text(text[:90]))
    return table


def by_detector(findings: Iterable[Finding]) -> dict[str, int]:
    return dict(sorted(Counter(finding.observation.detector for finding in findings).items()))
