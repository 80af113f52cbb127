"""D14: an initiative that one of its teams has let go, and work that another team waits for, of no owner or no day."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sandbox.company.epics import keep_alive, objective_label, unlinked_epic
from sandbox.company.people import Person, Team
from sandbox.company.stage import Stage
from sandbox.company.tools import Piece
from sandbox.company.truth import Expected, Plant

# In calendar days back, away from 14 on both sides, weekends included.
SILENT, QUIET, BEGUN = 24, 8, 40
STANDING, YOUNG = 20, 6


def plant(stage: Stage) -> Iterator[Plant]:
    mine, theirs = stage.staff.teams[0], stage.staff.teams[2]
    epic, piece, helper = _shared(stage, mine, theirs, last=SILENT, done=False)
    yield Plant(
        f"initiative {epic.title}: a team is silent",
        lambda: [Expected("D14", "goal", epic.key, "warning")],
        lambda at: stage.tools.say(piece, helper, "We are at it again.", at),
    )
    first = _wanted(stage, mine, theirs, days=STANDING)
    yield Plant(
        f"{first.title}: another team waits for it",
        lambda: [Expected("D14", "item", first.subject, "warning")],
        lambda at: _take_on(stage, first, theirs, at),
    )
    second = _wanted_issue(stage, mine, theirs)
    yield Plant(
        f"{second.title}: another team waits for it, and it has no date",
        lambda: [Expected("D14", "item", second.subject, "warning")],
        lambda at: stage.tools.finish(second, theirs.lead, at),
    )


def near_misses(stage: Stage) -> None:
    """A team that was quiet for a week, one whose part is done, a young dependency, and an old one with owner and date."""
    mine, theirs = stage.staff.teams[0], stage.staff.teams[2]
    _shared(stage, mine, theirs, last=QUIET, done=False)
    _shared(stage, mine, theirs, last=SILENT, done=True)
    _wanted(stage, mine, theirs, days=YOUNG)
    cared_for = _wanted(stage, mine, theirs, days=STANDING)
    day = stage.calendar.ago(STANDING - 1)
    stage.script.add(stage.at(day, 0.5, 0.6), lambda at: _take_on(stage, cared_for, theirs, at))


def _shared(stage: Stage, mine: Team, theirs: Team, *, last: int, done: bool) -> tuple[Piece, Piece, Person]:
    """An initiative that goes on, with a piece of another team that was touched last so many days ago."""
    owner, helper = mine.steady[1], theirs.steady[1]
    epic = unlinked_epic(stage, mine, owner)
    epic.labels = (objective_label(stage, mine),)
    begun = stage.calendar.ago(BEGUN)
    stage.create(epic, stage.calendar.ago(BEGUN + 7))
    stage.start(epic, owner, begun)
    keep_alive(stage, epic, owner)
    stage.live(stage.piece(mine, "Story", by=owner, parent=epic), [begun, stage.calendar.back(2)], owner)
    piece = stage.piece(theirs, "Story", by=helper, parent=epic)
    stage.live(piece, [stage.calendar.ago(last + 6), stage.calendar.ago(last)], helper, done=done)
    return epic, piece, helper


def _wanted(stage: Stage, mine: Team, theirs: Team, *, days: int) -> Piece:
    """A story that nobody has taken, for which a story of another team waits before it is begun."""
    waiting, wanted = (
        stage.piece(team, "Story", by=team.lead, labels=[objective_label(stage, team)]) for team in (mine, theirs)
    )
    day, by = stage.calendar.ago(days), mine.lead
    for piece in (waiting, wanted):
        stage.create(piece, day)
        stage.say(piece, by, day, 0.2, 0.3)
    stage.script.add(
        stage.at(day, 0.35, 0.4), lambda at: stage.tools.jira.link(wanted.key, "Blocks", waiting.key, by=by.jira, at=at)
    )
    return wanted


def _wanted_issue(stage: Stage, mine: Team, theirs: Team) -> Piece:
    """On GitHub, where it is assigned and has no date."""
    waiting, wanted = (
        stage.piece(team, "issue", by=team.lead, labels=[objective_label(stage, team)]) for team in (mine, theirs)
    )
    waiting.assignee = None
    day, by = stage.calendar.ago(STANDING), mine.lead
    for piece in (waiting, wanted):
        stage.create(piece, day)
        stage.say(piece, by, day, 0.2, 0.3)
    block = stage.tools.github.structure.block
    stage.script.add(stage.at(day, 0.35, 0.4), lambda at: block(waiting.address, wanted.address, by=by.login, at=at))
    return wanted


def _take_on(stage: Stage, piece: Piece, team: Team, at: datetime) -> None:
    stage.tools.assign(piece, team.lead, team.lead, at)
    stage.tools.jira.set_due(piece.key, at.date() + timedelta(days=30), by=team.lead.jira, at=at)
