"""Planned work: every person goes through pieces of work, one after the other, on the days the roster gives."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sandbox.company.epics import Epic, aims, backlog, initiatives, label_of
from sandbox.company.people import Person, Team
from sandbox.company.stage import Stage
from sandbox.company.tools import DEPENDABOT, Piece
from sandbox.company.vocabulary import OPERATIONS_REPO, QUESTIONS, REPLIES, REVIEWS

# Of all items of the company, these shares are pieces of work in person, the backlog, and threads.
WORKED, WAITING, TALKED = 0.46, 0.10, 0.12
PULL_SHARE = 0.5
EXEMPT_LABEL, DEPENDENCIES = "no-goal", "dependencies"


@dataclass(eq=False)
class Desk:
    """What a person is doing at the end of the story: the piece, and days it has taken so far."""

    person: Person
    team: Team
    piece: Piece | None = None
    pull: Piece | None = None
    days: list[date] = field(default_factory=list)


@dataclass(eq=False)
class Plan:
    """`days_each` is how many active days a piece takes on average, `chatter` the chance that a touched one is asked about."""

    stage: Stage
    days_each: float
    chatter: float
    epics: dict[str, list[Epic]] = field(default_factory=dict)
    desks: list[Desk] = field(default_factory=list)


def plan(stage: Stage, items: int) -> Plan:
    """Fills the roster with about `items` items in all."""
    days = sum(len(days) for days in stage.roster.values())
    made = Plan(stage, days / (WORKED * items), TALKED * items / max(days, WORKED * items))
    for team in stage.staff.teams:
        share = items / len(stage.staff.teams)
        made.epics[team.name] = initiatives(stage, team, round(share))
        for _ in range(round(WAITING * share)):
            backlog(stage, team, stage.random.choice(stage.calendar.days))
        for person in team.members:
            _career(made, team, person)
        _dependencies(stage, team)
    return made


def _career(made: Plan, team: Team, person: Person) -> None:
    """Walks the roster of one person: pieces of work that take fewer or more days, several a day when they are small."""
    stage, days = made.stage, made.stage.roster[person]
    desk, left = Desk(person, team), 0.0
    for nth, day in enumerate(days):
        room = 1.0
        while room > 0:
            if desk.piece is None:
                left = made.days_each * stage.random.uniform(0.5, 1.5)
                _take(made, desk, day, _finish_day(days, nth, left))
            desk.days.append(day)
            room, left = room - left, left - room
            leaving = nth == len(days) - 1 and person.last_day is not None
            if left <= 0 or leaving:
                _hand_in(made, desk)
            if leaving:
                return
    if desk.piece:
        _hand_in(made, desk, done=False)
        made.desks.append(desk)


def _finish_day(days: list[date], nth: int, left: float) -> date:
    return days[min(len(days) - 1, nth + int(left))]


def _take(made: Plan, desk: Desk, day: date, until: date) -> None:
    desk.piece, desk.days = _next_piece(made, desk, day, until), []


def _next_piece(made: Plan, desk: Desk, day: date, until: date) -> Piece:
    """Most work hangs below an epic; the rest is linked by label, component, type, repository or key in the title."""
    stage, team, person = made.stage, desk.team, desk.person
    way = stage.random.random()
    if way < 0.18 and person.on_github:
        return _github_issue(stage, team, person)
    if way < 0.25:
        return stage.piece(team, "Bug", by=person)
    if way < 0.31:
        piece = stage.piece(team, "Task", by=person)
        piece.components = (team.trade.component,)
        return piece
    if way < 0.37:
        piece = stage.piece(team, "Task", by=person)
        piece.title = f"[{stage.random.choice(aims(stage, team)).key}] {piece.title}"
        return piece
    if way < 0.43:
        return stage.piece(team, "Task", by=person, labels=[label_of(stage.random.choice(aims(stage, team)))])
    return stage.piece(team, "Story", by=team.lead, parent=_epic(made, team, day, until))


def _epic(made: Plan, team: Team, day: date, until: date) -> Piece:
    """A done epic where one fits, so that the early months filled what is done by now."""
    fitting = [epic for epic in made.epics[team.name] if epic.takes(day, until)]
    closed = [epic for epic in fitting if epic.closes]
    return made.stage.random.choice(closed or fitting or made.epics[team.name][:1]).piece


def _github_issue(stage: Stage, team: Team, person: Person) -> Piece:
    piece = stage.piece(team, "issue", by=person)
    if team is operators(stage) and stage.random.random() < 0.6:
        piece.container = OPERATIONS_REPO
    else:
        piece.labels = (label_of(stage.random.choice(aims(stage, team))),)
    return piece


def operators(stage: Stage) -> Team:
    """The team that owns the repository of runbooks, all of which is running the business."""
    return stage.staff.teams[1]


def _hand_in(made: Plan, desk: Desk, done: bool = True) -> None:
    """Writes down what became of the piece: its days, its pull request, the talk about it."""
    stage, piece, days, person = made.stage, desk.piece, desk.days, desk.person
    assert piece is not None
    born = _born(stage, piece, days[0])
    pull = None
    if person.on_github and piece.sort != "Bug" and stage.random.random() < PULL_SHARE:
        pull = pull_request(stage, desk.team, person, piece, days[len(days) // 2 :], done)
    stage.live(piece, days, person, born=born, done=done)
    for day in days:
        if stage.random.random() < made.chatter:
            talk(stage, desk.team, person, piece, day)
    desk.pull = pull
    if done:
        desk.piece = None


def _born(stage: Stage, piece: Piece, begun: date) -> date:
    """Stories are written by the lead some days before; everything else by who does it, on the day itself."""
    lead_days = [day for day in stage.roster.get(piece.reporter, []) if day <= begun][-8:]
    return stage.random.choice(lead_days) if piece.sort == "Story" and lead_days else begun


def pull_request(stage: Stage, team: Team, author: Person, about: Piece, days: list[date], done: bool) -> Piece:
    """Opened on the first of the days, reviewed by somebody steady, merged on the last when `done`."""
    pull = stage.piece(team, "pull", by=author)
    pull.container = about.container if not about.in_jira else team.trade.repo
    pull.title, pull.names = about.title, (about,)
    reviewer = stage.random.choice([person for person in team.steady if person is not author])
    text = stage.random.choice(REVIEWS)
    stage.create(pull, days[0], 0.22, 0.28)
    stage.script.add(stage.at(days[0], 0.5, 0.8), lambda at: stage.tools.say(pull, reviewer, text, at))
    if done:
        stage.script.add(stage.at(days[-1], 0.86, 0.9), lambda at: stage.tools.finish(pull, author, at))
        stage.script.add(stage.at(days[-1], 0.9, 0.91), lambda at: stage.tools.robot_says(pull, "Released.", at))
    return pull


def talk(stage: Stage, team: Team, asker: Person, about: Piece, day: date) -> None:
    """A thread in the team's channel that names the piece."""
    question, reply = stage.random.choice(QUESTIONS), stage.random.choice(REPLIES)
    answerer = stage.random.choice([person for person in team.steady if person is not asker])
    answer = stage.at(day, 0.6, 0.85)

    def ask(at: datetime) -> None:
        text = f"{about.key} {about.title}: {question}"
        stage.tools.talk(team.channel, asker, text, [(answerer, reply, answer)], at)

    stage.script.add(stage.at(day, 0.3, 0.55), ask)


def _dependencies(stage: Stage, team: Team) -> None:
    """A robot keeps dependencies fresh: a human takes each pull request, the label says which goal it serves."""
    robot = Person("Dependabot", "", DEPENDABOT, "", "", "UTC")
    lead_days = stage.roster[team.lead]
    for nth in range(4):
        pull = stage.piece(team, "pull", by=robot, labels=[DEPENDENCIES])
        pull.title = f"Bump {stage.random.choice(('httpx', 'openssl', 'react', 'sqlalchemy'))} to 4.{nth}.1"
        day = lead_days[-3] if nth == 0 else stage.random.choice(lead_days[10:-5])
        _bump(stage, pull, team.lead, day, merged=nth > 0)


def _bump(stage: Stage, pull: Piece, lead: Person, day: date, *, merged: bool) -> None:
    stage.create(pull, day)
    stage.script.add(stage.at(day, 0.2, 0.3), lambda at: stage.tools.assign(pull, lead, lead, at))
    stage.script.add(stage.at(day, 0.3, 0.4), lambda at: stage.tools.robot_says(pull, "All checks have passed.", at))
    if merged:
        stage.script.add(stage.at(day, 0.5, 0.6), lambda at: stage.tools.finish(pull, lead, at))
