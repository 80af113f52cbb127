"""D6: the strategy changed and effort did not follow, or effort is split evenly where the targets are not.

Looks at: the newest change of target shares by `change_share` or more in the last `watched_days`, beside the effort of the
`before_days` before it and of the last `now_days`; objectives that lost their target count as well.
Formula: response = 1 - distance(now, new targets) / distance(before, new targets), distance as in D5. Evenness is the
normalised entropy of the shares: 1 when all are equal.
Severity: a response below `alert_ratio` is a warning from `early_days` on and critical from `late_days` on. One below
`early_ratio` (later `late_ratio`) is shown (info). An evenness above `even_ratio` where that of the targets is below
`concentrated_ratio` is a warning.
Silent: before `early_days`; with fewer than `min_person_days` before or now; where effort was less than `change_share` away
from the new targets.
Stands on: target shares and their versions, links, and activity, worklogs or story points, on all tools.
"""

from collections.abc import Iterator
from datetime import timedelta

from msgspec import Struct

from core.allocation import Allocation, Change, allocation, changes, evenness, response, total_variation
from core.bounds import Days, PersonDays, Ratio, Share
from core.detectors.company import sole_owner, strategy
from core.detectors.contract import Detector
from core.detectors.verdict import Verdict, together
from core.facts import Facts
from core.findings import Observation, Severity, Subject
from core.phrases import day
from core.times import midnight

LEAST_OBJECTIVES = 3  # two that share evenly say nothing


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """
    change_share: of the target shares that must have moved to count as a change of strategy
    watched_days: after a change, for which it is watched
    before_days: before the change, whose effort is the point of departure
    now_days: trailing days whose effort is where the company stands
    early_days: after which a first response is expected
    early_ratio: of the way that should be gone by then
    late_days: after which the shift should be done
    late_ratio: of the way that should be gone by then
    alert_ratio: of the way, below which it is told
    even_ratio: of the greatest possible entropy, above which effort counts as split evenly
    concentrated_ratio: of the greatest possible entropy, below which the targets do not
    min_person_days: nothing is judged on less
    """

    change_share: Share = 0.10
    watched_days: Days = 70
    before_days: Days = 28
    now_days: Days = 14
    early_days: Days = 21
    early_ratio: Ratio = 0.50
    late_days: Days = 42
    late_ratio: Ratio = 0.80
    alert_ratio: Ratio = 0.25
    even_ratio: Ratio = 0.95
    concentrated_ratio: Ratio = 0.80
    min_person_days: PersonDays = 20.0


def judge(facts: Facts, settings: Settings) -> Iterator[Observation]:
    today = facts.as_of.date()
    found = [change for change in changes(facts.targets, today) if change.size >= settings.change_share]
    newest = found[-1] if found else None
    if newest and (today - newest.day).days < settings.early_days:
        return
    now = allocation(facts, today, settings.now_days)
    watched = newest if newest and (today - newest.day).days <= settings.watched_days else None
    verdicts = [each for each in (watched and _slow(watched, facts, settings), _even(now, newest, settings)) if each]
    if verdicts:
        yield _observation(together(verdicts), now, facts, settings)


def _slow(change: Change, facts: Facts, settings: Settings) -> Verdict | None:
    keys = {*change.before, *change.after}
    eve = change.day - timedelta(days=1)
    before = allocation(facts, eve, settings.before_days, objectives=keys)
    now = allocation(facts, facts.as_of.date(), settings.now_days, objectives=keys)
    enough = min(before.person_days, now.person_days) >= settings.min_person_days
    if not enough or not before.actual or not now.actual:
        return None
    way, gone = total_variation(before.actual, change.after), response(before.actual, now.actual, change.after)
    severity = None if gone is None else _severity(gone, (facts.as_of.date() - change.day).days, settings)
    if gone is None or severity is None or way < settings.change_share:
        return None
    says = f"changed its targets on {day(change.day)}, and effort has gone {max(gone, 0):.0%} of the way"
    numbers = {"response": round(gone, 2), "change": change.day.isoformat(), "distance_before": round(way, 2)}
    return Verdict(severity, says, change.day, {**numbers, "distance": total_variation(now.actual, change.after)})


def _severity(gone: float, days: int, settings: Settings) -> Severity | None:
    late = days >= settings.late_days
    if gone < settings.alert_ratio:
        return "critical" if late else "warning"
    return "info" if gone < (settings.late_ratio if late else settings.early_ratio) else None


def _even(now: Allocation, newest: Change | None, settings: Settings) -> Verdict | None:
    actual, target = evenness(now.actual), evenness(now.target)
    judged = len(now.target) >= LEAST_OBJECTIVES and now.person_days >= settings.min_person_days
    if not judged or actual <= settings.even_ratio or target >= settings.concentrated_ratio:
        return None
    numbers = {"evenness": round(actual, 2), "target_evenness": round(target, 2)}
    says = "splits its effort evenly between its objectives, though their targets are far apart"
    return Verdict("warning", says, newest.day if newest else now.begin, {**numbers})


def _observation(verdict: Verdict, now: Allocation, facts: Facts, settings: Settings) -> Observation:
    above = strategy(facts)
    return Observation(
        detector="D6",
        subject=Subject("company", "allocation"),
        severity=verdict.severity,
        title="The company",
        says=verdict.says,
        since=midnight(verdict.since),
        owner=sole_owner(above),
        goal=above.goal.key if above else None,
        evidence={**verdict.evidence, "window_days": settings.now_days, **now.method},
    )


DETECTOR = Detector(
    id="D6",
    name="slow shift",
    label="fairlead-slow-shift",
    advice="Say which work stops for the new targets, team by team, and who moves.",
    settings=Settings,
    judge=judge,
)
