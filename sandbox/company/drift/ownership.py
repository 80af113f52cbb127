"""D12: goals and work that nobody, several people, or somebody who is not there any more answers for."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from sandbox.company.epics import aims, epic_piece, label_of, steer
from sandbox.company.people import Person, Staff, Team
from sandbox.company.rows import Row
from sandbox.company.script import Act
from sandbox.company.stage import Stage
from sandbox.company.tools import Piece
from sandbox.company.truth import Expected, Plant
from sandbox.company.vocabulary import PROGRESS, REPLIES, STEERING

DEPARTED_DAYS, SILENT_DAYS, QUIET_DAYS, NEVER_IN_JIRA_DAYS = 45, 30, 13, 60


def cast(staff: Staff, ago: Callable[[int], date]) -> None:
    """Who has left (and has no GitHub account any more), who is silent, who nearly so; before anybody is put on the roster."""
    days = (DEPARTED_DAYS, SILENT_DAYS, QUIET_DAYS, NEVER_IN_JIRA_DAYS)
    for team, since in zip(staff.teams, days, strict=False):
        team.spare.last_day = ago(since)
    staff.teams[0].spare.on_github = False


def plant(stage: Stage) -> Iterator[Plant]:
    teams = stage.staff.teams
    for row, owners in zip(
        (*(stage.free_result() for _ in range(3)), stage.board["O-3"]),
        ([], [teams[0].spare], [teams[1].spare], [teams[0].lead, teams[1].lead]),
        strict=True,
    ):
        row.owners = owners
        yield _gap(stage, row, stage.random.choice(teams[0].steady))
    yield _orphaned_epic(stage, teams[0])
    for team in (teams[0], teams[-1]):
        yield _unassigned(stage, team)


def _gap(stage: Stage, row: Row, heir: Person) -> Plant:
    def mend(at: datetime) -> None:
        row.owners = [heir]
        stage.board.write(row, "Owner", at.date())

    return Plant(f"{row.key}: owner", lambda: [Expected("D12", "goal", row.key, "warning")], mend)


def _orphaned_epic(stage: Stage, team: Team) -> Plant:
    """An initiative that goes on while the person it is assigned to has left."""
    epic, since = epic_piece(stage, team, team.spare), stage.calendar.ago(DEPARTED_DAYS + 8)
    stage.create(epic, since)
    stage.start(epic, team.spare, since)
    for working_days in (20, 11, 6, 0):
        steer(stage, epic, team.lead, stage.calendar.back(working_days))
    stage.routine.append(lambda at: stage.tools.say(epic, team.lead, STEERING[1], at))
    return Plant(
        f"initiative {epic.title}: owner has left",
        lambda: [Expected("D12", "goal", epic.key, "warning")],
        lambda at: stage.tools.assign(epic, team.lead, team.lead, at),
    )


def _unassigned(stage: Stage, team: Team) -> Plant:
    piece = _nobodys(stage, team, stage.calendar.back(6))
    for day in (stage.calendar.back(5), stage.calendar.back(2)):
        stage.say(piece, team.lead, day)
    return Plant(
        f"{piece.title}: nobody's",
        lambda: [Expected("D12", "item", piece.subject, "warning")],
        _taking(stage, piece, team),
    )


def _nobodys(stage: Stage, team: Team, day: date) -> Piece:
    piece = stage.piece(team, "Task", by=team.lead, labels=[label_of(stage.random.choice(aims(stage, team)))])
    stage.create(piece, day)
    stage.start(piece, None, day)
    return piece


def near_misses(stage: Stage) -> None:
    """Owners who were quiet for two weeks, or are in Slack only; work begun by nobody on the last working day."""
    teams = stage.staff.teams
    stage.free_result().owners = [teams[2].spare]
    stage.later(3, lambda at: stage.tools.talk(teams[2].channel, teams[2].spare, "I am back.", [], at))
    if len(teams) > 3:
        stage.free_result().owners = [teams[3].spare]
        _in_slack_only(stage, teams[3])
    begun = _nobodys(stage, teams[-1], stage.calendar.days[-1])
    stage.later(1, _taking(stage, begun, teams[-1]))


def _in_slack_only(stage: Stage, team: Team) -> None:
    piece = stage.piece(team, "Task", by=team.lead, labels=[label_of(aims(stage, team)[0])])
    days = [stage.calendar.back(working_days) for working_days in (14, 9, 5, 1)]
    stage.live(piece, days, team.lead)
    for day in days:
        stage.script.add(stage.at(day, 0.4, 0.6), lambda at: _answered(stage, team, piece, at))


def _answered(stage: Stage, team: Team, piece: Piece, at: datetime) -> None:
    text, reply = f"{piece.key}: {PROGRESS[4]}", (team.spare, REPLIES[0], at + timedelta(minutes=7))
    stage.tools.talk(team.channel, team.lead, text, [reply], at)


def _taking(stage: Stage, piece: Piece, team: Team) -> Act:
    return lambda at: stage.tools.assign(piece, team.lead, team.lead, at)


def gone(staff: Staff, person: Person) -> tuple[str, ...]:
    """The tools in which the person's account is deactivated: all of them after leaving, one for who moved to Slack."""
    if person.last_day is None:
        return ()
    if person is staff.teams[0].spare:
        return ("jira", "slack")
    return ("jira",) if person in [team.spare for team in staff.teams[3:]] else ()
