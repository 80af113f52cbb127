"""The four tools of the company behind the few verbs that its people use, whichever tool a piece of work lives in."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sandbox.clock import SimulatedClock
from sandbox.company.habits import Habits
from sandbox.company.people import Person, Team
from sandbox.company.roadmap import Roadmap
from sandbox.github import GitHubState
from sandbox.jira import JiraState
from sandbox.sheets import SheetsState
from sandbox.slack import SlackState

JiraType = Literal["Epic", "Story", "Task", "Bug", "Sub-task"]
Sort = JiraType | Literal["issue", "pull"]
ISSUE_SORTS: tuple[Sort, ...] = ("issue", "pull")
Answer = tuple[Person, str, datetime]
JIRA_APP, CI_BOT, DEPENDABOT = "5f0app-release-train", "ci-bot[bot]", "dependabot[bot]"


@dataclass(eq=False)
class Piece:
    """A piece of work in one tool. `container` is its project key or repository; `key` is known once it was created.

    `names` are the pieces that its text names, as closed where they are issues of the same repository;
    `text` is what it says besides.
    """

    sort: Sort
    container: str
    title: str
    reporter: Person
    assignee: Person | None = None
    parent: "Piece | None" = None
    labels: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    names: "tuple[Piece, ...]" = ()
    text: str = ""
    key: str = ""

    @property
    def in_jira(self) -> bool:
        return self.sort not in ISSUE_SORTS

    @property
    def subject(self) -> str:
        """The key under which the hub knows the item."""
        return f"{'jira' if self.in_jira else 'github'}:{self.key}"

    @property
    def number(self) -> int:
        return int(self.key.rpartition("#")[2])

    @property
    def address(self) -> tuple[str, int]:
        """Where it stands on GitHub."""
        return self.container, self.number

    @property
    def body(self) -> str:
        return "\n".join(filter(None, (self.text, *map(self._naming, self.names))))

    def _naming(self, other: "Piece") -> str:
        closes = self.sort == "pull" and other.container == self.container
        return f"Closes #{other.number}" if closes else f"Refs {other.key}"


class Tools:
    """Every verb takes the moment at which it happens. People appear by their account in the tool concerned.

    `worked` tells which pieces each of them (by e-mail) touched on which day, `asked` with what
    words threads began.
    """

    def __init__(self, clock: SimulatedClock) -> None:
        self.jira, self.github = JiraState(clock), GitHubState(clock)
        self.slack, self.sheets = SlackState(clock), SheetsState(clock)
        self.habits, self.roadmap = Habits(self.jira), Roadmap(self.github, CI_BOT)
        self.worked: dict[tuple[str, date], set[Piece]] = defaultdict(set)
        self.asked: list[tuple[date, str]] = []

    def admit(self, person: Person, *, gone: Iterable[str] = ()) -> None:
        """Gives a person an account per tool; those in the tools named by `gone` are deactivated."""
        self.jira.add_user(person.jira, person.name, person.email, active="jira" not in gone)
        self.slack.add_user(person.slack, person.name, person.email, deleted="slack" in gone, tz=person.zone)
        if person.on_github:
            self.github.add_user(person.login)

    def found(self, team: Team) -> None:
        """The team as GitHub knows it, in the organisation that owns its repository."""
        members = [person.login for person in team.members if person.on_github]
        self.github.add_team(team.trade.repo.partition("/")[0], team.name.capitalize(), members)

    def admit_bots(self) -> None:
        self.jira.add_user(JIRA_APP, "Release train", "", app=True)
        self.slack.add_user("U0RELEASE", "Release train", "", bot=True)
        self.github.add_user(DEPENDABOT, bot=True)
        self.github.add_user(CI_BOT, bot=True)

    def _touch(self, piece: Piece, by: Person, at: datetime) -> None:
        if by.email:  # robots have none
            self.worked[by.email, at.date()].add(piece)

    def create(self, piece: Piece, at: datetime) -> None:
        self._touch(piece, piece.reporter, at)
        if piece.in_jira:
            piece.key = self.jira.create_issue(
                piece.container,
                piece.sort,
                piece.title,
                reporter=piece.reporter.jira,
                assignee=piece.assignee.jira if piece.assignee and piece.sort == "Epic" else None,
                parent=piece.parent.key if piece.parent else None,
                labels=piece.labels,
                components=piece.components,
                description=piece.body,
                at=at,
            )
            if piece.sort != "Epic":
                self.habits.created(piece.key, piece.reporter.jira, at)
        else:
            piece.key = f"{piece.container}#{self._create_on_github(piece, at)}"
            self.roadmap.created(piece.address, piece.reporter.login, at)

    def _create_on_github(self, piece: Piece, at: datetime) -> int:
        repo, by, body = piece.container, piece.reporter.login, piece.body
        if piece.sort == "pull":
            named = [other.key for other in piece.names if other.in_jira]
            title = f"{named[0]}: {piece.title}" if named else piece.title
            return self.github.create_pull(repo, title, by=by, body=body, labels=piece.labels, at=at)
        who = [piece.assignee.login] if piece.assignee else []
        return self.github.create_issue(repo, piece.title, by=by, body=body, labels=piece.labels, assignees=who, at=at)

    def start(self, piece: Piece, by: Person | None, at: datetime) -> None:
        """`by` takes the piece and begins; None: it begins without anybody taking it."""
        if not piece.in_jira:
            return
        self._touch(piece, by or piece.reporter, at)
        who = (by or piece.reporter).jira
        if by and piece.sort != "Epic":
            self.jira.assign(piece.key, by.jira, by=who, at=at)
        self.jira.transition(piece.key, "In Progress", by=who, at=at)
        if piece.sort != "Epic":
            self.habits.started(piece.key, who, at)

    def say(self, piece: Piece, by: Person, text: str, at: datetime) -> None:
        self._touch(piece, by, at)
        if piece.in_jira:
            self.jira.comment(piece.key, text, by=by.jira, at=at)
        else:
            self.github.comment(piece.container, piece.number, text, by=by.login, at=at)

    def finish(self, piece: Piece, by: Person, at: datetime) -> None:
        self._touch(piece, by, at)
        if piece.in_jira:
            if piece.sort != "Epic":
                self.habits.finished(piece.key, by.jira, at)
            self.jira.transition(piece.key, "Done", by=by.jira, at=at)
        elif piece.sort == "pull":
            self.roadmap.reviewed(*piece.address, by.login, at)
            self.github.merge(*piece.address, by=by.login, at=at)
        else:
            self.github.close(*piece.address, by=by.login, reason="completed", at=at)
        if not piece.in_jira:
            self.roadmap.moved(piece.address, at)

    def label(self, piece: Piece, label: str, by: Person, at: datetime) -> None:
        self._touch(piece, by, at)
        if piece.in_jira:
            self.jira.label(piece.key, add=[label], by=by.jira, at=at)
        else:
            self.github.label(piece.container, piece.number, add=[label], by=by.login, at=at)

    def cite(self, pull: Piece, other: Piece, by: Person, at: datetime) -> None:
        """The text of the pull request names another piece from now on."""
        self._touch(pull, by, at)
        pull.names += (other,)
        self.github.edit(*pull.address, pull.body, at=at)

    def assign(self, piece: Piece, to: Person, by: Person, at: datetime) -> None:
        self._touch(piece, by, at)
        if piece.in_jira:
            self.jira.assign(piece.key, to.jira, by=by.jira, at=at)
        else:
            self.github.assign(*piece.address, to.login, by=by.login, at=at)
            self.roadmap.moved(piece.address, at)

    def talk(
        self, channel: str, asker: Person, text: str, answers: Iterable[tuple[Person, str, datetime]], at: datetime
    ) -> None:
        """A message and the thread of answers below it."""
        self.asked.append((at.date(), text))
        thread = self.slack.post(channel, asker.slack, text, at=at)
        for person, answer, when in answers:
            self.slack.post(channel, person.slack, answer, at=when, thread_ts=thread)

    def robot_says(self, piece: Piece, text: str, at: datetime) -> None:
        """A comment by the tool's own robot, which is nobody's activity."""
        if piece.in_jira:
            self.jira.comment(piece.key, text, by=JIRA_APP, at=at)
        else:
            self.github.comment(piece.container, piece.number, text, by=CI_BOT, at=at)
