"""D16: a team that finishes more and more small things that serve no goal, while what matters most grows old.

Looks at: the team's issues, rows, and pull requests that close no issue: those finished in the last 90 days, by whole weeks
back from the end of today, and those in progress.
Formula: easy share of a week = finished items that are small and linked to no goal / all finished items. Small is what has
fewer story points than the median of the team's finished items; of what has none, a smaller estimate than their median; of what
has neither, a cycle time of one day at most. The share rises when it is higher in each of the last `rising_weeks` than in the
week before, and by `rise_share` in all. What matters most is linked to a goal, has one of `high_priorities`, and has been in
progress for longer than the 85th percentile of the team's cycle times (D11).
Severity: always a warning.
Silent: about a team that finished fewer than `min_items` in these weeks; with fewer than `min_aged_items` that matter and grow
old. What is exempt counts as linked.
Stands on: links, points, estimates, priorities, status categories and their history, on all tools.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from msgspec import Struct

from core.bounds import Count, Share, Weeks
from core.detectors.contract import Detector
from core.detectors.subjects import of_team
from core.facts import DoneWeek, Facts, SlowItem, TeamFlow
from core.findings import Observation
from core.times import midnight

TOLD = 20  # items that the evidence names


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """
    rising_weeks: so many weeks in a row the easy share must have risen
    rise_share: by which it must have risen in all, from the week before them to the last
    min_items: a team that finished fewer items in these weeks is not judged
    min_aged_items: so many items that matter must have grown old
    high_priorities: names of the priorities that matter
    """

    rising_weeks: Weeks = 3
    rise_share: Share = 0.25
    min_items: Count = 8
    min_aged_items: Count = 2
    high_priorities: tuple[str, ...] = ("highest", "high", "critical", "blocker", "urgent", "p0", "p1")


def judge(facts: Facts, settings: Settings) -> Iterator[Observation]:
    for team in facts.flows:
        weeks = team.weeks[-settings.rising_weeks - 1 :]
        aged = [each for each in team.aged if _matters(each, settings)]
        if len(aged) >= settings.min_aged_items and _rises(weeks, settings):
            yield _observation(team, weeks, aged, facts.as_of)


def _matters(each: SlowItem, settings: Settings) -> bool:
    wanted = {name.casefold() for name in settings.high_priorities}
    return each.item.goal is not None and (each.priority or "").casefold() in wanted


def _rises(weeks: Sequence[DoneWeek], settings: Settings) -> bool:
    if len(weeks) <= settings.rising_weeks or sum(week.done for week in weeks[1:]) < settings.min_items:
        return False
    shares = [_share(week) for week in weeks]
    always = all(before < after for before, after in pairwise(shares))
    return always and round(shares[-1] - shares[0], 9) >= settings.rise_share


def _share(week: DoneWeek) -> float:
    """A week in which nothing was finished has no easy win either."""
    return week.easy / week.done if week.done else 0.0


def _observation(team: TeamFlow, weeks: Sequence[DoneWeek], aged: Sequence[SlowItem], now: datetime) -> Observation:
    first, last = _share(weeks[0]), _share(weeks[-1])
    return of_team(
        "D16",
        team.team,
        says=(
            f"finishes more and more small things that serve no goal ({first:.0%} of what it finished, and then {last:.0%}), "
            f"while {len(aged)} items of high priority grow old"
        ),
        since=midnight(now.date()) + timedelta(days=1) - timedelta(weeks=len(weeks) - 1),
        evidence={
            "done": [week.done for week in weeks],
            "easy": [week.easy for week in weeks],
            "aged": [each.item.key for each in aged[:TOLD]],
        },
    )


DETECTOR = Detector(
    id="D16",
    name="easy wins over big work",
    label="fairlead-easy-wins",
    advice="Take up the oldest item of high priority before the next small one, or say what makes the small ones matter.",
    settings=Settings,
    judge=judge,
)
