"""The pace of key results beside what is done for them, so that work is never judged without its outcome: pure."""

from collections.abc import Mapping
from datetime import datetime

from core.chain import ancestors, nearest
from core.detectors.key_result_pace import Settings, pace_of
from core.facts import GoalFact
from core.records import Goal


def paces(goals: Mapping[str, Goal], at: datetime) -> dict[str, float]:
    """Progress over expected progress (see D8), by goal: of the key result it is, else the lowest below it, else the one above.

    Goals of which nothing can be said are left out.
    """
    settings = Settings()
    own = {key: found.ratio for key, goal in goals.items() if (found := pace_of(GoalFact(goal=goal), at, settings))}
    lowest: dict[str, float] = {}
    for key, ratio in own.items():
        for goal in ancestors(key, goals):
            lowest[goal.key] = min(ratio, lowest.get(goal.key, ratio))
    known = lowest | own
    told = ((key, known.get(key, _above(key, goals, own))) for key in goals)
    return {key: round(ratio, 3) for key, ratio in told if ratio is not None}


def _above(key: str, goals: Mapping[str, Goal], own: Mapping[str, float]) -> float | None:
    served = nearest(key, "key_result", goals)
    return own.get(served.key) if served else None
