"""D8: key results behind the straight line, in both directions, beside one that has only just begun."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from core.findings import Severity
from sandbox.company.rows import Row
from sandbox.company.stage import Stage
from sandbox.company.truth import Expected, Plant

MENDED_PACE, NEAR_PACE = 1.12, 0.93
BEGUN, LEFT = 100, 14  # days of the worst: most of its time is over, and enough of its way gone that D9 lets it be
BEHIND: tuple[tuple[Severity, float, float], ...] = (
    ("critical", 0.38, 0.46),
    ("warning", 0.60, 0.78),
    ("warning", 0.60, 0.78),
)


def plant(stage: Stage) -> Iterator[Plant]:
    for severity, least, most in BEHIND:
        row = stage.free_result()
        row.pace = round(stage.random.uniform(least, most), 2)
        if severity == "critical":
            row.begins, row.ends = (stage.calendar.today + timedelta(days=days) for days in (-BEGUN, LEFT))
        yield _behind(stage, row, severity)
    row = stage.free_result()
    row.pace = NEAR_PACE
    yield _behind(stage, row, "info")


def _behind(stage: Stage, row: Row, severity: Severity) -> Plant:
    found = [Expected("D8", "goal", row.key, severity)]
    return Plant(f"{row.key}: behind", lambda: found, lambda at: catch_up(stage, row, at))


def catch_up(stage: Stage, row: Row, at: datetime) -> None:
    """The value comes to where it should be, and not without work."""
    row.pace = MENDED_PACE
    stage.board.write(row, "Current", at.date())
    stage.take_up(row, at)


def near_misses(stage: Stage) -> None:
    """A key result in its first days, at its start value: nothing can be said yet."""
    row = stage.free_result()
    row.begins = stage.calendar.today - timedelta(days=5)
    row.ends, row.pace = row.begins + timedelta(days=109), 0.0
