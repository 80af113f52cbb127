"""What the hub cannot judge, and why: absence of findings is only good news where the hub can see. Pure."""

from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct

from core.detectors import key_result_pace
from core.facts import Facts, GoalFact, StreamFact
from core.guard import Limits, learning
from core.phrases import counted


class Unjudged(Struct, frozen=True):
    what: str
    why: str


def unjudged(
    facts: Facts, late: Collection[str], settings: key_result_pace.Settings, limits: Limits
) -> Iterator[Unjudged]:
    """`late` names the connectors whose findings are frozen."""
    for name in sorted(late):
        yield Unjudged(f"what stands on {name}", _late([each for each in facts.streams if each.connector == name]))
    for stream in facts.streams:
        if stream.doubt:
            yield Unjudged(" ".join(filter(None, (stream.connector, stream.stream, stream.container))), stream.doubt)
    if facts.rows:
        rows = counted(len(facts.rows), "row or item", "rows and items")
        yield Unjudged(rows, "could not be read: `fairlead unread`")
    if not facts.goals:
        yield Unjudged("everything", "no goal is known: connect the sheet that holds them")
        return
    yield from _learning(facts, limits)
    yield from _unmeasured(facts, settings)
    if not facts.targets:
        yield Unjudged("how effort is divided", "no objective has a target share")


def _late(streams: Sequence[StreamFact]) -> str:
    """Since when, and by what the tool said if it said anything."""
    read = min((each.last_success for each in streams if each.last_success), default=None)
    error = next((each.error for each in streams if each.error), None)
    since = f"not read since {read:%Y-%m-%d %H:%M}" if read else "not read to its end yet"
    return f"{since}: {error}" if error else since


def _learning(facts: Facts, limits: Limits) -> Iterator[Unjudged]:
    first = min((fact.first_seen for fact in facts.goals if fact.first_seen), default=None)
    if first and (learns := learning(first, facts.as_of, limits)):
        yield Unjudged("what is usual here", learns.text)


def _unmeasured(facts: Facts, settings: key_result_pace.Settings) -> Iterator[Unjudged]:
    without = [
        fact.goal.key for fact in _key_results(facts) if not key_result_pace.pace_of(fact, facts.as_of, settings)
    ]
    if without:
        more = f" and {len(without) - 5} more" if len(without) > 5 else ""
        named = ", ".join(without[:5]) + more
        yield Unjudged(f"the pace of {named}", "no start, target, value or period, or too early in it")


def _key_results(facts: Facts) -> Iterator[GoalFact]:
    return (fact for fact in facts.goals if fact.goal.level == "key_result" and not fact.ended)
