"""How effort is divided between objectives, how it should be, and how fast one follows the other: pure judgement of facts.

Shares are of the effort on objectives that have a target share; `coverage` tells how much of all effort that is. Work that
serves none of them, unlinked work among it, is told by other detectors. Effort on a goal belongs to the nearest objective
with a target at or above it. Target shares are taken relative to their sum, so that they always add up to 1.

Total variation distance: Levin, Peres, Wilmer, Markov Chains and Mixing Times, 4.1. Entropy: Shannon 1948, here by its
greatest possible value (Pielou's evenness).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from math import log

from msgspec import Struct
from msgspec.structs import replace

from core.effort import Measured, between, divided, measured
from core.facts import DailyEffort, EffortFact, Facts, TargetShare

Shares = Mapping[str, float]  # by objective, 0–1
ROUNDED = 4  # digits of a share: sums of the same numbers in another order must compare equal


class Allocation(Struct, frozen=True, kw_only=True):
    """The effort of the days from `begin` to `end`, both included.

    `actual` and `target` are shares by objective, each adding up to 1 (empty without any). `person_days` went into these
    objectives, `coverage` is their share of all effort. `measured` tells by team how its effort was measured.
    """

    begin: date
    end: date
    actual: Shares
    target: Shares
    person_days: float
    coverage: float
    measured: Mapping[str, Measured]

    @property
    def distance(self) -> float:
        return total_variation(self.actual, self.target)

    @property
    def method(self) -> dict[str, object]:
        """How it was measured, for the evidence of a finding."""
        return {
            "coverage": round(self.coverage, 2),
            "method": {team: str(each) for team, each in self.measured.items()},
        }

    def gap(self, key: str) -> float:
        """How far an objective is above its target share; negative below it."""
        return round(self.actual.get(key, 0.0) - self.target.get(key, 0.0), ROUNDED)


class Change(Struct, frozen=True):
    """Target shares before and from `day` on."""

    day: date
    before: Shares
    after: Shares

    @property
    def size(self) -> float:
        return total_variation(self.before, self.after)


def total_variation(one: Shares, other: Shares) -> float:
    """Half the sum of absolute differences, 0–1: the share of effort that would have to move."""
    keys = sorted({*one, *other})
    return round(sum(abs(one.get(key, 0.0) - other.get(key, 0.0)) for key in keys) / 2, ROUNDED)


def evenness(shares: Shares) -> float:
    """Normalised entropy: 1 when all shares are equal, 0 when one has everything or there are fewer than two."""
    if len(shares) < 2:
        return 0.0
    entropy = -sum(share * log(share) for share in shares.values() if share > 0)
    return round(entropy / log(len(shares)), ROUNDED)


def response(before: Shares, now: Shares, target: Shares) -> float | None:
    """How much of the way to the target was gone: 1 all of it, 0 none, below 0 the wrong way. None: there was no way to go."""
    distance = total_variation(before, target)
    return round(1 - total_variation(now, target) / distance, ROUNDED) if distance else None


def targets_on(day: date, targets: Iterable[TargetShare]) -> dict[str, float]:
    """The target shares in force on a day, adding up to 1; empty when there are none above 0."""
    found = {each.goal: each.share for each in targets if each.holds(day)}
    total = sum(found.values())
    return {key: found[key] / total for key in sorted(found)} if total > 0 else {}


def changes(targets: Collection[TargetShare], until: date) -> list[Change]:
    """Every day up to `until` on which other targets came into force, oldest first. The first targets change nothing."""
    days = {each.begin for each in targets if each.begin}
    days |= {each.end + timedelta(days=1) for each in targets if each.end}
    found = (
        Change(day, targets_on(day - timedelta(days=1), targets), targets_on(day, targets)) for day in sorted(days)
    )
    return [change for change in found if change.day <= until and change.before and change.after and change.size]


def allocation(facts: Facts, end: date, days: int, *, objectives: Collection[str] = ()) -> Allocation:
    """How effort was divided in the `days` days up to `end`, beside the targets of that day.

    `objectives` are counted though they have no target on that day, as those of an old strategy.
    """
    begin, target = end - timedelta(days=days - 1), targets_on(end, facts.targets)
    rows = between(facts.daily, begin, end)
    by_team = measured(rows, facts.method_coverage)
    spent: dict[str | None, float] = defaultdict(float)
    for effort in on_objectives(facts, rows, by_team, {*target, *objectives}):
        spent[effort.goal] += effort.person_days
    total, elsewhere = sum(spent.values()), spent.pop(None, 0.0)
    covered = total - elsewhere
    return Allocation(
        begin=begin,
        end=end,
        actual={key: spent.get(key, 0.0) / covered for key in sorted({*target, *objectives})} if covered else {},
        target=target,
        person_days=round(covered, 3),
        coverage=round(covered / total, ROUNDED) if total else 0.0,
        measured=by_team,
    )


def trend(facts: Facts, end: date, weeks: int, days: int) -> list[Allocation]:
    """The allocation as it stood at the end of each of the trailing weeks, oldest first; the last one is that of `end`."""
    return [allocation(facts, end - timedelta(weeks=back), days) for back in reversed(range(weeks + 1))]


def on_objectives(
    facts: Facts, rows: Iterable[DailyEffort], methods: Mapping[str, Measured], wanted: Collection[str]
) -> Iterator[EffortFact]:
    """The effort of each team, in person-days, on the wanted objectives (None: on none of them). A team may come with the same
    one several times."""
    serves = objectives_of(facts, wanted)
    for effort in divided(rows, methods):
        yield replace(effort, goal=serves.get(effort.goal or ""))


def objectives_of(facts: Facts, wanted: Collection[str]) -> dict[str, str]:
    """By goal, the nearest of the wanted objectives at or above it."""
    below: dict[str | None, list[str]] = defaultdict(list)
    for fact in facts.goals:
        below[fact.goal.parent].append(fact.goal.key)
    found = {fact.goal.key: fact.goal.key for fact in facts.goals if fact.goal.key in wanted}
    reached = list(found)
    for key in reached:  # more is reached from there, and each once, also in a circle of parents
        new = [child for child in below[key] if child not in found]
        found |= dict.fromkeys(new, found[key])
        reached += new
    return found
