"""D16: a team that does one small thing after the other for no goal, while what matters most lies, beside one where it only
lies."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sandbox.company.epics import objective_label
from sandbox.company.people import Team
from sandbox.company.stage import Stage
from sandbox.company.tools import Piece
from sandbox.company.truth import Expected, Plant

# Pieces finished in each of the last four weeks, the oldest first, so many that whatever else is done changes little: those
# that serve a goal, and small ones that serve none.
SERVING, EASY = (8, 8, 8, 1), (0, 3, 9, 16)
OLD, LONG = 112, 58  # days back, when what matters was begun, and what was finished
MATTERING = 3


def plant(stage: Stage) -> Iterator[Plant]:
    stage = stage.aside(16)
    team = stage.staff.teams[1]
    _neglected(stage, team)
    small: list[Piece] = []
    for nth, (serving, easy) in enumerate(zip(SERVING, EASY, strict=True)):
        days = _days(stage, len(EASY) - 1 - nth)
        for _ in range(serving):
            _long(stage, team, days[0])
        small += [_small(stage, team, days[number % len(days)]) for number in range(easy)]
    label = objective_label(stage, team)

    def mend(at: datetime) -> None:
        for piece in small:
            stage.tools.label(piece, label, team.lead, at)

    yield Plant(
        f"team {team.name}: easy wins",
        lambda: [
            Expected("D16", "team", team.name, "warning"),
            *(Expected("D1", "item", piece.subject, "warning") for piece in small),
        ],
        mend,
    )


def near_misses(stage: Stage) -> None:
    """What matters most lies in another team, too, which has no taste for small things."""
    _neglected(stage.aside(17), stage.staff.teams[0])


def _days(stage: Stage, weeks: int) -> list[date]:
    """Working days of a week back from today that belong to it for some days to come."""
    last = stage.calendar.today - timedelta(days=7 * weeks)
    return stage.calendar.since(last - timedelta(days=3), last)[:2]


def _neglected(stage: Stage, team: Team) -> None:
    """Begun long ago, of high priority, and still not done."""
    begun = stage.calendar.ago(OLD)
    for nth in range(MATTERING):
        person = team.steady[nth % 2]
        piece = stage.piece(team, "Task", by=team.lead, labels=[objective_label(stage, team)])
        stage.live(piece, [begun, stage.calendar.back(2)], person)
        _prioritise(stage, piece, team, begun)


def _prioritise(stage: Stage, piece: Piece, team: Team, day: date) -> None:
    jira, lead = stage.tools.jira, team.lead.jira
    stage.script.add(stage.at(day, 0.22, 0.28), lambda at: jira.prioritise(piece.key, "High", by=lead, at=at))


def _long(stage: Stage, team: Team, last: date) -> None:
    piece = stage.piece(team, "Task", by=team.lead, labels=[objective_label(stage, team)])
    stage.live(piece, [stage.calendar.ago(LONG), last], team.lead, done=True)


def _small(stage: Stage, team: Team, day: date) -> Piece:
    """Begun and done on one day, and estimated by nobody."""
    person = team.mixed[0]
    piece = stage.piece(team, "Task", by=person)
    stage.live(piece, [day], person, done=True)
    jira = stage.tools.jira
    stage.script.add(
        stage.at(day, 0.22, 0.28), lambda at: jira.set_field(piece.key, "Story Points", None, by=person.jira, at=at)
    )
    return piece
