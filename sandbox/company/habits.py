"""How teams keep their Jira beside the work itself: story points, sprints, flags, what blocks what, hours now and then.

Each habit is part of something that the same person does to the same issue on that day anyway, and none draws from the
company's own chance: what is planted, who spent which day on what, and what lies still stay as they are. What holds work back
is over by evening: one piece of a person is done before the next goes on, and a flag stays up only where nobody looks any more.
"""

from datetime import date, datetime, timedelta
from itertools import count
from random import Random

from sandbox.jira import JiraState

POINTS = (1, 2, 3, 5, 8)
# Shares of the pieces that could be. So few are estimated that no team's effort is measured by points: the company counts days.
ESTIMATED, BLOCKED, FLAGGED, LOGGED = 0.4, 0.6, 0.05, 0.1
SPRINT = timedelta(days=14)
Page = tuple[str, str, date]  # a person's day in a project


class Habits:
    """All methods take the issue's key, the account that acts, and the moment."""

    def __init__(self, jira: JiraState) -> None:
        self.jira, self.random = jira, Random(8)
        self._begun: dict[Page, str] = {}
        self._numbers: dict[str, count[int]] = {}
        self._running: dict[str, tuple[int, datetime]] = {}

    def created(self, key: str, by: str, at: datetime) -> None:
        if self._happens(ESTIMATED):
            self.jira.set_field(key, "Story Points", self.random.choice(POINTS), by=by, at=at)

    def started(self, key: str, by: str, at: datetime) -> None:
        self.jira.into_sprint(key, self._sprint(key.partition("-")[0], at), by=by, at=at)
        self._begun[_page(key, by, at)] = key

    def finished(self, key: str, by: str, at: datetime) -> None:
        """What a person begins on the day on which something else is done often had to wait for it."""
        if self._happens(FLAGGED):
            self.jira.flag(key, by=by, at=at)
        next_ = self._begun.get(_page(key, by, at), key)
        if next_ != key and self._happens(BLOCKED):
            self.jira.link(key, "Blocks", next_, by=by, at=at)
        if self._happens(LOGGED):
            hours = self.random.choice((0.5, 1.0, 2.0, 4.0))
            self.jira.log_work(key, hours, by=by, started=at - timedelta(hours=hours), at=at)

    def _sprint(self, project: str, at: datetime) -> int:
        """The sprint that the team is in; each ends where the next begins."""
        known = self._running.get(project)
        if known and at < known[1]:
            return known[0]
        if known:
            self.jira.run_sprint(known[0], "closed")
        begin = known[1] if known else at.replace(hour=8, minute=0, second=0, microsecond=0)
        begin += SPRINT * ((at - begin) // SPRINT)
        nth = next(self._numbers.setdefault(project, count(1)))
        number = self.jira.add_sprint(f"{project} Sprint {nth}", begin, begin + SPRINT)
        self.jira.run_sprint(number, "active")
        self._running[project] = number, begin + SPRINT
        return number

    def _happens(self, share: float) -> bool:
        return self.random.random() < share


def _page(key: str, by: str, at: datetime) -> Page:
    return key.partition("-")[0], by, at.date()
