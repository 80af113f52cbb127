"""Where what owners say of their goals and what the tools show have been apart for days. Pure."""

from bisect import bisect_right
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from core.chain import ancestors
from core.facts import GoalFact
from core.health import Health, declared, observed
from core.rollup import roll_up
from core.series import Series

DISAGREED_DAYS = 14
T = TypeVar("T", float, str)


class Disagreement(Struct, frozen=True, kw_only=True):
    """The owner says one thing and the figures another, on every day since then at least. `words` are the owner's, `basis` is
    that of the figures (`core.rollup.Rolled`)."""

    goal: str
    words: str
    declared: Health
    observed: Health
    basis: Literal["own", "below", "none"]
    since: date


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
        seen = observed(fact, stands, at).health
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
