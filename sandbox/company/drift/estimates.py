"""D24: a team whose work takes twice as long as it says, beside one that is nearly right and one that finished too little."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sandbox.company.epics import objective_label
from sandbox.company.people import Team
from sandbox.company.script import Act
from sandbox.company.stage import Stage
from sandbox.company.tools import Piece
from sandbox.company.truth import Expected, Plant

HOURS = 8.0  # that each piece takes


def plant(stage: Stage) -> Iterator[Plant]:
    team = stage.staff.teams[0]
    pieces = _pieces(stage, team, count=10, estimate=4.0)
    _pieces(stage, stage.staff.teams[1], count=10, estimate=6.0)

    def learn(at: datetime) -> None:
        for piece in pieces:
            stage.tools.jira.estimate(piece.key, HOURS, by=team.lead.jira, at=at)

    yield Plant(f"team {team.name}: estimates", lambda: [Expected("D24", "team", team.name, "warning")], learn)


def near_misses(stage: Stage) -> None:
    """Nine pieces that took three times as long: too few to say so."""
    _pieces(stage.aside(24), stage.staff.teams[2], count=9, estimate=HOURS / 3)


def _pieces(stage: Stage, team: Team, *, count: int, estimate: float) -> list[Piece]:
    """Finished by the lead, one every few days, two weeks after it was begun, with all of its hours logged."""
    pieces = []
    for nth in range(count):
        piece = stage.piece(team, "Task", by=team.lead, labels=[objective_label(stage, team)])
        day = stage.calendar.ago(35 + 3 * nth)
        stage.live(piece, [stage.calendar.ago(49 + 3 * nth), day], team.lead, done=True)
        stage.script.add(stage.at(day, 0.86, 0.9), _logging(stage, piece, team, estimate))
        pieces.append(piece)
    return pieces


def _logging(stage: Stage, piece: Piece, team: Team, estimate: float) -> Act:
    def log(at: datetime) -> None:
        stage.tools.jira.estimate(piece.key, estimate, by=team.lead.jira, at=at)
        started = at - timedelta(hours=HOURS)
        stage.tools.jira.log_work(piece.key, HOURS, by=team.lead.jira, started=started, at=at)

    return log
