"""Why an item is where it is: every step of precedence, every rule, every condition with the value seen.

It judges rules one by one, in file order, without the matcher's index, so that it can also be used to prove the index.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Literal

import msgspec
from msgspec import Struct

from core.links import Link
from core.records import Item
from mappings.fields import field_of
from mappings.linker import Linker
from mappings.neighbours import Neighbours
from mappings.operators import judge
from mappings.rules import Condition, Rule

Verdict = Literal["wins", "outranked", "hidden", "excepted", "fails", "skipped"]


class Trace(Struct, frozen=True):
    """One condition, the values the item has in its field, and whether it held."""

    condition: str
    seen: tuple[str, ...]
    held: bool


class RuleTrace(Struct, frozen=True, kw_only=True):
    """What became of one rule. `failed` is the first condition that did not hold; `reason` is one sentence."""

    rule: str
    place: str
    goal: str | None
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
    """The road of one item to its goal. `manual`, `keys`, `rules` and `inherited` stand in order of precedence."""

    source: str
    item: str
    title: str
    link: Link | None
    reason: str
    manual: tuple[Step, ...]
    keys: tuple[Step, ...]
    rules: tuple[RuleTrace, ...]
    inherited: tuple[Step, ...]

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        built: dict[str, Any] = msgspec.to_builtins(self)
        return built


def explain(linker: Linker, item: Item, team: str | None, neighbours: Neighbours) -> Explanation:
    """Go through everything that could link the item. `neighbours` hold its parent and the items it names."""
    link = linker.direct(item, team) or linker.inherited(item, neighbours)
    return Explanation(
        source=item.source,
        item=item.key,
        title=item.title,
        link=link,
        reason=_reason(link),
        manual=tuple(_manual(linker, item)),
        keys=tuple(_keys(linker, item)),
        rules=tuple(_rules(linker, item, team, link)),
        inherited=tuple(_inherited(linker, item, neighbours)),
    )


def _reason(link: Link | None) -> str:
    if link is None:
        return "nobody linked it by hand, it names no goal, no rule holds, and neither its parent nor what it names has a goal"
    how = {
        "manual": "a person said so, which beats everything else",
        "key": f"it {', '.join(link.matched)} itself, which beats every rule",
        "rule": f'rule "{link.rule}" holds, and no rule that holds comes before it',
        "inherited": f"no rule holds for it, so it takes the goal of {link.origin} ({', '.join(link.matched)})",
    }[link.via]
    return f"{_goal(link.goal)}: {how}"


def _goal(goal: str | None) -> str:
    return f"goal {goal}" if goal else "needs no goal"


def _manual(linker: Linker, item: Item) -> Iterator[Step]:
    if (item.source, item.key) in linker.manual:
        goal = linker.manual[item.source, item.key]
        yield Step("chosen by hand", _found(linker, item, goal), linker.may_serve(item, goal))


def _keys(linker: Linker, item: Item) -> Iterator[Step]:
    goals = dict(linker.goals.explicit(item))
    for reference in item.refs:
        goal = goals.get(reference)
        found = _found(linker, item, goal) if goal else "no goal that is known by it"
        yield Step(f"names {reference}", found, goal is not None and linker.may_serve(item, goal))


def _found(linker: Linker, item: Item, goal: str | None) -> str:
    if not linker.knows(goal):
        return f"goal {goal}, which is not known"
    return _goal(goal) if linker.may_serve(item, goal) else f"goal {goal}, which this item is itself"


def _inherited(linker: Linker, item: Item, neighbours: Neighbours) -> Iterator[Step]:
    for source in linker.sources(item, neighbours):
        found = _goal(source.link.goal) if source.link else "no goal to take over"
        yield Step(source.how, found, source.link is not None)


def _rules(linker: Linker, item: Item, team: str | None, link: Link | None) -> list[RuleTrace]:
    """Each rule judged by itself, then set against the others: what a stop hides, and what is outranked."""
    traces = [_judge(linker, rule, item, team) for rule in linker.ruleset.rules]
    holding = [place for place, trace in enumerate(traces) if trace.verdict == "wins"]
    stop = next((place for place in holding if linker.ruleset.rules[place].stop), len(traces))
    able = [place for place in holding if place <= stop and linker.may_serve(item, traces[place].goal)]
    best = min(able, key=lambda place: (-traces[place].weight, place), default=-1)
    for place in holding:
        if place > stop:
            traces[place] = _hidden(traces[place], traces[stop])
        elif place not in able:
            traces[place] = _as(traces[place], "skipped", f"the item is goal {traces[place].goal} itself")
        elif place != best:
            traces[place] = _outranked(traces[place], traces[best])
        elif link and link.via != "rule":
            by = "a person linked the item by hand" if link.via == "manual" else "the item names its goal itself"
            traces[place] = _as(traces[place], "outranked", by)
    return traces


def _hidden(trace: RuleTrace, stop: RuleTrace) -> RuleTrace:
    return _as(trace, "hidden", f'"{stop.rule}" at {stop.place} holds and has stop')


def _outranked(trace: RuleTrace, best: RuleTrace) -> RuleTrace:
    why = f"weighs {best.weight}, more than {trace.weight}" if best.weight > trace.weight else "stands before it"
    return _as(trace, "outranked", f'"{best.rule}" at {best.place} holds too and {why}')


def _as(trace: RuleTrace, verdict: Verdict, reason: str) -> RuleTrace:
    return msgspec.structs.replace(trace, verdict=verdict, reason=reason)


def _judge(linker: Linker, rule: Rule, item: Item, team: str | None) -> RuleTrace:
    when = tuple(_trace(condition, item, team) for condition in rule.when)
    unless = tuple(_trace(condition, item, team) for condition in rule.unless)
    failed = next((trace for trace in when if not trace.held), None)
    verdict, reason = _verdict(linker, rule, failed, unless)
    return RuleTrace(
        rule=rule.id,
        place=rule.place,
        goal=rule.goal,
        weight=rule.weight,
        verdict=verdict,
        reason=reason,
        when=when,
        unless=unless,
        failed=failed.condition if failed else None,
    )


def _verdict(linker: Linker, rule: Rule, failed: Trace | None, unless: Sequence[Trace]) -> tuple[Verdict, str]:
    if not linker.knows(rule.goal):
        return "skipped", f"goal {rule.goal} is not known"
    if not rule.valid_on(linker.today):
        return "skipped", f"not in force on {linker.today} ({rule.valid_from or ''} to {rule.valid_to or ''})"
    if failed:
        return "fails", f"{failed.condition} does not hold: the item has {', '.join(failed.seen) or 'none'}"
    if unless and all(trace.held for trace in unless):
        return "excepted", f"excepted by unless {' and '.join(trace.condition for trace in unless)}"
    return "wins", "it holds and comes first of all that hold"


def _trace(condition: Condition, item: Item, team: str | None) -> Trace:
    seen = tuple(field_of(condition.field).values(item, team))
    return Trace(str(condition), seen, judge(condition)(seen))
