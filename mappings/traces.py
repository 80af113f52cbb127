"""What became of each rule for one item, and of each condition: the value seen, and the first that failed.

Rules are judged one by one, in file order, without the matcher's index, so that it can also be used to prove the index.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

import msgspec
from msgspec import Struct

from core.links import Link, Placed, Shares
from core.records import Item
from mappings.fields import field_of
from mappings.linker import Linker
from mappings.operators import judge
from mappings.rules import Condition, Rule, Test, default_of, first_stops

Verdict = Literal["wins", "refers", "outranked", "hidden", "excepted", "fails", "skipped"]


class Trace(Struct, frozen=True):
    """One test, the values the item has in its field, and whether it held; of a `group`, `parts` say so of each in it."""

    condition: str
    seen: tuple[str, ...]
    held: bool
    parts: tuple["Trace", ...] = ()
    group: Literal["all", "any", "not"] | None = None


class RuleTrace(Struct, frozen=True, kw_only=True):
    """What became of one rule. `failed` is the first condition that did not hold; `reason` is one sentence.

    `goal` is the one it gives most to, `goals` are all that it names: those it divides items between (`shares`), and those
    it refers to (`also`).
    """

    rule: str
    place: str
    goal: str | None
    goals: tuple[str, ...]
    shares: Shares
    also: tuple[str, ...]
    weight: int
    verdict: Verdict
    reason: str
    when: tuple[Trace, ...]
    unless: tuple[Trace, ...] = ()
    failed: str | None = None


def rule_traces(linker: Linker, placed: Placed, links: tuple[Link, ...]) -> list[RuleTrace]:
    """Each rule judged by itself, then set against the others: what a stop hides, and what is outranked."""
    rules = linker.ruleset.rules
    traces = [_judge(linker, rule, placed) for rule in rules]
    holding = [place for place, trace in enumerate(traces) if trace.verdict == "wins"]
    stops = first_stops((place, rules[place]) for place in holding)
    hidden = {place: stop for place in holding if place > (stop := stops.get(rules[place].rank, place))}
    able = [place for place in holding if place not in hidden and linker.decides(rules[place], placed.item)]
    best = min(able, key=lambda place: rules[place].precedence, default=-1)
    for place in holding:
        if place in hidden:
            traces[place] = _hidden(traces[place], traces[hidden[place]])
        elif not rules[place].decides:
            traces[place] = _as(traces[place], "refers", _referring(linker, rules[place], placed.item))
        elif place not in able:
            traces[place] = _as(traces[place], "skipped", _barred(linker, rules[place], placed.item))
        elif place != best:
            traces[place] = _as(traces[place], "outranked", _outranked(rules[place], rules[best]))
        elif links and links[0].via != "rule":
            by = "a person linked the item by hand" if links[0].via == "manual" else "the item names its goal itself"
            traces[place] = _as(traces[place], "outranked", by)
    return traces


def default_traces(linker: Linker, placed: Placed, links: tuple[Link, ...]) -> Iterator[RuleTrace]:
    """What became of the default of the item's tool."""
    for rule in linker.ruleset.defaults:
        if rule.id == default_of(placed.item.source):
            trace = _judge(linker, rule, placed)
            if trace.verdict == "wins" and not linker.decides(rule, placed.item):
                trace = _as(trace, "skipped", _barred(linker, rule, placed.item))
            elif trace.verdict == "wins" and links[0].via != "default":
                trace = _as(trace, "outranked", "a default counts only where nothing else links the item")
            yield trace


def _barred(linker: Linker, rule: Rule, item: Item) -> str:
    barred = next(goal for goal, _share in rule.shares if not linker.may_serve(item, goal))
    disputed = (item.source, item.key, barred) in linker.disputed
    return f"somebody disputed that it serves {barred}" if disputed else f"the item is goal {barred} itself"


def _referring(linker: Linker, rule: Rule, item: Item) -> str:
    if any(linker.may_serve(item, goal) for goal in rule.also):
        return "it holds, and adds what the item has to do with"
    return f"it holds, but the item cannot be linked to {' or '.join(rule.also)}: unknown, disputed, or the item itself"


def _hidden(trace: RuleTrace, stop: RuleTrace) -> RuleTrace:
    return _as(trace, "hidden", f'"{stop.rule}" at {stop.place} holds and has stop')


def _outranked(rule: Rule, best: Rule) -> str:
    if best.rank != rule.rank:
        why = "its file comes first"
    elif best.weight != rule.weight:
        why = f"weighs {best.weight}, more than {rule.weight}"
    elif len(best.when) != len(rule.when):
        why = f"has more conditions ({len(best.when)} to {len(rule.when)})"
    else:
        why = "comes first in the alphabet, as nothing else tells them apart"
    return f'"{best.id}" at {best.place} holds too and {why}'


def _as(trace: RuleTrace, verdict: Verdict, reason: str) -> RuleTrace:
    return msgspec.structs.replace(trace, verdict=verdict, reason=reason)


def _judge(linker: Linker, rule: Rule, placed: Placed) -> RuleTrace:
    when, unless = (tuple(_trace(test, placed, linker.today) for test in tests) for tests in (rule.when, rule.unless))
    failed = next((trace for trace in when if not trace.held), None)
    verdict, reason = _verdict(linker, rule, failed, unless)
    return RuleTrace(
        rule=rule.id,
        place=rule.place,
        goal=rule.goal,
        goals=rule.goals,
        shares=rule.shares,
        also=rule.also,
        weight=rule.weight,
        verdict=verdict,
        reason=reason,
        when=when,
        unless=unless,
        failed=failed.condition if failed else None,
    )


def _verdict(linker: Linker, rule: Rule, failed: Trace | None, unless: Sequence[Trace]) -> tuple[Verdict, str]:
    unknown = next((goal for goal, _share in rule.shares if not linker.knows(goal)), None)
    if unknown:
        return "skipped", f"goal {unknown} is not known"
    if not rule.valid_on(linker.today):
        return "skipped", _out_of_force(rule, linker.today)
    if failed:
        return "fails", f"{failed.condition} does not hold{_seen(failed)}"
    if unless and all(trace.held for trace in unless):
        return "excepted", f"excepted by unless {' and '.join(trace.condition for trace in unless)}"
    return "wins", "it holds and comes first of all that hold"


def _out_of_force(rule: Rule, today: date) -> str:
    over = rule.valid_to is not None and rule.valid_to < today
    return f"not in force on {today}: " + (
        f"its last day was {rule.valid_to}" if over else f"its first day is {rule.valid_from}"
    )


def _seen(trace: Trace) -> str:
    return "" if trace.parts else f": the item has {', '.join(trace.seen) or 'none'}"


def _trace(test: Test, placed: Placed, today: date) -> Trace:
    """Each part by itself: slower than the matcher, and a proof of it."""
    if isinstance(test, Condition):
        seen = tuple(field_of(test.field).values(placed))
        return Trace(str(test), seen, judge(test, today)(seen))
    parts = tuple(_trace(part, placed, today) for part in test.parts)
    held = any(part.held for part in parts) if test.op == "any" else all(part.held for part in parts)
    return Trace(str(test), (), held != (test.op == "not"), parts, test.op)
