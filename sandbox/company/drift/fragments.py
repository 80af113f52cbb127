"""D22: pull requests that belong to no piece of work, and work for a key result that hangs below no objective."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sandbox.company.epics import label_of, objective_label
from sandbox.company.people import Team
from sandbox.company.rows import Row
from sandbox.company.stage import Stage
from sandbox.company.tools import Piece
from sandbox.company.truth import Expected, Plant

LOOSE = "KR-9.1"
# of the team's items in progress, far from the threshold whatever else it has in hand
LOOSE_PIECES = 14


def plant(stage: Stage) -> Iterator[Plant]:
    team = stage.staff.teams[2]
    about, alone = _merged(stage, team, belonging=6, alone=4)

    def name(at: datetime) -> None:
        for pull in alone:
            stage.tools.cite(pull, about, team.lead, at)

    yield Plant(f"team {team.name}: pull requests of no work item", lambda: [_found(team)], name)
    yield _loose_goal(stage, stage.staff.teams[0])


def near_misses(stage: Stage) -> None:
    """A team of which one pull request in eight belongs to nothing."""
    _merged(stage.aside(22), stage.staff.teams[1], belonging=7, alone=1)


def _found(team: Team) -> Expected:
    return Expected("D22", "team", team.name, "warning")


def _merged(stage: Stage, team: Team, *, belonging: int, alone: int) -> tuple[Piece, list[Piece]]:
    """Small pull requests of the lead, merged in the last three weeks; those that belong close one issue."""
    labels = [objective_label(stage, team)]
    about = stage.piece(team, "issue", by=team.lead, labels=labels)
    stage.live(about, [stage.calendar.ago(20), stage.calendar.back(1)], team.lead)
    pulls = []
    for nth in range(belonging + alone):
        pull = stage.piece(team, "pull", by=team.lead, labels=labels)
        pull.names = (about,) if nth >= alone else ()
        day = stage.calendar.ago(19 - nth)
        stage.create(pull, day, 0.2, 0.3)
        stage.finish(pull, team.lead, day)
        pulls.append(pull)
    return about, pulls[:alone]


def _loose_goal(stage: Stage, team: Team) -> Plant:
    """A key result that was never put below an objective, and much that is begun for it; another team helps with one piece."""
    begins, owner = stage.calendar.today - timedelta(days=40), team.steady[1]
    ends = begins + timedelta(days=150)
    row = Row(LOOSE, "Key result", "Partners that list us", "", [owner], begins, ends, None, 3, 20, 1.1)
    stage.board.rows.append(row)
    for helping, pieces in ((team, LOOSE_PIECES), (stage.staff.teams[1], 1)):
        for nth in range(pieces):
            piece = stage.piece(helping, "Task", by=helping.lead, labels=[label_of(row)])
            stage.live(piece, [stage.calendar.back(2 + nth % 5)], helping.lead)

    def hang(at: datetime) -> None:
        row.parent = "O-3"
        stage.board.write(row, "Parent", at.date())

    return Plant(f"{LOOSE}: below no objective", lambda: [_found(team)], hang)
