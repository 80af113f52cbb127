"""D21: decisions by somebody else and by nobody, and a team that asks upwards more and more, each beside one that is well."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sandbox.company.goals import BOOK
from sandbox.company.people import Person, Team
from sandbox.company.register import DECISIONS
from sandbox.company.stage import Stage
from sandbox.company.truth import Expected, Plant

BUDGET, PRIORITY, TRADE_OFF = "Budget", "Priority", "Trade-off"
RISING, WAVERING = (1, 2, 4, 5), (3, 5, 4, 6)  # threads a week
ASKED, ANSWERED = "Who can say yes to this?", "I can. Go ahead."


def plant(stage: Stage) -> Iterator[Plant]:
    chief, lead = stage.staff.chief, stage.staff.teams[0].lead
    stage.board.deciders = {BUDGET: [chief.email], TRADE_OFF: ["owner"]}
    yield _case(stage, "Two more tills", BUDGET, lead, chief)
    yield _case(stage, "Exports come before imports", PRIORITY, None, lead)
    team = stage.staff.teams[2]
    _ask(stage, team, RISING)
    yield Plant(f"team {team.name}: asks upwards", lambda: [Expected("D21", "team", team.name, "warning")], None)


def near_misses(stage: Stage) -> None:
    """The right person, the owner of the goal, what was decided long ago by nobody, and a team that asks more and less."""
    owner = stage.board["O-2"].owners[0]
    _decided(stage, "A second office", BUDGET, stage.staff.chief, 10)
    _decided(stage, "Fewer reports for O-2", TRADE_OFF, owner, 10)
    _decided(stage, "No more fax", PRIORITY, None, 50)
    _ask(stage, stage.staff.teams[1], WAVERING)


def _decided(stage: Stage, title: str, kind: str, by: Person | None, days: int) -> None:
    at = stage.calendar.today - timedelta(days=days)
    stage.board.decided.append([at, title, kind, "O-2", by.email if by else None])


def _case(stage: Stage, title: str, kind: str, by: Person | None, mender: Person) -> Plant:
    _decided(stage, title, kind, by, 12)
    line = stage.board.decided[-1]
    slug = title.lower().replace(" ", "-")

    def mend(_at: datetime) -> None:
        rows = stage.tools.sheets.rows(BOOK, DECISIONS)
        number = next(nth for nth, row in enumerate(rows, 1) if row[1] == title)
        stage.tools.sheets.set(BOOK, f"{DECISIONS}!E{number}", mender.email)

    return Plant(
        f"decision: {title}", lambda: [Expected("D21", "decision", f"sheets:{line[0]}/{slug}", "warning")], mend
    )


def _ask(stage: Stage, team: Team, weeks: Sequence[int]) -> None:
    """Threads in the team's channel to which the chief has the answer, in whole weeks, the last of them last week."""
    monday = stage.calendar.today - timedelta(days=stage.calendar.today.weekday())
    for back, threads in enumerate(reversed(weeks), start=1):
        for nth in range(threads):
            day = monday - timedelta(weeks=back) + timedelta(days=nth % 5)
            _thread(stage, team, stage.at(day, 0.1, 0.4), stage.at(day, 0.5, 0.8))


def _thread(stage: Stage, team: Team, asked: datetime, answered: datetime) -> None:
    answers = [(stage.staff.chief, ANSWERED, answered)]
    stage.script.add(asked, lambda at: stage.tools.talk(team.channel, team.lead, ASKED, answers, at))
