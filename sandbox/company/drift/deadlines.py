"""D17: a team that is late as a rule, and a piece of work whose day moves on and on, beside those that nearly are."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sandbox.company.epics import objective_label
from sandbox.company.people import Team
from sandbox.company.stage import Stage
from sandbox.company.tools import Piece
from sandbox.company.truth import Expected, Plant

# Due days in calendar days back, inside the window of 28 days however many days of a test pass.
DUE = (22, 21, 20, 17, 15, 14, 10, 9, 8, 7)
LATE_DAYS, TAKEN = 3, 30  # as long as other work of the team takes


def plant(stage: Stage) -> Iterator[Plant]:
    """Eight pieces, the fewest that are judged: the team is quiet once another one has taken over one of them."""
    team, heir = stage.staff.teams[2], stage.staff.teams[1].lead
    pieces = _pieces(stage, team, DUE[:8], late=5)
    yield Plant(
        f"team {team.name}: late as a rule",
        lambda: [Expected("D17", "team", team.name, "warning")],
        lambda at: stage.tools.assign(pieces[0], heir, team.lead, at),
    )
    moving = _moving(stage, team, moves=3)
    yield Plant(
        f"{moving.title}: due ever later",
        lambda: [Expected("D17", "item", moving.subject, "warning")],
        lambda at: stage.tools.finish(moving, team.lead, at),
    )


def near_misses(stage: Stage) -> None:
    """A team that is late now and then, a day that was moved twice."""
    team = stage.staff.teams[0]
    _pieces(stage, team, DUE, late=2)
    _moving(stage, team, moves=2)


def _pieces(stage: Stage, team: Team, due: Sequence[int], *, late: int) -> list[Piece]:
    """Taken by the lead, the first of them finished some days after they were due, the others on the day itself."""
    pieces = []
    for nth, days in enumerate(due):
        day = stage.calendar.ago(days)
        last = stage.calendar.ago(days - LATE_DAYS) if nth < late else day
        piece = _dated(stage, team, stage.calendar.ago(days + TAKEN), day)
        stage.finish(piece, team.lead, last)
        pieces.append(piece)
    return pieces


def _moving(stage: Stage, team: Team, *, moves: int) -> Piece:
    """Due in a few days by now, after so many moves to a later day; once it was to come earlier, which counts for nothing."""
    piece = _dated(stage, team, stage.calendar.ago(50), stage.calendar.ago(45))
    for move in range(1, moves + 1):
        _promise(
            stage, piece, team, stage.calendar.ago(46 - 4 * move), stage.calendar.today + timedelta(days=10 * move)
        )
    _promise(stage, piece, team, stage.calendar.ago(28), stage.calendar.today + timedelta(days=5))
    return piece


def _dated(stage: Stage, team: Team, begun: date, due: date) -> Piece:
    piece = stage.piece(team, "Task", by=team.lead, labels=[objective_label(stage, team)])
    stage.create(piece, begun, 0.0, 0.05)
    stage.start(piece, team.lead, begun)
    _promise(stage, piece, team, begun, due)
    return piece


def _promise(stage: Stage, piece: Piece, team: Team, day: date, due: date) -> None:
    def promise(at: datetime) -> None:
        stage.tools.jira.set_due(piece.key, due, by=team.lead.jira, at=at)

    stage.script.add(stage.at(day, 0.3, 0.5), promise)
