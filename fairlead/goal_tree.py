"""Strategy to initiative as a tree in a terminal, a line for each goal."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.text import Text
from rich.tree import Tree

from core.chain import circles
from core.detectors import BY_ID, Detectors
from core.facts import GoalFact
from core.findings import Finding, Severity
from core.standing import GoalStanding, standings
from core.telling import ORDER, SIGNS, name_of, worst
from fairlead.screen import COLOURS
from fairlead.standings import brief

TITLE_AT_LEAST = 12
Mark = tuple[Severity, str]


def alignment_tree(
    goals: Sequence[GoalFact], findings: Iterable[Finding], detectors: Detectors = BY_ID, *, at: datetime
) -> RenderableType:
    """Strategy to initiative, each with how it stands at that moment, its target share, its work, and the signs of what drifts
    there."""
    if not goals:
        return Text("No goals yet: point [connectors.sheets] at an OKR sheet and run `fairlead sync`.", style="dim")
    marks: dict[str, list[Mark]] = defaultdict(list)
    for finding in sorted(findings, key=worst):
        seen = finding.observation
        marks[seen.subject.key].append((seen.severity, name_of(seen.detector, detectors)))
    stand = standings(goals, at)
    told = {fact.goal.key: _line(fact, stand[fact.goal.key], marks) for fact in goals}
    above = {fact.goal.key: fact.goal.parent for fact in goals}
    circling = {circle[0] for circle in circles(above)}
    children: dict[str | None, list[GoalFact]] = defaultdict(list)
    for fact in sorted(goals, key=lambda fact: fact.goal.key):
        children[fact.goal.parent if fact.goal.parent in above else None].append(fact)
        children[None] += [fact] if fact.goal.key in circling else []
    tops = sorted(children[None], key=lambda fact: fact.goal.key not in children)
    return Group(*(_top(fact, children, told, circling=fact.goal.key in circling) for fact in tops))


def _top(
    fact: GoalFact, children: Mapping[str | None, list[GoalFact]], told: Mapping[str, "Line"], *, circling: bool
) -> Tree:
    """A circle of parents is cut open at its first goal."""
    line = told[fact.goal.key]
    if circling:
        hint = Text("  hangs below itself: see `fairlead goals --lint`", "red")
        line = Line(line.key, line.title, Text.assemble(line.rest, hint))
    return _branch(Tree(line), fact, children, told, frozenset({fact.goal.key}))


def _branch(
    tree: Tree,
    fact: GoalFact,
    children: Mapping[str | None, list[GoalFact]],
    told: Mapping[str, "Line"],
    seen: frozenset[str],
) -> Tree:
    for child in children.get(fact.goal.key, ()):
        if child.goal.key not in seen:
            _branch(tree.add(told[child.goal.key]), child, children, told, seen | {child.goal.key})
    return tree


@dataclass(frozen=True)
class Line:
    """One goal in one line of whatever width there is: where it is short, the title gives way, never figures or signs."""

    key: str
    title: str
    rest: Text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        title = Text(self.title)
        room = options.max_width - cell_len(self.key) - self.rest.cell_len - 1
        whole = options.max_width - cell_len(self.key) - 1  # the rest begins a line of its own
        title.truncate(room if room >= TITLE_AT_LEAST else whole, overflow="ellipsis")
        yield Text.assemble((self.key, "bold"), " ", title, self.rest)


def _line(fact: GoalFact, stands: GoalStanding, marks: Mapping[str, list[Mark]]) -> Line:
    goal, rest = fact.goal, Text()
    if not fact.ended:
        rest.append_text(brief(stands))
    if goal.target_share is not None and not fact.ended:
        rest.append(f"  target share {goal.target_share:.0%}", "cyan")
    if work := ", ".join(f"{n} {name}" for n, name in ((fact.doing_items, "doing"), (fact.done_items, "done")) if n):
        rest.append(f"  {work}", "dim")
    if fact.ended:
        rest.append("  closed" if goal.item else f"  over since {fact.ended}", "dim")
    own = [*marks.get(goal.key, ()), *marks.get(f"{goal.source}:{goal.item}", ())]
    for severity, name in sorted(own, key=lambda mark: ORDER[mark[0]]):
        rest.append(f"  {SIGNS[severity]} {name}", COLOURS[severity])
    return Line(goal.key, goal.title, rest)
