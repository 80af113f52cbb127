"""The chain strategy → objective → key result → KPI → initiative, walked upwards."""

from collections.abc import Iterator, Mapping
from typing import Literal

from msgspec import Struct

from core.records import Goal, Level

Hop = Literal["goal", "objective", "strategy"]
HOPS: Mapping[Hop, str] = {
    "goal": "no goal",
    "objective": "goal without objective",
    "strategy": "objective without strategy",
}


class MissingHop(Struct, frozen=True):
    """Where the way up to a strategy ends: `hop` is the level that is missing above `last` (None: above the item itself).

    `named` is the parent, or the goal of an item, that is written down but leads nowhere: unknown, or in a circle.
    """

    hop: Hop
    last: Goal | None = None
    named: str | None = None

    @property
    def says(self) -> str:
        """`KR-1.1 (Deploys per week) hangs below no objective`."""
        if self.last is None:
            return f"serves {self.named}, which is no goal that the hub knows" if self.named else "serves no goal"
        below = f"{self.named}, which leads to no {self.hop}" if self.named else f"no {self.hop}"
        return f"{self.last.key} ({self.last.title}) hangs below {below}"


def ancestors(key: str, goals: Mapping[str, Goal]) -> list[Goal]:
    """The goal itself and everything above it, nearest first. A parent that is unknown or repeats ends the walk."""
    walk: dict[str, Goal] = {}
    current = goals.get(key)
    while current and current.key not in walk:
        walk[current.key] = current
        current = goals.get(current.parent or "")
    return list(walk.values())


def nearest(key: str | None, level: Level, goals: Mapping[str, Goal]) -> Goal | None:
    """The goal of this level at or above `key`."""
    return next((goal for goal in ancestors(key or "", goals) if goal.level == level), None)


def objective_above(goal: Goal, goals: Mapping[str, Goal]) -> str | None:
    """The key of the nearest objective above it."""
    found = nearest(goal.parent, "objective", goals)
    return found.key if found else None


def missing_hop(key: str | None, goals: Mapping[str, Goal]) -> MissingHop | None:
    """What is missing between a goal (of an item, None: it has none) and a strategy; None if it leads to one.

    A goal that hangs below a strategy without an objective in between does lead there.
    """
    way = ancestors(key or "", goals)
    if not way:
        return MissingHop("goal", named=key)
    levels = {goal.level for goal in way}
    if "strategy" in levels:
        return None
    return MissingHop("strategy" if "objective" in levels else "objective", way[-1], way[-1].parent)


def circles(above: Mapping[str, str | None]) -> Iterator[tuple[str, ...]]:
    """Keys that lead back to themselves by way of `above`, upwards from the one that comes first; each circle once."""
    walked: set[str] = set()
    for key in sorted(above):
        way: list[str] = []
        at: str | None = key
        while at is not None and at in above and at not in walked:
            walked.add(at)
            way.append(at)
            at = above[at]
        if at in way:
            circle = way[way.index(at) :]
            first = circle.index(min(circle))
            yield tuple(circle[first:] + circle[:first])


def in_order(goals: Mapping[str, Goal]) -> list[tuple[int, str]]:
    """Goals in order of the chain, each with its depth; in a circle of parents none stands above the others."""
    depths = {key: len(ancestors(key, goals)) for key in goals}
    paths = {key: [goal.key for goal in reversed(ancestors(key, goals))] for key in goals}
    top = min(depths.values(), default=0)
    return [(depths[key] - top, key) for key in sorted(goals, key=lambda key: paths[key])]
