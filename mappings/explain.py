"""Why an item is where it is: every step of precedence, every rule, every condition with the value seen.

It judges rules one by one, in file order, without the matcher's index, so that it can also be used to prove the index.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Literal

import msgspec
from msgspec import Struct

from core.links import Link, Placed, Shares
from core.records import Item
from mappings.fields import field_of
from mappings.linker import Linker
from mappings.neighbours import Neighbours
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


class Step(Struct, frozen=True):
    """One place a link could come from, apart from rules: what was looked at, and the goal it leads to if it counts."""

    looked_at: str
    found: str
    counts: bool


class Explanation(Struct, frozen=True, kw_only=True):
    """The road of one item to its goals. `manual`, `keys`, `rules`, `inherited` and `defaults` stand in order of precedence;
    `references` are what it has to do with besides."""

    source: str
    item: str
    title: str
    links: tuple[Link, ...]
    references: tuple[Link, ...]
    reason: str
    manual: tuple[Step, ...]
    keys: tuple[Step, ...]
    rules: tuple[RuleTrace, ...]
    inherited: tuple[Step, ...]
    defaults: tuple[RuleTrace, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        built: dict[str, Any] = msgspec.to_builtins(self)
        return built


def explain(linker: Linker, placed: Placed, neighbours: Neighbours) -> Explanation:
    """Go through everything that could link the item. `neighbours` hold its parent and the items it names."""
    item = placed.item
    earned = linker.earned(placed)
    links = earned.links or linker.inherited(item, neighbours) or linker.default(placed)
    return Explanation(
        source=item.source,
        item=item.key,
        title=item.title,
        links=links,
        references=tuple(earned.references(links)),
        reason=_reason(links),
        manual=tuple(_manual(linker, item)),
        keys=tuple(_keys(linker, item)),
        rules=tuple(_rules(linker, placed, links)),
        inherited=tuple(_inherited(linker, item, neighbours)),
        defaults=tuple(_defaults(linker, placed, links)),
    )


def _reason(links: tuple[Link, ...]) -> str:
    if not links:
        return "nobody linked it by hand, it names no goal, no rule holds, and neither its parent nor what it names has a goal"
    link = links[0]
    how = {
        "manual": f"{link.actor or 'a person'} said so, which beats everything else",
        "key": f"it {', '.join(link.matched)} itself, which beats every rule",
        "rule": f'rule "{link.rule}" holds, and no rule that holds comes before it',
        "inherited": f"no rule holds for it, so it takes the goal of {link.origin} ({', '.join(link.matched)})",
        "default": f"nothing else links it, and this is what items of {link.source} serve by default",
    }[link.via]
    return f"{_aim(tuple((each.goal, each.share) for each in links))}: {how}"


def _aim(shares: tuple[tuple[str | None, float], ...]) -> str:
    """`goal O-1`, or `goals O-1 (60%) and O-2 (40%)`."""
    if len(shares) < 2:
        return _goal(shares[0][0] if shares else None)
    return "goals " + " and ".join(f"{goal} ({share:.0%})" for goal, share in shares)


def _goal(goal: str | None) -> str:
    return f"goal {goal}" if goal else "needs no goal"


def _manual(linker: Linker, item: Item) -> Iterator[Step]:
    choice = linker.manual.get((item.source, item.key))
    if choice:
        found = ", ".join(_found(linker, item, goal, disputable=False) for goal, _share in choice.shares)
        counts = bool(linker.by_hand(item))
        yield Step(f"chosen by {choice.actor or 'a person'}", found or _goal(None), counts)
    for source, key, goal in sorted(linker.disputed):
        if (source, key) == (item.source, item.key):
            yield Step("disputed", f"somebody said that it does not serve {goal}", counts=False)


def _keys(linker: Linker, item: Item) -> Iterator[Step]:
    goals = dict(linker.goals.explicit(item))
    for reference in dict.fromkeys((*item.refs, *goals)):
        goal = goals.get(reference)
        found = _found(linker, item, goal) if goal else "no goal that is known by it"
        yield Step(f"names {reference}", found, goal is not None and linker.may_serve(item, goal))


def _found(linker: Linker, item: Item, goal: str, *, disputable: bool = True) -> str:
    if not linker.knows(goal):
        return f"goal {goal}, which is not known"
    if disputable and (item.source, item.key, goal) in linker.disputed:
        return f"goal {goal}, which somebody disputed"
    return (
        f"goal {goal}, which this item is itself"
        if linker.goals.of_item((item.source, item.key)) == goal
        else _goal(goal)
    )


def _inherited(linker: Linker, item: Item, neighbours: Neighbours) -> Iterator[Step]:
    for source in linker.sources(item, neighbours):
        shares = tuple((link.goal, link.share) for link in source.links)
        yield Step(source.how, _aim(shares) if shares else "no goal to take over", bool(shares))


def _rules(linker: Linker, placed: Placed, links: tuple[Link, ...]) -> list[RuleTrace]:
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
            traces[place] = _as(traces[place], "refers", "it holds, and adds what the item has to do with")
        elif place not in able:
            traces[place] = _as(traces[place], "skipped", _barred(linker, rules[place], placed.item))
        elif place != best:
            traces[place] = _as(traces[place], "outranked", _outranked(rules[place], rules[best]))
        elif links and links[0].via != "rule":
            by = "a person linked the item by hand" if links[0].via == "manual" else "the item names its goal itself"
            traces[place] = _as(traces[place], "outranked", by)
    return traces


def _defaults(linker: Linker, placed: Placed, links: tuple[Link, ...]) -> Iterator[RuleTrace]:
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
        return "skipped", f"not in force on {linker.today} ({rule.valid_from or ''} to {rule.valid_to or ''})"
    if failed:
        return "fails", f"{failed.condition} does not hold{_seen(failed)}"
    if unless and all(trace.held for trace in unless):
        return "excepted", f"excepted by unless {' and '.join(trace.condition for trace in unless)}"
    return "wins", "it holds and comes first of all that hold"


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
