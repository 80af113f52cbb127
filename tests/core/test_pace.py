"""The pace of key results, told of the goals around them."""

from datetime import UTC, date, datetime
from typing import Any

from core.pace import paces
from core.records import Goal

NOW = datetime(2026, 2, 19, tzinfo=UTC)


def goal(key: str, parent: str | None, level: Any, **more: Any) -> Goal:
    return Goal(source="sheets", key=key, level=level, title=key, place="A1", parent=parent, **more)


def result(key: str, current: float | None) -> Goal:
    period = {"effective_from": date(2026, 1, 1), "effective_to": date(2026, 4, 10)}  # 100 days, 50 of them over
    return goal(key, "O", "key_result", start=0, target=100, current=current, **period)


def test_the_lowest_below_and_the_one_above() -> None:
    known = [
        goal("O", None, "objective"),
        *(result("K-1", 40), result("K-2", 60), result("K-3", None)),
        *(goal("I-2", "K-2", "initiative"), goal("I-3", "K-3", "initiative"), goal("Alone", None, "objective")),
    ]
    found = paces({each.key: each for each in known}, NOW)
    assert found == {"O": 0.8, "K-1": 0.8, "K-2": 1.2, "I-2": 1.2}
