"""D4 and D5: an objective that gets far less than was meant, or one that takes what others should have.

What people do stays as it is: the targets are set so that it is wrong.
"""

from collections.abc import Iterator
from datetime import datetime

from sandbox.company.effort import shares
from sandbox.company.rows import Row
from sandbox.company.stage import EFFORT_DAYS, Stage
from sandbox.company.truth import Expected, Plant

# What is added to the shares of objectives, the one with most effort first and the one with least last. No gap comes near 0.10.
GREEDY = (-0.185, 0.075, 0.075, 0.035)
STARVED = (-0.20, -0.16, 0.0, 0.36)
GAP, FORTNIGHT = 0.10, 14


def settle(stage: Stage) -> None:
    """Every objective gets the share of effort as its target that it has, so that a healthy company drifts nowhere."""
    for key, share in shares(stage, EFFORT_DAYS).items():
        stage.board[key].share = round(share, 3)


def plant(stage: Stage) -> Iterator[Plant]:
    rows = sorted(stage.board.objectives, key=lambda row: (-(row.share or 0), row.key))
    before = {row: row.share for row in rows}
    steps = _steps(stage, rows)
    for row, step in zip(rows, steps, strict=True):
        row.share = round((row.share or 0) + step, 3)

    def mend(at: datetime) -> None:
        for row, share in before.items():
            row.share = share
            stage.board.write(row, "Target share", at.date())

    found = list(_expected(rows, steps))
    yield Plant("objectives: shares that nobody keeps to", lambda: found, mend)


def _steps(stage: Stage, rows: list[Row]) -> tuple[float, ...]:
    """Greed must leave to each of the others clearly more than half of its target, of late too."""
    lately = shares(stage, FORTNIGHT)
    wanted = [(row.key, (row.share or 0) + step) for row, step in zip(rows, GREEDY, strict=True)]
    fair = all(lately[key] >= 0.6 * share for key, share in wanted)
    return stage.random.choice((GREEDY, STARVED)) if fair else STARVED


def _expected(rows: list[Row], steps: tuple[float, ...]) -> Iterator[Expected]:
    yield Expected("D5", "company", "allocation", "critical" if steps is STARVED else "warning")
    for row, step in zip(rows, steps, strict=True):
        if abs(step) >= GAP:
            yield Expected("D5", "goal", row.key, "warning")
    if steps is STARVED:
        yield Expected("D4", "goal", rows[-1].key, "warning")
