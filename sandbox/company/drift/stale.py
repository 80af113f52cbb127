"""D2: initiatives that stand still, with robots that keep touching some, beside quiet ones that are alive below."""

from collections.abc import Iterator
from datetime import date, datetime

from core.findings import Severity
from sandbox.company.epics import epic_piece, steer
from sandbox.company.people import Person, Team
from sandbox.company.script import Act
from sandbox.company.stage import Stage
from sandbox.company.tools import Piece
from sandbox.company.truth import Expected, Plant
from sandbox.company.vocabulary import STEERING
from sandbox.company.work import pull_request, talk

# How long nothing has happened, in calendar days, away from 4, 14 and 28 on both sides, weekends included.
IDLE: tuple[tuple[Severity, int, int], ...] = (
    ("critical", 32, 45),
    ("warning", 17, 20),
    ("warning", 18, 22),
    ("info", 6, 7),
)


def plant(stage: Stage) -> Iterator[Plant]:
    teams = stage.staff.teams
    for nth, (severity, least, most) in enumerate(IDLE):
        team = teams[nth % len(teams)]
        last = stage.calendar.ago(stage.random.randint(least, most))
        piece, owner = _initiative(stage, team, last)
        if nth % 2 == 0:
            _robot(stage, piece, last)
        yield _stale(stage, piece, owner, severity)


def _stale(stage: Stage, piece: Piece, owner: Person, severity: Severity) -> Plant:
    return Plant(
        f"initiative {piece.title}: nobody has touched it",
        lambda: [Expected("D2", "goal", piece.key, severity)],
        lambda at: stage.tools.say(piece, owner, STEERING[2], at),
    )


def _initiative(stage: Stage, team: Team, last: date) -> tuple[Piece, Person]:
    """An epic with a done, an open and a waiting story and a pull request, all untouched since `last`."""
    owner = stage.random.choice(team.steady)
    epic = epic_piece(stage, team, owner)
    days = stage.calendar.since(stage.calendar.days[0], last)
    stage.create(epic, days[-20])
    stage.start(epic, owner, days[-20])
    steer(stage, epic, owner, days[-9])
    done, doing = (stage.piece(team, "Story", by=owner, parent=epic) for _ in range(2))
    stage.live(done, [days[-15], days[-12]], owner, done=True)
    stage.live(doing, [days[-6], days[-3], last], owner)
    pull_request(stage, team, owner, doing, [days[-3]], done=False)
    stage.create(stage.piece(team, "Story", by=owner, parent=epic), days[-19], 0.5, 0.6)
    return epic, owner


def _robot(stage: Stage, piece: Piece, last: date) -> None:
    """The release train goes on mentioning the initiative, to the last day."""
    for day in stage.calendar.since(last)[::-4]:
        stage.script.add(stage.at(day, 0.9, 1.0), lambda at: stage.tools.robot_says(piece, "Not in this train.", at))


def near_misses(stage: Stage) -> None:
    """Quiet epics whose child's pull request, or a thread that names a child, was touched on the last working day."""
    team, today = stage.random.choice(stage.staff.teams), stage.calendar.days[-1]
    for alive in ("pull", "thread"):
        epic, owner = _initiative(stage, team, stage.calendar.ago(stage.random.randint(20, 30)))
        child = stage.piece(team, "Story", by=owner, parent=epic)
        begun = stage.calendar.ago(33)
        stage.live(child, [begun], owner)
        if alive == "pull":
            pull = pull_request(stage, team, owner, child, [begun], done=False)
            stage.say(pull, owner, today)
            stage.routine.append(_speaking(stage, pull, owner))
        else:
            talk(stage, team, owner, child, today)
            stage.routine.append(_asking(stage, team, child, owner))


def _speaking(stage: Stage, piece: Piece, owner: Person) -> Act:
    return lambda at: stage.tools.say(piece, owner, STEERING[1], at)


def _asking(stage: Stage, team: Team, piece: Piece, owner: Person) -> Act:
    def ask(at: datetime) -> None:
        stage.tools.talk(team.channel, owner, f"{piece.key}: any news?", [(team.steady[0], "Tomorrow.", at)], at)

    return ask
