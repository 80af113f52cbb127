"""D1: work that serves no goal, piece by piece and as a habit of one team, beside work that only looks like it."""

from collections.abc import Iterator
from datetime import date, datetime

from sandbox.company.epics import epic_piece, keep_alive, objective_label, steer, unlinked_epic
from sandbox.company.people import Person, Team
from sandbox.company.stage import Stage
from sandbox.company.tools import Piece, Sort
from sandbox.company.truth import Expected, Plant
from sandbox.company.work import EXEMPT_LABEL, pull_request

TEAM_SHARE = 0.31


def plant(stage: Stage) -> Iterator[Plant]:
    drifting, *others = stage.staff.teams
    yield _habit(stage, drifting)
    recent = stage.calendar.back
    turns: list[tuple[Sort, list[date], bool]] = [
        ("Story", [recent(9), recent(6), recent(3)], False),
        ("Task", [recent(11), recent(8)], True),
        ("pull", [recent(7), recent(5)], False),
        ("issue", [recent(9), recent(7)], True),
    ]
    for nth, (sort, days, done) in enumerate(turns):
        team = others[nth % len(others)]
        person = team.mixed[0]
        yield _stray(stage, team, stage.piece(team, sort, by=person), days, person, done)
    yield _unlinked_epic(stage, others[-1])


def _found(piece: Piece) -> Expected:
    return Expected("D1", "item", piece.subject, "warning")


def _stray(stage: Stage, team: Team, piece: Piece, days: list[date], person: Person, done: bool) -> Plant:
    stage.live(piece, days, person, done=done)
    label = objective_label(stage, team)
    return Plant(
        f"{piece.title}: no link",
        lambda: [_found(piece)],
        lambda at: stage.tools.label(piece, label, team.lead, at),
    )


def _unlinked_epic(stage: Stage, team: Team) -> Plant:
    piece = unlinked_epic(stage, team, team.lead)
    stage.create(piece, stage.calendar.back(12))
    stage.start(piece, team.lead, stage.calendar.back(8))
    steer(stage, piece, team.lead, stage.calendar.back(5))
    keep_alive(stage, piece, team.lead)
    label = objective_label(stage, team)
    return Plant(
        f"initiative {piece.title}: no objective",
        lambda: [_found(piece)],
        lambda at: stage.tools.label(piece, label, team.lead, at),
    )


def _habit(stage: Stage, team: Team) -> Plant:
    """A good part of one team's days goes into pieces that nobody asked for: one done and one open for each who does it."""
    pieces: list[Piece] = []
    for person, days in stage.reserve_share(team, TEAM_SHARE).items():
        cut = _cut(stage, days)
        for part, done in ((days[:cut], True), (days[cut:], False)):
            if part:
                pieces.append(piece := stage.piece(team, "Task", by=person))
                stage.live(piece, part, person, done=done)
    label = objective_label(stage, team)

    def mend(at: datetime) -> None:
        for piece in pieces:
            stage.tools.label(piece, label, team.lead, at)

    return Plant(
        f"team {team.name}: side work",
        lambda: [Expected("D1", "team", team.name, "warning"), *map(_found, pieces)],
        mend,
    )


def _cut(stage: Stage, days: list[date]) -> int:
    """Where the done piece ends: well inside the window of 28 days, with the open one well past its three days of grace."""
    inside, begun = stage.calendar.ago(20), stage.calendar.back(6)
    cut = next((nth for nth, day in enumerate(days, 1) if day >= inside and nth >= len(days) * 2 // 5), len(days))
    return cut if cut < len(days) and days[cut] <= begun else len(days)


def near_misses(stage: Stage) -> None:
    """Exempt, done long ago, not begun, begun yesterday, and linked by one thin thread only."""
    recent, teams = stage.calendar.back, stage.staff.teams
    for team in teams[1:]:
        person = team.steady[1]
        exempt = stage.piece(team, "Task", by=person, labels=[EXEMPT_LABEL])
        stage.live(exempt, [recent(9), recent(6)], person)
        long_ago = [stage.calendar.ago(44), stage.calendar.ago(36)]
        stage.live(stage.piece(team, "Task", by=person), long_ago, person, done=True)
        waiting = stage.piece(team, "Story", by=team.lead)
        stage.create(waiting, stage.calendar.ago(30))
        _thin_threads(stage, team, person)
    _just_begun(stage, teams[-1])


def _thin_threads(stage: Stage, team: Team, person: Person) -> None:
    """A sub-task two steps below an epic, and a pull request that only closes a linked issue."""
    recent, steady = stage.calendar.back, [stage.calendar.back(8), stage.calendar.back(4)]
    epic = epic_piece(stage, team, person)
    stage.create(epic, recent(20))
    stage.start(epic, person, recent(20))
    keep_alive(stage, epic, person)
    story = stage.piece(team, "Story", by=person, parent=epic)
    stage.live(story, [recent(10), recent(6)], person)
    stage.live(stage.piece(team, "Sub-task", by=person, parent=story), steady, person)
    issue = stage.piece(team, "issue", by=person, labels=[objective_label(stage, team)])
    stage.live(issue, steady, person)
    pull_request(stage, team, person, issue, steady, done=False)


def _just_begun(stage: Stage, team: Team) -> None:
    """Begun on the last working day and still unlinked; the lead notices on the second day from now."""
    person, day = team.steady[1], stage.calendar.days[-1]
    piece = stage.piece(team, "Story", by=person)
    stage.live(piece, [day], person)
    label = objective_label(stage, team)
    stage.later(2, lambda at: stage.tools.label(piece, label, team.lead, at))
