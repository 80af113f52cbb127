"""D18: a metric that outlived its goal, one that works against another goal, two that go apart; each beside one that may."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sandbox.company.goals import BOOK, LAST_YEAR, SUPERSEDED
from sandbox.company.register import METRIC, METRICS
from sandbox.company.stage import Stage
from sandbox.company.truth import Expected, Plant
from sandbox.sheets.values import Cell

WEEKS = 10
RISING, FALLING = tuple(range(20, 20 + WEEKS)), tuple(range(60, 60 - WEEKS, -1))
STEADY = (5, 4) * (WEEKS // 2)


def plant(stage: Stage) -> Iterator[Plant]:
    yield _case(
        stage, SUPERSEDED, _metric(stage, "M-1", "Releases a month", STEADY, supports=SUPERSEDED), "Supports", "O-2"
    )
    _metric(stage, "M-2", "Trials started", STEADY, supports="O-3")
    hurried = _metric(stage, "M-3", "Pages shipped a week", STEADY, supports="O-2", against="O-3")
    yield _case(stage, "O-3", hurried, "Works against", None)
    _metric(stage, "M-4", "Alerts answered in time, %", RISING, supports="O-4")
    fewer = _metric(stage, "M-5", "Nights without a call, %", FALLING, supports="O-4")
    yield _case(stage, "O-4", fewer, "Better", "decrease")


def near_misses(stage: Stage) -> None:
    """A last value soon after the goal's end, a guard that nobody pursues, and two that both go the right way."""
    ended = (stage.calendar.today - stage.board[LAST_YEAR].ends).days
    _metric(
        stage,
        "M-6",
        "Sellers listed",
        STEADY,
        supports=LAST_YEAR,
        newest=ended - 10,
    )
    _metric(stage, "M-7", "Complaints about fees", STEADY, against="O-1")
    _metric(stage, "M-8", "Paid at once, %", RISING, supports="O-1")
    _metric(stage, "M-9", "Seconds to pay", FALLING, supports="O-1", better="decrease")


def _metric(
    stage: Stage,
    key: str,
    title: str,
    values: Sequence[int],
    *,
    supports: str | None = None,
    against: str | None = None,
    better: str = "increase",
    newest: int = 2,
) -> int:
    """One value a week, the last so many days ago. Returns the first of its lines, which says what it is like."""
    first = len(stage.board.metrics)
    for nth, value in enumerate(values):
        day = stage.calendar.today - timedelta(days=newest + 7 * (len(values) - 1 - nth))
        like: list[Cell] = [better, supports, against] if nth == 0 else [None, None, None]
        stage.board.metrics.append([key, title, *like, day, value])
    return first


def _case(stage: Stage, goal: str, line: int, heading: str, mended: Cell) -> Plant:
    place = f"{METRICS}!{'ABCDEFG'[METRIC.index(heading)]}{line + 2}"

    def mend(_at: datetime) -> None:
        stage.tools.sheets.set(BOOK, place, mended)

    return Plant(f"{goal}: metrics in conflict", lambda: [Expected("D18", "goal", goal, "info")], mend)
