"""The healthy initiatives: epics that are planned, under way with somebody steering them, or long done."""

from dataclasses import dataclass
from datetime import date

from sandbox.company.people import Person, Team
from sandbox.company.rows import Row
from sandbox.company.stage import Stage
from sandbox.company.tools import Piece
from sandbox.company.vocabulary import STEERING

DONE_BEFORE_DAYS = 40


@dataclass(eq=False)
class Epic:
    """Pieces of work may be put below it from `opens` to `closes` (None: it is still under way)."""

    piece: Piece
    opens: date
    closes: date | None = None

    def takes(self, day: date, until: date) -> bool:
        return self.opens < day and (self.closes is None or until < self.closes)


def label_of(row: Row) -> str:
    return f"okr-{row.key.lower().replace('.', '-')}"


def aims(stage: Stage, team: Team) -> list[Row]:
    """The goals that the team works for: one objective and its key results."""
    objectives = stage.board.objectives
    mine = objectives[stage.staff.teams.index(team) % len(objectives)]
    return [mine, *(row for row in stage.board.results if row.parent == mine.key and not row.aside)]


def objective_label(stage: Stage, team: Team) -> str:
    """The label of the team's objective: one epic at least carries it, so there is a rule for it."""
    return label_of(aims(stage, team)[0])


def unlinked_epic(stage: Stage, team: Team, owner: Person) -> Piece:
    piece = stage.piece(team, "Epic", by=team.lead)
    theme = stage.random.choice(team.trade.themes)
    piece.title = (
        f"{theme}{stage.random.choice((': first cut', ': second step', ' for everyone', ' in all markets', ''))}"
    )
    piece.assignee = owner
    return piece


def epic_piece(stage: Stage, team: Team, owner: Person) -> Piece:
    """Most epics name their goal by label, some by component, some in the title."""
    piece = unlinked_epic(stage, team, owner)
    goal, way = stage.random.choice(aims(stage, team)), stage.random.random()
    if way < 0.7:
        piece.labels = (label_of(goal),)
    elif way < 0.85:
        piece.components = (team.trade.component,)
    else:
        piece.title = f"[{goal.key}] {piece.title}"
    return piece


def initiatives(stage: Stage, team: Team, pieces: int) -> list[Epic]:
    """As many epics as `pieces` of the team's work need: two or more under way, the done ones one after the other."""
    days = stage.calendar.days
    last = stage.calendar.ago(DONE_BEFORE_DAYS)
    owner = stage.random.choice(team.steady)
    first = unlinked_epic(stage, team, owner)
    first.labels = (objective_label(stage, team),)
    epics = [_under_way(stage, team, first, owner, days[0])]
    for _ in range(1 + min(4, pieces // 200)):
        owner = stage.random.choice(team.steady)
        epics.append(_under_way(stage, team, epic_piece(stage, team, owner), owner, stage.random.choice(days[5:40])))
    for _ in range(max(1, pieces // 30)):
        closes = stage.random.choice(stage.calendar.since(days[20], last))
        epics.append(_closed(stage, team, days[0], closes))
    for _ in range(1 + pieces // 100):
        _planned(stage, team)
    return epics


def _under_way(stage: Stage, team: Team, piece: Piece, owner: Person, opens: date) -> Epic:
    notes = stage.calendar.since(opens)[stage.random.randrange(6) :: 6]
    begin_epic(stage, piece, owner, opens)
    for day in notes:
        steer(stage, piece, owner, day)
    _in_hand(stage, team, piece, owner, opens)
    keep_alive(stage, piece, owner)
    return Epic(piece, opens)


def _in_hand(stage: Stage, team: Team, epic: Piece, owner: Person, day: date) -> None:
    """Something below an initiative that is under way is always being worked on."""
    piece = stage.piece(team, "Story", by=owner, parent=epic)
    stage.create(piece, day, 0.1, 0.11)
    stage.start(piece, owner, day)


def _closed(stage: Stage, team: Team, opens: date, closes: date) -> Epic:
    owner = stage.random.choice(team.steady)
    piece = epic_piece(stage, team, owner)
    begin_epic(stage, piece, owner, opens)
    stage.finish(piece, owner, closes)
    return Epic(piece, opens, closes)


def _planned(stage: Stage, team: Team) -> None:
    """An epic that nobody has begun, with what it would take; quiet for weeks, as is right."""
    piece = epic_piece(stage, team, stage.random.choice(team.steady))
    day = stage.calendar.ago(stage.random.randint(35, 70))
    stage.create(piece, day, 0.0, 0.05)
    for _ in range(2):
        backlog(stage, team, day, parent=piece)


def backlog(stage: Stage, team: Team, day: date, parent: Piece | None = None) -> None:
    """A story that waits; written by the lead, for nobody yet."""
    labels = () if parent else (label_of(stage.random.choice(aims(stage, team))),)
    piece = stage.piece(team, "Story", by=team.lead, labels=labels, parent=parent)
    stage.create(piece, day, 0.1, 0.3)


def begin_epic(stage: Stage, piece: Piece, owner: Person, day: date) -> None:
    """Initiatives are written down when the story begins, before any work could hang below them."""
    stage.create(piece, stage.calendar.days[0], 0.0, 0.0)
    stage.start(piece, owner, day)


def steer(stage: Stage, piece: Piece, owner: Person, day: date) -> None:
    text = stage.random.choice(STEERING)
    stage.script.add(stage.at(day, 0.86, 0.9), lambda at: stage.tools.say(piece, owner, text, at))


def keep_alive(stage: Stage, piece: Piece, owner: Person) -> None:
    """Somebody steers the initiative on the last working day, and on every day to come."""
    steer(stage, piece, owner, stage.calendar.days[-1])
    stage.routine.append(lambda at: stage.tools.say(piece, owner, STEERING[0], at))
