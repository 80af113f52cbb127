"""D9: a confident owner behind the line, one who says that all is well there, work that is done where the value hardly moved,
and a value that moved by itself.

All are key results of their own, for which nobody else works, so that what others do stays as it is.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from core.findings import Severity
from sandbox.company.drift.pace import catch_up
from sandbox.company.epics import label_of
from sandbox.company.people import Team
from sandbox.company.rows import Row
from sandbox.company.stage import Stage
from sandbox.company.truth import Expected, Plant

BEHIND = 0.6
DONE, NEARLY_DONE = (9, 1), (9, 3)  # pieces that are finished, and not
DAYS = 12  # on which they were worked on


def plant(stage: Stage) -> Iterator[Plant]:
    sure = _result(stage, "KR-1.4", "Customers who would recommend us, %", pace=BEHIND, confidence=0.9)
    yield _behind(stage, sure, _found(sure, "warning"))
    finished = _result(stage, "KR-2.4", "Pages a night", begun=30, lasts=150, pace=1.15)
    yield _done(stage, finished, stage.staff.teams[1])
    leapt = _result(stage, "KR-3.4", "Visits from search, thousands", pace=1.1)
    leapt.leaps = stage.calendar.today - timedelta(days=stage.calendar.today.weekday())
    yield _leapt(stage, leapt)
    boast = _result(stage, "KR-2.6", "Builds that are green, %", pace=BEHIND)
    boast.words = "On track: all good"
    yield _behind(stage, boast, _found(boast, "warning"))
    yield from _near_misses(stage)


def _near_misses(stage: Stage) -> Iterator[Plant]:
    """An owner who is behind and less confident; work that is not quite done; a value that leapt where somebody was at work."""
    humble = _result(stage, "KR-1.5", "Carts that come back, %", pace=BEHIND, confidence=0.75)
    yield _behind(stage, humble)
    nearly = _result(stage, "KR-3.5", "Answers within a day, %", begun=30, lasts=150, pace=1.15)
    _pieces(stage, stage.staff.teams[2], nearly, NEARLY_DONE)
    worked = _result(stage, "KR-2.5", "Hosts with a known owner, %", pace=1.1)
    worked.leaps = stage.calendar.today - timedelta(days=stage.calendar.today.weekday())
    _pieces(stage, stage.staff.teams[1], worked, (1, 0))


def _result(
    stage: Stage, key: str, title: str, *, pace: float, confidence: float = 0.7, begun: int = 80, lasts: int = 120
) -> Row:
    parent = key.split(".")[0].replace("KR", "O")
    begins = stage.calendar.today - timedelta(days=begun)
    owner = stage.board[parent].owners[0]
    row = Row(key, "Key result", title, parent, [owner], begins, begins + timedelta(days=lasts), None, 10, 60, pace)
    row.confidence, row.aside = confidence, True
    stage.board.rows.append(row)
    return row


def _found(row: Row, severity: Severity) -> Expected:
    return Expected("D9", "goal", row.key, severity)


def _behind(stage: Stage, row: Row, *found: Expected) -> Plant:
    told = [*found, Expected("D8", "goal", row.key, "warning")]
    return Plant(f"{row.key}: confident and behind", lambda: told, lambda at: catch_up(stage, row, at))


def _done(stage: Stage, row: Row, team: Team) -> Plant:
    _pieces(stage, team, row, DONE)

    def mend(at: datetime) -> None:
        row.pace = 2.5
        stage.board.write(row, "Current", at.date())

    return Plant(f"{row.key}: all done, hardly moved", lambda: [_found(row, "warning")], mend)


def _leapt(stage: Stage, row: Row) -> Plant:
    """It goes away when what is done for it is linked."""
    return Plant(f"{row.key}: moved by itself", lambda: [_found(row, "info")], lambda at: stage.take_up(row, at))


def _pieces(stage: Stage, team: Team, row: Row, wanted: tuple[int, int]) -> None:
    """So many finished and open pieces of a day each, beside what the same person does anyway."""
    done, left = wanted
    by = team.steady[1]
    days = stage.roster[by][-DAYS:]
    for nth in range(done + left):
        day = days[nth % len(days)]
        piece = stage.piece(team, "Task", by=by, labels=[label_of(row)])
        stage.live(piece, [day], by, done=nth < done)
