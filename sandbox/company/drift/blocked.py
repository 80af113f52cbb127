"""D10: work that cannot go on, each piece in another tool's words, and an initiative half of which waits; beside work that was
stopped for a moment only, or never."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.findings import SubjectKind
from sandbox.company.epics import keep_alive, objective_label, unlinked_epic
from sandbox.company.people import Person, Team
from sandbox.company.stage import Stage
from sandbox.company.tools import Piece, Sort
from sandbox.company.truth import Expected, Plant

LONG, JUST_NOW = 6, 0  # working days, away from 3 on both sides however the days of a test fall
BLOCKED, STOP, FINE = "blocked", "no_entry", "eyes"
WIP = 4
Mend = Callable[[datetime], object]


@dataclass(eq=False)
class Spot:
    """Where and since when the pieces of a team stand still, and who works on them."""

    stage: Stage
    team: Team
    day: date

    @property
    def person(self) -> Person:
        return self.team.steady[1]

    def piece(self, sort: Sort, *, epic: Piece | None = None) -> Piece:
        """Taken and begun some days before."""
        piece = self.waiting(sort, epic=epic)
        begun = self.stage.calendar.back(LONG + 3)
        self.stage.start(piece, self.person, begun)
        self.stage.say(piece, self.person, begun, 0.21, 0.3)
        return piece

    def waiting(self, sort: Sort, *, epic: Piece | None = None) -> Piece:
        labels = () if epic else (objective_label(self.stage, self.team),)
        piece = self.stage.piece(self.team, sort, by=self.person, labels=labels, parent=epic)
        self.stage.create(piece, self.stage.calendar.back(LONG + 3))
        return piece

    def then(self, act: Callable[[datetime], object], *pieces: Piece) -> None:
        """On the day, with a word to each of these pieces."""
        for piece in pieces:
            self.stage.say(piece, self.person, self.day, 0.25, 0.3)
        self.stage.script.add(self.stage.at(self.day, 0.35, 0.6), act)


def plant(stage: Stage) -> Iterator[Plant]:
    spots = [Spot(stage, team, stage.calendar.back(LONG)) for team in stage.staff.teams]
    for nth, case in enumerate((_flagged, _linked, _labelled, _dependent, _talked_about)):
        piece, mend = case(spots[nth % len(spots)])
        yield Plant(f"{piece.title}: blocked", _found(piece), mend)
    yield _initiative(spots[0], held=2)
    yield _initiative(spots[1], held=1)


def near_misses(stage: Stage) -> None:
    """Stopped a moment ago, waiting for what is done, waiting before it is begun, done and still flagged, or only watched."""
    today = Spot(stage, stage.staff.teams[0], stage.calendar.days[-1])
    for case in (_flagged, _labelled):
        _, mend = case(today)
        stage.later(2, mend)
    before = Spot(stage, stage.staff.teams[-1], stage.calendar.back(LONG))
    _, mend = _linked(before)
    before.day = stage.calendar.back(1)
    before.then(mend)
    _block(before, before.waiting("Story"), before.waiting("Story"))
    done, _ = _flagged(Spot(stage, before.team, stage.calendar.back(LONG)))
    stage.finish(done, before.person, stage.calendar.back(LONG))
    _react(before, before.piece("Task"), FINE)


def _found(*pieces: Piece, epic: Piece | None = None) -> Callable[[], Sequence[Expected]]:
    def subjects() -> Iterator[tuple[SubjectKind, str]]:
        if epic:
            yield "goal", epic.key
        yield from (("item", piece.subject) for piece in pieces)

    return lambda: [Expected("D10", kind, key, "warning") for kind, key in subjects()]


def _flagged(spot: Spot, epic: Piece | None = None) -> tuple[Piece, Mend]:
    piece, jira, by = spot.piece("Story", epic=epic), spot.stage.tools.jira, spot.person.jira
    spot.then(lambda at: jira.flag(piece.key, by=by, at=at), piece)
    return piece, lambda at: jira.flag(piece.key, on=False, by=by, at=at)


def _linked(spot: Spot) -> tuple[Piece, Mend]:
    piece, other = spot.piece("Story"), spot.waiting("Task")
    _block(spot, piece, other)
    return piece, lambda at: spot.stage.tools.finish(other, spot.person, at)


def _block(spot: Spot, piece: Piece, other: Piece) -> None:
    jira, by = spot.stage.tools.jira, spot.person.jira
    spot.then(lambda at: jira.link(other.key, "Blocks", piece.key, by=by, at=at), piece, other)


def _labelled(spot: Spot) -> tuple[Piece, Mend]:
    piece, github, by = spot.piece("issue"), spot.stage.tools.github, spot.person.login
    spot.then(lambda at: github.label(*piece.address, add=[BLOCKED], by=by, at=at), piece)
    return piece, lambda at: github.label(*piece.address, remove=[BLOCKED], by=by, at=at)


def _dependent(spot: Spot) -> tuple[Piece, Mend]:
    piece, other, github = spot.piece("issue"), spot.piece("issue"), spot.stage.tools.github
    spot.then(
        lambda at: github.structure.block(piece.address, other.address, by=spot.person.login, at=at), piece, other
    )
    return piece, lambda at: spot.stage.tools.finish(other, spot.person, at)


def _talked_about(spot: Spot) -> tuple[Piece, Mend]:
    piece = spot.piece("Task")
    return piece, _react(spot, piece, STOP)


def _react(spot: Spot, piece: Piece, emoji: str) -> Mend:
    """Somebody says in the team's channel that it does not go on, somebody else sees it."""
    slack, channel, lead = spot.stage.tools.slack, spot.team.channel, spot.team.lead.slack
    threads: list[str] = []

    def ask(at: datetime) -> None:
        threads.append(
            slack.post(channel, spot.person.slack, f"{piece.key}: without the contract it stops here.", at=at)
        )
        slack.react(channel, threads[0], emoji, lead)

    spot.then(ask)
    return lambda _: slack.unreact(channel, threads[0], emoji, lead)


def _initiative(spot: Spot, *, held: int) -> Plant:
    """With some of its pieces in progress blocked: a quarter of them is not yet too many."""
    stage, team = spot.stage, spot.team
    epic = unlinked_epic(stage, team, spot.person)
    epic.labels = (objective_label(stage, team),)
    stage.create(epic, stage.calendar.back(LONG + 5))
    stage.start(epic, spot.person, stage.calendar.back(LONG + 5))
    keep_alive(stage, epic, spot.person)
    stuck = [_flagged(spot, epic) for _ in range(held)]
    for _ in range(WIP - held):
        spot.piece("Story", epic=epic)

    def mend(at: datetime) -> None:
        for _, lift in stuck:
            lift(at)

    pieces = [piece for piece, _ in stuck]
    return Plant(f"initiative {epic.title}: blocked", _found(*pieces, epic=epic if held > 1 else None), mend)
