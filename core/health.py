"""How a goal stands: what its owner says of it (declared), and what the tools show (observed), kept apart. Pure.

Declared words have a meaning only where there can be no doubt; others are shown as they are, and never guessed. Observed, in
this order:

- *at rest*: over, not begun yet, or an initiative in which nothing is under way;
- an initiative: *off track* when nobody touched it for `OFF_TRACK_DAYS`, *behind* from `BEHIND_DAYS` on, else *on track*;
- any other goal, by its pace (`core.rollup`): *on track* from 1 on, or when the target is reached, *behind* from `BEHIND_RATIO`
  on, *off track* below;
- *unknown*: nothing of that can be said.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from core.chain import ancestors
from core.facts import GoalFact
from core.measure import MET
from core.rollup import Rolled, roll_up
from core.series import Series

Health = Literal["on track", "behind", "off track", "at rest", "unknown"]
BEHIND_RATIO = 0.9  # of the expected progress, as D8 has it
BEHIND_DAYS, OFF_TRACK_DAYS = 14, 28  # without activity, as D2 has it
DISAGREED_DAYS = 14
T = TypeVar("T", float, str)
ROUNDING = 1e-9  # of a pace that is the mean of several

_WORDS: Mapping[str, Health] = {
    **dict.fromkeys(
        ("green", "🟢", "on track", "ontrack", "on schedule", "on pace", "good", "healthy", "ok"), "on track"
    ),
    **dict.fromkeys(("ahead", "ahead of plan", "ahead of schedule"), "on track"),
    **dict.fromkeys(("amber", "yellow", "orange", "🟡", "🟠", "at risk", "some risk", "needs attention"), "behind"),
    **dict.fromkeys(("behind", "slightly behind", "slightly off track", "behind schedule"), "behind"),
    **dict.fromkeys(("red", "🔴", "off track", "offtrack", "blocked", "critical", "high risk", "failing"), "off track"),
    **dict.fromkeys(("late", "delayed", "missed"), "off track"),
    **dict.fromkeys(
        ("not started", "planned", "on hold", "paused", "postponed", "deferred", "parked", "draft"), "at rest"
    ),
    **dict.fromkeys((*MET, "abandoned", "cancelled", "canceled", "dropped", "superseded", "replaced"), "at rest"),
}


class Observed(Struct, frozen=True):
    """`why` in plain words."""

    health: Health
    why: str


class Disagreement(Struct, frozen=True, kw_only=True):
    """The owner says one thing and the figures another, on every day since then at least. `words` are the owner's, `basis` is
    that of the figures (`core.rollup.Rolled`)."""

    goal: str
    words: str
    declared: Health
    observed: Health
    basis: Literal["own", "below", "none"]
    since: date


def declared(words: str) -> Health:
    """What a status means, by all of it or by what stands before a dash, colon, comma or bracket; unknown for other words."""
    whole = _plain(words)
    first = _plain(re.split(r"\s[-–—]\s|[:;,(]", words, maxsplit=1)[0])
    return _WORDS.get(whole) or _WORDS.get(first) or "unknown"


def observe(facts: Iterable[GoalFact], rolled: Mapping[str, Rolled], at: datetime) -> dict[str, Observed]:
    """By key; `rolled` is the roll-up of the same goals at the same moment."""
    return {fact.goal.key: _observed(fact, rolled[fact.goal.key], at) for fact in facts}


def disagreements(facts: Collection[GoalFact], at: datetime, days: int = DISAGREED_DAYS) -> Iterator[Disagreement]:
    """Goals that are said to be on track and are off track, or the other way round, on each of so many days before this one.

    The past is looked at with the values and words that were known then, and with the targets of now, and no further back than
    these days.
    """
    now = _apart(facts, at)
    concerned = _with_all_below(facts, now)
    since, still = dict.fromkeys(now, at.date()), set(now)
    for back in range(1, days + 1):
        day = at - timedelta(days=back)
        before = _apart([_known_on(fact, day.date()) for fact in concerned], day) if still else {}
        still = {key for key in still if key in before and before[key][:2] == now[key][:2]}
        since.update(dict.fromkeys(still, day.date()))
    for fact in concerned:
        key = fact.goal.key
        if key in now and (at.date() - since[key]).days >= days:
            said, seen, basis = now[key]
            yield Disagreement(
                goal=key, words=fact.declared, declared=said, observed=seen, basis=basis, since=since[key]
            )


class _Pair(NamedTuple):
    said: Health
    seen: Health
    basis: Literal["own", "below", "none"]


def _apart(facts: Collection[GoalFact], at: datetime) -> dict[str, _Pair]:
    """What is said and what is seen of the goals of which one is on track and the other off track."""
    rolled = roll_up(facts, at)
    found = {}
    for fact in facts:
        said, stands = declared(fact.declared), rolled[fact.goal.key]
        seen = _observed(fact, stands, at).health
        if {said, seen} == {"on track", "off track"}:
            found[fact.goal.key] = _Pair(said, seen, stands.basis)
    return found


def _with_all_below(facts: Collection[GoalFact], keys: Collection[str]) -> list[GoalFact]:
    goals = {fact.goal.key: fact.goal for fact in facts}
    return (
        [fact for fact in facts if any(above.key in keys for above in ancestors(fact.goal.key, goals))] if keys else []
    )


def _known_on(fact: GoalFact, day: date) -> GoalFact:
    """With the values and words of that day and before. When a value of a running period was measured, nobody knows."""
    return replace(
        fact,
        goal=replace(fact.goal, current=None, declared=""),
        values=_until(fact.values, day),
        statuses=_until(fact.statuses, day),
        running=None,
    )


def _until(points: Series[T], day: date) -> Series[T]:
    return points[: bisect_right(points, day, key=lambda point: point[0].date())]


def _observed(fact: GoalFact, rolled: Rolled, at: datetime) -> Observed:
    begins = fact.goal.effective_from
    if fact.ended:
        return Observed("at rest", f"over since {fact.ended}")
    if begins and begins > at.date():
        return Observed("at rest", f"begins on {begins}")
    return _by_activity(fact, at) if fact.goal.level == "initiative" else _by_pace(rolled)


def _by_activity(fact: GoalFact, at: datetime) -> Observed:
    last = fact.last_activity
    if not fact.doing:
        return Observed("at rest", "nothing is under way")
    if last is None:
        return Observed("unknown", "no activity is known")
    if at - last < timedelta(days=BEHIND_DAYS):
        return Observed("on track", "people work on it")
    health: Health = "behind" if at - last < timedelta(days=OFF_TRACK_DAYS) else "off track"
    return Observed(health, f"nobody touched it since {last:%Y-%m-%d}")


def _by_pace(rolled: Rolled) -> Observed:
    if rolled.basis == "own" and rolled.progress == 1:
        return Observed("on track", "the target is reached")
    if rolled.pace is None:
        return Observed("unknown", "no pace is known")
    why = f"{rolled.pace:.2f} of the progress expected" + (" below it" if rolled.basis == "below" else "")
    if rolled.pace >= 1 - ROUNDING:
        return Observed("on track", why)
    return Observed("behind" if rolled.pace >= BEHIND_RATIO - ROUNDING else "off track", why)


def _plain(words: str) -> str:
    return " ".join(re.sub(r"[-_.!]+", " ", words.casefold()).split())
