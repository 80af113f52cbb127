"""The stage on which work and drift are put: who is at work when, and how pieces of work come to life there."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from random import Random

from sandbox.company.calendar import Calendar
from sandbox.company.goals import Board
from sandbox.company.people import Person, Staff, Team
from sandbox.company.rows import Row
from sandbox.company.script import Act, Script
from sandbox.company.tools import Piece, Sort, Tools
from sandbox.company.vocabulary import BUG_ENDS, ENDS, PROGRESS, VERBS

ATTENDANCE = 0.85
EFFORT_DAYS = 28


@dataclass(eq=False)
class Stage:
    """`roster` holds the days on which each person is active; days that drift has reserved are taken out of it.

    `routine` are acts of every further day that keep healthy what is healthy, `upcoming` those of the n-th further day.
    `written` counts the pieces of work in the script, `capacity` each team's person-days in the effort window.
    """

    random: Random
    calendar: Calendar
    staff: Staff
    tools: Tools
    board: Board
    script: Script = field(default_factory=Script)
    roster: dict[Person, list[date]] = field(default_factory=dict)
    routine: list[Act] = field(default_factory=list)
    upcoming: dict[int, list[Act]] = field(default_factory=lambda: defaultdict(list))
    capacity: Counter[str] = field(default_factory=Counter)
    titles: Counter[str] = field(default_factory=Counter)
    written: int = 0
    _results: Iterator[Row] | None = None

    def aside(self, seed: int) -> "Stage":
        """This stage with dice of its own: what is put on it comes on top, and changes nothing that is drawn for others."""
        return replace(self, random=Random(seed))

    def call_in(self) -> None:
        """Draws up the roster: everybody is there on the last two working days, and on most days before."""
        last_two = self.calendar.days[-2:]
        window = set(self.calendar.trailing(EFFORT_DAYS))
        for team in self.staff.teams:
            for person in team.members:
                here = [day for day in self.calendar.days if person.at_work(day)]
                sure = (*last_two, person.last_day)
                self.roster[person] = [d for d in here if d in sure or self.random.random() < ATTENDANCE]
                self.capacity[team.name] += len(window.intersection(self.roster[person]))

    def free_result(self) -> Row:
        """A key result that serves no case yet; the first one falls where it should, as the worst case of pace."""
        if self._results is None:
            results = [row for row in self.board.results if not row.aside]
            rows = self.random.sample(results, len(results))
            falling = next(
                row for row in rows if row.target is not None and row.start is not None and row.target < row.start
            )
            self._results = iter([falling, *(row for row in rows if row is not falling)])
        return next(self._results)

    def reserve(self, person: Person, days: Sequence[date]) -> None:
        """These days of the person belong to something else than planned work."""
        self.roster[person] = [day for day in self.roster[person] if day not in days]

    def reserve_share(self, team: Team, share: float) -> dict[Person, list[date]]:
        """Takes `share` (0–1) of the person-days that the team has in the effort window from as few people as can give them."""
        window, wanted = set(self.calendar.trailing(EFFORT_DAYS)), max(1, round(share * self.capacity[team.name]))
        slots: list[tuple[Person, date]] = []
        for person in team.mixed:
            if len(slots) < 1.1 * wanted:
                slots += [(person, day) for day in self.roster[person] if day in window]
        chosen: dict[Person, list[date]] = {}
        for person, day in sorted(self.random.sample(slots, min(wanted, len(slots))), key=lambda slot: slot[1]):
            chosen.setdefault(person, []).append(day)
        for person, days in chosen.items():
            self.reserve(person, days)
        return chosen

    def at(self, day: date, begin: float = 0.0, end: float = 1.0) -> datetime:
        return self.calendar.moment(day, self.random, begin, end)

    def title(self, team: Team, sort: Sort) -> str:
        """No two pieces are called the same: whatever is done again is a further part."""
        title = self._title(team, sort)
        self.titles[title] += 1
        return title if self.titles[title] == 1 else f"{title}, part {self.titles[title]}"

    def _title(self, team: Team, sort: Sort) -> str:
        thing = self.random.choice(team.trade.things)
        if sort == "Bug":
            return thing[0].upper() + thing[1:] + self.random.choice(BUG_ENDS)
        return f"{self.random.choice(VERBS)} {thing}{self.random.choice(ENDS)}"

    def piece(
        self, team: Team, sort: Sort, *, by: Person, labels: Sequence[str] = (), parent: Piece | None = None
    ) -> Piece:
        """A piece of work of the team, in its project or repository, that nothing links except `labels` and `parent`."""
        container = team.trade.repo if sort in ("issue", "pull") else team.trade.project
        return Piece(sort, container, self.title(team, sort), by, by, parent=parent, labels=tuple(labels))

    def create(self, piece: Piece, day: date, begin: float = 0.0, end: float = 0.1) -> None:
        self.written += 1
        self.script.add(self.at(day, begin, end), lambda at: self.tools.create(piece, at))

    def start(self, piece: Piece, by: Person | None, day: date) -> None:
        self.script.add(self.at(day, 0.12, 0.2), lambda at: self.tools.start(piece, by, at))

    def finish(self, piece: Piece, by: Person, day: date) -> None:
        self.script.add(self.at(day, 0.92, 1.0), lambda at: self.tools.finish(piece, by, at))

    def live(
        self, piece: Piece, days: Sequence[date], by: Person, *, born: date | None = None, done: bool = False
    ) -> None:
        """The piece is created on `born` (default: the first day), begun on the first of `days`, touched by `by` on each
        and finished on the last when `done`."""
        self.create(piece, born or days[0])
        self.start(piece, by, days[0])
        for day in days:
            self.say(piece, by, day)
        if done:
            self.finish(piece, by, days[-1])

    def take_up(self, row: Row, at: datetime) -> None:
        """The goal's owner begins a piece of work that names it."""
        by = row.owners[0]
        piece = self.piece(next(team for team in self.staff.teams if by in team.members), "Task", by=by)
        piece.title = f"[{row.key}] {piece.title}"
        self.tools.create(piece, at)
        self.tools.start(piece, by, at)

    def later(self, days: int, act: Act) -> None:
        """To be done on that day from now (1 is tomorrow)."""
        self.upcoming[days].append(act)

    def say(self, piece: Piece, by: Person, day: date, begin: float = 0.3, end: float = 0.85) -> None:
        text = self.random.choice(PROGRESS)
        self.script.add(self.at(day, begin, end), lambda at: self.tools.say(piece, by, text, at))
