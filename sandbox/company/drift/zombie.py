"""D3: initiatives that look alive, for somebody steers them day by day, while nothing below them moves or all is done."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from sandbox.company.epics import epic_piece, keep_alive
from sandbox.company.people import Person
from sandbox.company.script import Act
from sandbox.company.stage import Stage
from sandbox.company.tools import Piece
from sandbox.company.truth import Expected, Plant

# When the last piece was done, in calendar days back, away from 28 and 7 on both sides, weekends included.
STILL, MOVING, LEFT_OPEN = 40, 20, 14


def plant(stage: Stage) -> Iterator[Plant]:
    epic, owner, waiting = _initiative(stage, stage.calendar.ago(STILL), open_pieces=2)
    yield Plant(
        f"initiative {epic.title}: nothing moves below it",
        lambda: [Expected("D3", "goal", epic.key, "warning")],
        lambda at: stage.tools.start(waiting[0], owner, at),
    )
    done, boss, _ = _initiative(stage, stage.calendar.ago(LEFT_OPEN), open_pieces=0)
    yield Plant(
        f"initiative {done.title}: done, and still open",
        lambda: [Expected("D3", "goal", done.key, "warning")],
        lambda at: stage.tools.finish(done, boss, at),
    )


def near_misses(stage: Stage) -> None:
    """One that finished a piece some weeks ago and takes a breath, one whose last piece was done a moment ago."""
    _initiative(stage, stage.calendar.ago(MOVING), open_pieces=1)
    epic, owner, _ = _initiative(stage, stage.calendar.days[-1], open_pieces=0)
    stage.later(3, _closing(stage, epic, owner))


def _initiative(stage: Stage, last: date, *, open_pieces: int) -> tuple[Piece, Person, Sequence[Piece]]:
    """Begun two months ago and steered to this day, with two pieces done, the second on `last`, and some that wait."""
    team = stage.random.choice(stage.staff.teams)
    owner = stage.random.choice(team.steady)
    epic = epic_piece(stage, team, owner)
    begun = stage.calendar.ago(60)
    stage.create(epic, begun)
    stage.start(epic, owner, begun)
    for day in (stage.calendar.ago(50), last):
        stage.live(stage.piece(team, "Story", by=owner, parent=epic), [day], owner, done=True)
    waiting = [stage.piece(team, "Story", by=owner, parent=epic) for _ in range(open_pieces)]
    for piece in waiting:
        stage.create(piece, stage.calendar.ago(50), 0.5, 0.6)
    keep_alive(stage, epic, owner)
    return epic, owner, waiting


def _closing(stage: Stage, epic: Piece, owner: Person) -> Act:
    def close(at: datetime) -> None:
        stage.tools.finish(epic, owner, at)

    return close
