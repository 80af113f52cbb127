"""What owners are asked, as an evaluation saw it: how each key result stands, and what became of a change of strategy. Pure.

It is kept beside the findings, so that planning what to ask reads no facts.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from msgspec import Struct

from core.allocation import Change
from core.chain import ancestors
from core.detectors import unkept_agreement
from core.detectors.company import sole_owner
from core.facts import Facts, GoalFact
from core.measure import kind, line, span
from core.pace import pace_of
from core.records import Goal, Measure

COUNTED = "fairlead"  # the source of values that a query counts
TITLES = 3  # of items that were done, told by title
DONE_DAYS = 7  # in which they were done


class DoneItem(NamedTuple):
    """An item that was done lately, with the goal that it serves."""

    goal: str
    title: str


class KeyResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A key result in force with one owner (e-mail). `expected` is what its value should be by the day of the evaluation,
    `projected` where it leads by `end`. `confidence` is 0-10. `said_on` is the day of the newest check-in. `counted`: a query
    gives the value. `done` counts linked items done in the last `DONE_DAYS` days, `titles` are the first of them."""

    goal: str
    title: str
    owner: str
    url: str = ""
    measure: Measure | None = None
    value: float | None = None
    value_on: date | None = None
    expected: float | None = None
    projected: float | None = None
    target: float | None = None
    low: float | None = None
    high: float | None = None
    end: date | None = None
    confidence: float | None = None
    said_on: date | None = None
    counted: bool = False
    done: int = 0
    titles: tuple[str, ...] = ()


class Shifted(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An objective whose target share changed on `day`, and whose one owner (e-mail) is asked what follows from it.
    `said_on` is when that was answered in a sheet."""

    goal: str
    title: str
    owner: str
    day: date
    until: date
    before: float
    after: float
    url: str = ""
    said_on: date | None = None


class Asked(Struct, frozen=True):
    key_results: tuple[KeyResult, ...] = ()
    shifted: tuple[Shifted, ...] = ()


def asked(facts: Facts, done: Iterable[DoneItem], settings: unkept_agreement.Settings) -> Asked:
    """Everything that owners are asked now. `settings` are those of D20, which judges the answers to a change."""
    goals = {fact.goal.key: fact.goal for fact in facts.goals}
    titles = _below(done, goals)
    said: dict[str, date] = {}
    for reading in facts.readings:
        if reading.source != COUNTED:
            said[reading.subject] = max(reading.at, said.get(reading.subject, reading.at))
    return Asked(
        tuple(_key_result(fact, owner, facts, said, titles) for fact, owner in _key_results(facts)),
        tuple(_shifted(facts, settings)),
    )


def _below(done: Iterable[DoneItem], goals: Mapping[str, Goal]) -> dict[str, list[str]]:
    """Titles of items by each goal at or above the one they serve."""
    found: dict[str, list[str]] = defaultdict(list)
    for each in done:
        for goal in ancestors(each.goal, goals):
            found[goal.key].append(each.title)
    return found


def _key_results(facts: Facts) -> Iterator[tuple[GoalFact, str]]:
    today = facts.as_of.date()
    for fact in facts.goals:
        begins, owner = fact.goal.effective_from, sole_owner(fact)
        begun = begins is None or begins <= today
        if fact.goal.level == "key_result" and not fact.ended and begun and owner and "@" in owner:
            yield fact, owner


def _key_result(
    fact: GoalFact, owner: str, facts: Facts, said: Mapping[str, date], titles: Mapping[str, list[str]]
) -> KeyResult:
    goal, way, measure = fact.goal, line(fact.goal, fact.targets), kind(fact.goal)
    pace, period = pace_of(fact, facts.as_of), span(goal, way)
    goes = way if measure in ("increase", "decrease") else None
    done = titles.get(goal.key, [])
    return KeyResult(
        goal=goal.key,
        title=goal.title,
        owner=owner,
        url=goal.url,
        measure=measure,
        value=fact.current,
        value_on=fact.values[-1][0].date() if fact.values else None,
        expected=round(goes.at(facts.as_of.date()), 4) if goes else None,
        projected=pace.projected if pace and goes else None,
        target=goes.target if goes else None,
        low=goal.low if measure == "keep" else None,
        high=goal.high if measure == "keep" else None,
        end=period[1] if period else goal.effective_to,
        confidence=None if fact.confidence is None else round(fact.confidence * 10, 1),
        said_on=said.get(goal.key),
        counted=bool(goal.query),
        done=len(done),
        titles=tuple(sorted(done)[:TITLES]),
    )


def _shifted(facts: Facts, settings: unkept_agreement.Settings) -> Iterator[Shifted]:
    change = unkept_agreement.newest_change(facts, settings)
    if change is None or facts.as_of.date() > unkept_agreement.last_day(change, settings):
        return
    for fact in facts.goals:
        owner = sole_owner(fact)
        if owner and "@" in owner and not fact.ended and unkept_agreement.is_asked(fact, change, settings):
            yield _one_shifted(fact, owner, change, facts, settings)


def _one_shifted(
    fact: GoalFact, owner: str, change: Change, facts: Facts, settings: unkept_agreement.Settings
) -> Shifted:
    key = fact.goal.key
    return Shifted(
        goal=key,
        title=fact.goal.title,
        owner=owner,
        day=change.day,
        until=unkept_agreement.last_day(change, settings),
        before=change.before.get(key, 0.0),
        after=change.after.get(key, 0.0),
        url=fact.goal.url,
        said_on=min((each.day for each in unkept_agreement.answers_to(fact, change, facts, settings)), default=None),
    )
