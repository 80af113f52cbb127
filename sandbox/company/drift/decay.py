"""D25: an objective begins today with much work, most of which comes to nothing, beside one that keeps enough of it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sandbox.company.epics import label_of, objective_label
from sandbox.company.goals import FADING, LASTING
from sandbox.company.people import Team
from sandbox.company.rows import Row
from sandbox.company.script import Act
from sandbox.company.stage import Stage
from sandbox.company.tools import Piece
from sandbox.company.truth import Expected, Plant

JUDGED = 44  # further days until day 45 of the period
COMMITTED, PERIOD = 10, 100


def plant(stage: Stage) -> Iterator[Plant]:
    found: list[Expected] = []
    team = stage.staff.teams[0]
    row, pieces = _objective(stage, FADING, team)
    _become(stage, team, row, pieces, delivered=2, active=3, relinked=2, unlinked=2)
    other, kept = _objective(stage, LASTING, team)
    _become(stage, team, other, kept, delivered=3, active=3, relinked=1, unlinked=1)
    stage.later(JUDGED, lambda _: found.append(Expected("D25", "goal", row.key, "warning")))

    def take_up(at: datetime) -> None:
        stage.tools.say(pieces[-1], team.lead, "We take this up again.", at)

    yield Plant(f"{row.key}: the plan is gone", lambda: found, take_up)


def _objective(stage: Stage, key: str, team: Team) -> tuple[Row, list[Piece]]:
    """An objective of which today is the first day, and what is written down for it."""
    today = stage.calendar.today
    row = Row(key, "Objective", f"Plan of {key}", "S-1", [team.lead], today, today + timedelta(days=PERIOD), share=0.0)
    stage.board.rows.append(row)
    pieces = [stage.piece(team, "Story", by=team.lead, labels=[label_of(row)]) for _ in range(COMMITTED)]
    for nth, piece in enumerate(pieces):
        stage.create(piece, stage.calendar.back(2 + nth % 5))
    return row, pieces


def _become(
    stage: Stage,
    team: Team,
    row: Row,
    pieces: Sequence[Piece],
    *,
    delivered: int,
    active: int,
    relinked: int,
    unlinked: int,
) -> None:
    """What happens to the first pieces; nobody touches the others."""
    rest = iter(pieces)
    fates = ((20, _finish, delivered), (JUDGED - 4, _say, active), (15, _move, relinked), (10, _drop, unlinked))
    for day, fate, count in fates:
        for _ in range(count):
            stage.later(day, fate(stage, team, row, next(rest)))


def _finish(stage: Stage, team: Team, _row: Row, piece: Piece) -> Act:
    return lambda at: stage.tools.finish(piece, team.lead, at)


def _say(stage: Stage, team: Team, _row: Row, piece: Piece) -> Act:
    return lambda at: stage.tools.say(piece, team.lead, "Half of it stands.", at)


def _move(stage: Stage, team: Team, row: Row, piece: Piece) -> Act:
    """For the team's usual objective from now on."""
    labels, usual = [label_of(row)], [objective_label(stage, team)]
    return lambda at: stage.tools.jira.label(piece.key, add=usual, remove=labels, by=team.lead.jira, at=at)


def _drop(stage: Stage, team: Team, row: Row, piece: Piece) -> Act:
    return lambda at: stage.tools.jira.label(piece.key, remove=[label_of(row)], by=team.lead.jira, at=at)
