"""D19: an objective that is on paper only, and one of which nobody wrote what is not done for it, beside a young one."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from core.findings import Severity
from sandbox.company.goals import HOLLOW, YOUNG
from sandbox.company.rows import Row
from sandbox.company.stage import Stage
from sandbox.company.truth import Expected, Plant

# Days in force, away from the 28 in which work must be seen.
LONG, SHORT = (45, 70), (5, 15)


def plant(stage: Stage) -> Iterator[Plant]:
    hollow = _objective(stage, HOLLOW, "Enter two new markets", LONG)

    def drop(at: datetime) -> None:
        hollow.broken["Status"] = "Dropped"
        stage.board.write(hollow, "Status", at.date())

    yield Plant(f"{HOLLOW}: on paper only", lambda: [_found(HOLLOW, "warning")], drop)
    row = stage.board["O-2"]
    stage.board.unweighed.append(row)
    yield Plant(f"{row.key}: no trade-off", lambda: [_found(row.key, "info")], lambda _: stage.board.weigh(row))


def near_misses(stage: Stage) -> None:
    """An objective of a few days, with a key result and all that is asked, for which no work was seen yet."""
    young = _objective(stage, YOUNG, "Answer customers in their language", SHORT)
    result = Row("KR-8.1", "Key result", "Languages of the help pages", YOUNG, young.owners, young.begins, young.ends)
    result.start, result.target, result.pace = 1, 9, 1.1
    stage.board.rows.append(result)


def _objective(stage: Stage, key: str, title: str, days: tuple[int, int]) -> Row:
    """Of no effort yet, so that the shares of the others stay the whole."""
    begins = stage.calendar.today - timedelta(days=stage.random.randint(*days))
    owner = stage.staff.teams[0].lead
    row = Row(key, "Objective", title, "S-1", [owner], begins, begins + timedelta(days=200), share=0.0)
    stage.board.rows.append(row)
    return row


def _found(key: str, severity: Severity) -> Expected:
    return Expected("D19", "goal", key, severity)
