"""How effort moves between goals when items are linked in another way."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from core.facts import EffortFact

Days = Mapping[str | None, float]  # person-days by goal; None: work that serves no goal
ROUNDED = 3  # digits, as of the facts: databases add up in different orders


class Shift(Struct, frozen=True, kw_only=True):
    """Effort on one goal (None: work that serves no goal) before and after, over all teams or of one `team`.

    `before` and `after` are person-days, the shares 0–1 of all effort of that team, or of all teams.
    """

    goal: str | None
    team: str | None = None
    before: float
    after: float
    share_before: float
    share_after: float

    @property
    def moves(self) -> bool:
        return (self.before, self.share_before) != (self.after, self.share_after)


def shifts(before: Iterable[EffortFact], after: Iterable[EffortFact]) -> list[Shift]:
    """First all goals over all teams, the largest first; then for each team the goals of which its effort moves."""
    was, now = _by_team(before), _by_team(after)
    everybody = list(_shifts(None, was[None], now[None]))
    teams = sorted(team for team in was.keys() | now.keys() if team is not None)
    return everybody + [shift for team in teams for shift in _shifts(team, was[team], now[team]) if shift.moves]


def _by_team(efforts: Iterable[EffortFact]) -> defaultdict[str | None, dict[str | None, float]]:
    """Under None that of all teams."""
    found: defaultdict[str | None, dict[str | None, float]] = defaultdict(dict)
    for effort in efforts:
        for team in (None, effort.team):
            found[team][effort.goal] = found[team].get(effort.goal, 0.0) + effort.person_days
    return found


def _shifts(team: str | None, was: Days, now: Days) -> Iterator[Shift]:
    goals, (all_was, all_now) = was.keys() | now.keys(), (sum(days.values()) for days in (was, now))
    for goal in sorted(goals, key=lambda goal: (-max(was.get(goal, 0), now.get(goal, 0)), goal or "")):
        yield Shift(
            goal=goal,
            team=team,
            before=round(was.get(goal, 0.0), ROUNDED),
            after=round(now.get(goal, 0.0), ROUNDED),
            share_before=_share(was.get(goal, 0.0), all_was),
            share_after=_share(now.get(goal, 0.0), all_now),
        )


def _share(days: float, total: float) -> float:
    return round(days / total, ROUNDED + 1) if total else 0.0
