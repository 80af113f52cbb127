"""D11: a team in which work gets stuck: what is begun grows old, more comes than goes, or work is handed on and on.

Looks at: the team's issues, rows, and pull requests that close no issue: those in progress, and those finished in the last 90
days. The day of today counts as whole.
Formula: aged share = items in progress for longer than the 85th percentile (p85) of the team's cycle times, and for at least
`min_age_days` / all its items in progress. Its usual share, if all goes on as it did = days that the finished items were in
progress beyond the p85 / all days that they were in progress. Handed share = items in progress with more handoffs than the p85
of finished ones, and at least `min_handoffs` / all in progress. The queue grows when more items come (are created or reopened)
than are done in each of the last `growth_weeks` whole weeks. As in docs/metrics.md.
Severity: a warning for an aged share above `warn_share` and above `usual_ratio` times the usual one, or for a handed share
above `handed_share`; critical when the queue grows as well, or for such an aged share above `critical_share`. One finding for
each team names all that holds.
Silent: about a team with fewer than `min_items` finished items or fewer than `min_doing_items` in progress; about a queue that
grows while work flows, which means more wishes and no bottleneck; about a team that finishes many quick items beside a few long
ones: its p85 is that of the quick ones, and what is in progress is nearly always long.
Stands on: status categories, assignees and their history, on all tools.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct

from core.bounds import Count, Days, Ratio, Share, Weeks
from core.detectors.contract import Detector
from core.detectors.subjects import of_team
from core.facts import Facts, SlowItem, TeamFlow
from core.findings import Observation, Severity
from core.times import midnight

TOLD = 20  # items that the evidence names


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """
    warn_share: of its items in progress that are aged, above it the team is told
    critical_share: of its items in progress that are aged, above it the finding is critical
    usual_ratio: more than so many times its usual share must be aged, too
    min_age_days: an item that has been in progress for less is not aged, however quick others were
    growth_weeks: so many weeks in a row more must come than goes, for the queue to grow
    handed_share: of its items in progress that were handed on too often, above it the team is told
    min_handoffs: an item with fewer handoffs was not handed on too often
    min_items: a team with fewer finished items is not judged
    min_doing_items: a team with fewer items in progress is not judged
    """

    warn_share: Share = 0.50
    critical_share: Share = 0.60
    usual_ratio: Ratio = 2.0
    min_age_days: Days = 7
    growth_weeks: Weeks = 3
    handed_share: Share = 0.25
    min_handoffs: Count = 2
    min_items: Count = 8
    min_doing_items: Count = 8


class Reason(Struct, frozen=True):
    """One way in which work gets stuck, in words, with what it rests on."""

    says: str
    since: datetime
    severity: Severity
    evidence: dict[str, Any]


def judge(facts: Facts, settings: Settings) -> Iterator[Observation]:
    for team in facts.flows:
        seen = team.flow
        if seen.cycle.n >= settings.min_items and seen.doing >= settings.min_doing_items:
            day = midnight(facts.as_of.date())
            stuck = [*_aged(team, day, settings), *_handed(team, day, settings)]
            if stuck:
                yield _observation(team, [*stuck, *_growing(team, day, settings)])


def _aged(team: TeamFlow, day: datetime, settings: Settings) -> Iterator[Reason]:
    """Since the item that made them too many came of age."""
    doing, p85 = team.flow.doing, team.flow.cycle.p85
    if p85 is None:
        return
    age, end = max(p85, settings.min_age_days), day + timedelta(days=1)
    aged = [each for each in team.aged if (end - each.started) / timedelta(days=1) >= age]
    enough = max(settings.warn_share, settings.usual_ratio * team.usual) * doing
    if len(aged) <= enough:
        return
    slowest = next(iter(team.flow.slowest), None)
    share = len(aged) / doing
    yield Reason(
        f"{len(aged)} of its {doing} items in progress have taken longer than 85% of what it finished ({p85:.1f} days)"
        + (f", and “{slowest.status}” takes longest" if slowest else ""),
        aged[int(enough)].started + timedelta(days=age),
        "critical" if share > settings.critical_share else "warning",
        {
            "aged_share": round(share, 2),
            "usual_share": round(team.usual, 2),
            "cycle_p85_days": round(p85, 1),
            "slowest_status": slowest.status if slowest else None,
            "aged": _told(aged),
        },
    )


def _growing(team: TeamFlow, day: datetime, settings: Settings) -> Iterator[Reason]:
    weeks = settings.growth_weeks
    came, left = team.flow.came[-weeks:], team.flow.left[-weeks:]
    if len(came) == weeks and all(more > less for more, less in zip(came, left, strict=True)):
        says = f"{sum(came)} items came in {weeks} weeks, and {sum(left)} were done"
        yield Reason(says, day - timedelta(weeks=weeks), "critical", {"came": list(came), "done": list(left)})


def _handed(team: TeamFlow, day: datetime, settings: Settings) -> Iterator[Reason]:
    handed = [each for each in team.handed if each.handoffs >= settings.min_handoffs]
    if len(handed) > settings.handed_share * team.flow.doing:
        yield Reason(
            f"{len(handed)} of its {team.flow.doing} items in progress went from one to the next more often than most",
            day,
            "warning",
            {"handed_share": round(len(handed) / team.flow.doing, 2), "handed": _told(handed)},
        )


def _told(items: list[SlowItem] | tuple[SlowItem, ...]) -> list[str]:
    return [each.item.key for each in items[:TOLD]]


def _observation(team: TeamFlow, reasons: list[Reason]) -> Observation:
    evidence = {name: value for reason in reasons for name, value in reason.evidence.items()}
    return of_team(
        "D11",
        team.team,
        severity="critical" if any(reason.severity == "critical" for reason in reasons) else "warning",
        says=f"has work that gets stuck: {'; '.join(reason.says for reason in reasons)}",
        since=min(reason.since for reason in reasons),
        evidence={**evidence, "doing": team.flow.doing, "finished": team.flow.cycle.n},
    )


DETECTOR = Detector(
    id="D11",
    name="bottleneck",
    label="fairlead-bottleneck",
    advice="Finish the oldest items before anything new is begun, or help where work waits longest.",
    settings=Settings,
    judge=judge,
)
