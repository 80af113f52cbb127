"""The alignment tree as the report shows it: each goal with how it stands, its shares, its work and what drifts there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from core.chain import ancestors, circles
from core.detectors import Detectors
from core.facts import GoalFact
from core.findings import Finding, Severity
from core.records import Goal
from core.standing import GoalStanding
from core.telling import ORDER, name_of
from scheduler.report import Report

DEEPEST = 12  # levels that are drawn one in the other; what lies deeper stands beside these
OPENED = 2  # levels whose goals show what is below them from the start
Mark = tuple[Severity, str]
Marks = Mapping[str, Sequence[Mark]]
"""By key of a goal, or of an item (`source:key`)."""


class Node(Struct, frozen=True, kw_only=True):
    """`share` and `target_share` are those of objectives."""

    goal: Goal
    fact: GoalFact
    depth: int
    share: float | None
    target_share: float | None
    stands: GoalStanding
    marks: tuple[Mark, ...]
    children: "tuple[Node, ...]"

    @property
    def is_open(self) -> bool:
        return self.depth < OPENED and bool(self.children)


def tree(report: Report, marks: Marks) -> tuple[Node, ...]:
    """The goals at the top, those with something below them first. A circle of parents is cut open at its first goal."""
    facts = {fact.goal.key: fact for fact in report.goals}
    below = _below({key: fact.goal for key, fact in facts.items()})

    def node(key: str, depth: int) -> Node:
        fact = facts[key]
        children = tuple(node(child, depth + 1) for child in below.get(key, ()))
        return Node(
            goal=fact.goal,
            fact=fact,
            depth=depth,
            share=report.allocation.actual.get(key),
            target_share=report.allocation.target.get(key),
            stands=report.stands[key],
            marks=tuple(_of(fact, marks)),
            children=children,
        )

    return tuple(node(key, 0) for key in sorted(below.get(None, ()), key=lambda key: key not in below))


def _below(goals: Mapping[str, Goal]) -> dict[str | None, list[str]]:
    """Keys by the key that they hang below, none of them deeper than `DEEPEST`."""
    cut = {circle[0] for circle in circles({key: goal.parent for key, goal in goals.items()})}
    whole = {key: _cut(goal) if key in cut else goal for key, goal in goals.items()}
    below: dict[str | None, list[str]] = defaultdict(list)
    for key in sorted(whole):
        above = [goal.key for goal in reversed(ancestors(key, whole))][:-1]
        below[above[:DEEPEST][-1] if above else None].append(key)
    return below


def _cut(goal: Goal) -> Goal:
    return Goal(source=goal.source, key=goal.key, level=goal.level, title=goal.title, place=goal.place)


def marks_of(findings: Iterable[tuple[str, Severity, str]], detectors: Detectors) -> Marks:
    """From the key of what each finding is about, how bad it is, and its detector."""
    marks: dict[str, list[Mark]] = defaultdict(list)
    for subject, severity, detector in findings:
        marks[subject].append((severity, name_of(detector, detectors)))
    return marks


def marks_in(findings: Iterable[Finding], detectors: Detectors) -> Marks:
    told = (each.observation for each in findings)
    return marks_of(((seen.subject.key, seen.severity, seen.detector) for seen in told), detectors)


def _of(fact: GoalFact, marks: Marks) -> list[Mark]:
    """Of the goal and of the item that it also is."""
    goal = fact.goal
    own = [*marks.get(goal.key, ()), *marks.get(f"{goal.source}:{goal.item}", ())]
    return sorted(own, key=lambda mark: (ORDER[mark[0]], mark[1]))
