"""The chain strategy → objective → key result → KPI → initiative, walked upwards."""

from collections.abc import Iterator, Mapping

from core.records import Goal, Level


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
