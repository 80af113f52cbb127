"""D7: a team that still works for last year's objective, beside one that only tidies up after a superseded one."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from core.findings import Severity
from sandbox.company.epics import label_of
from sandbox.company.goals import LAST_YEAR, SUPERSEDED
from sandbox.company.people import Team
from sandbox.company.stage import Stage
from sandbox.company.tools import Piece
from sandbox.company.truth import Expected, Plant

TEAM_SHARE, NEAR_SHARE = 0.38, 0.03
# Days since the objective ended: with so large a share, only the time since then makes it a warning.
ENDED: tuple[tuple[Severity, int, int], ...] = (("critical", 45, 70), ("warning", 17, 20))


def plant(stage: Stage) -> Iterator[Plant]:
    severity, least, most = stage.random.choice(ENDED)
    row, team = stage.board[LAST_YEAR], stage.staff.teams[1]
    row.ends = stage.calendar.today - timedelta(days=stage.random.randint(least, most))
    pieces = _pieces(stage, team, LAST_YEAR, TEAM_SHARE)

    def mend(at: datetime) -> None:
        for piece in pieces:
            stage.tools.finish(piece, team.lead, at)

    yield Plant(
        f"team {team.name}: still at {row.title}",
        lambda: [Expected("D7", "team", team.name, severity)],
        mend,
    )


def near_misses(stage: Stage) -> None:
    """A few days for a superseded objective, and work for it that was finished, as it should be."""
    team = stage.staff.teams[2]
    _pieces(stage, team, SUPERSEDED, NEAR_SHARE)
    done = stage.piece(team, "Task", by=team.lead, labels=[label_of(stage.board[SUPERSEDED])])
    stage.live(done, [stage.calendar.back(7), stage.calendar.back(4)], team.lead, done=True)


def _pieces(stage: Stage, team: Team, goal: str, share: float) -> list[Piece]:
    """Open pieces for the goal, one for each person whose days they take."""
    pieces = []
    for person, days in stage.reserve_share(team, share).items():
        piece = stage.piece(team, "Task", by=person, labels=[label_of(stage.board[goal])])
        stage.live(piece, days, person)
        pieces.append(piece)
    return pieces
