"""D21: who may decide what is not clear, or not kept to.

Looks at: decisions of the last `watched_days` with their kind and who took them, and threads in the channels of teams.
Formula: a decision is told if nobody stands beside it, or if its kind is one of `deciders` and none of those who took it is
named there. A team is told when the threads that were carried upwards grew in number `rising_weeks` whole weeks running, to
`min_threads` or more together. A thread is carried upwards when somebody answers in it who owns a strategy or an objective,
is of no team or of another one, and did not begin it.
Severity: always a warning, to whoever may take the decision if that is one person.
Silent: about decisions of a kind that `deciders` does not name, unless nobody took them; about those that nobody took, while no
decision at all says who did; about a name of which the hub does not know whose it is; about *owner* where the goals of the
decision, and those above them, have none.
Stands on: the decisions as written, and people. The team finding stands on the talk that the hub may see.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated

from msgspec import Meta, Struct

from core.bounds import Count, Days
from core.chain import ancestors
from core.detectors.contract import Detector
from core.detectors.subjects import of_team
from core.facts import Facts
from core.findings import Observation, Subject
from core.phrases import day
from core.records import Decision
from core.times import midnight

OWNER = "owner"


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """
    deciders: by kind of decision, the people (e-mail addresses) who may take it; "owner" is who owns a goal of it or one above
    watched_days: after which a decision is not judged any more
    rising_weeks: in a row (7 at most), in each of which more threads were carried upwards than in the week before
    min_threads: carried upwards in these weeks together, below which nothing is said
    """

    deciders: Mapping[str, tuple[str, ...]] = {}
    watched_days: Days = 28
    rising_weeks: Annotated[int, Meta(ge=1, le=7)] = 3
    min_threads: Count = 8


def judge(facts: Facts, settings: Settings) -> Iterator[Observation]:
    said = any(decision.owners for decision in facts.decisions)
    rights = {kind.casefold(): people for kind, people in settings.deciders.items()}
    today = facts.as_of.date()
    for decision in facts.decisions:
        if today - timedelta(days=settings.watched_days) <= decision.at <= today:
            allowed = _allowed(decision, rights.get(decision.kind.casefold(), ()), facts)
            if not decision.owners and said:
                yield _decision(decision, "was decided, and nobody says by whom", allowed)
            elif allowed and _by_others(decision, allowed):
                yield _decision(decision, f"was decided by {', '.join(decision.owners)}, who may not", allowed)
    for team in sorted({each.team for each in facts.escalations}):
        weeks = _weeks(team, facts, settings)
        if _rising(list(weeks.values()), settings):
            yield _team(team, weeks)


def _allowed(decision: Decision, people: Sequence[str], facts: Facts) -> list[str]:
    """The persons who may take it; empty if nothing is said of that."""
    owners: set[str] = set()
    if OWNER in people:
        goals = {fact.goal.key: fact.goal for fact in facts.goals}
        above = {goal.key for key in decision.goals for goal in ancestors(key, goals)}
        owners = {owner for fact in facts.goals if fact.goal.key in above for owner in fact.owners}
    return sorted(owners | {person.lower() for person in people if person != OWNER})


def _by_others(decision: Decision, allowed: Sequence[str]) -> bool:
    """Whether everybody who took it is known, and none of them may."""
    return bool(decision.owners) and all("@" in owner and owner.lower() not in allowed for owner in decision.owners)


def _weeks(team: str, facts: Facts, settings: Settings) -> dict[date, int]:
    """The threads of the weeks that are compared, oldest first."""
    today = facts.as_of.date()
    monday = today - timedelta(days=today.weekday())
    counted = {each.monday: each.threads for each in facts.escalations if each.team == team}
    mondays = (monday - timedelta(weeks=back) for back in range(settings.rising_weeks + 1, 0, -1))
    return {each: counted.get(each, 0) for each in mondays}


def _rising(threads: Sequence[int], settings: Settings) -> bool:
    return sum(threads[1:]) >= settings.min_threads and all(more > less for less, more in pairwise(threads))


def _decision(decision: Decision, says: str, allowed: Sequence[str]) -> Observation:
    return Observation(
        detector="D21",
        subject=Subject("decision", f"{decision.source}:{decision.id}"),
        severity="warning",
        title=f"The decision “{decision.title}”",
        says=says,
        since=midnight(decision.at),
        owner=allowed[0] if len(allowed) == 1 else None,
        goal=decision.goals[0] if decision.goals else None,
        url=decision.url,
        evidence={"kind": decision.kind, "decided_by": list(decision.owners), "may_decide": list(allowed)},
        streams=(decision.source,),
    )


def _team(team: str, weeks: Mapping[date, int]) -> Observation:
    told = ", ".join(map(str, weeks.values()))
    first, last = min(weeks), max(weeks)
    return of_team(
        "D21",
        team,
        says=f"carries more threads upwards from week to week: {told} in the weeks from {first:%-d %B} to {day(last)}",
        since=midnight(first + timedelta(weeks=1)),
        evidence={"threads": {day.isoformat(): count for day, count in weeks.items()}},
    )


DETECTOR = Detector(
    id="D21",
    name="decision rights",
    label="fairlead-decision-rights",
    advice="Say who decides what, and let them take or confirm the decision; answer in the team what comes up again and again.",
    settings=Settings,
    judge=judge,
)
