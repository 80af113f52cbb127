"""Why an item does not serve a goal: everything that could have led there and did not, what comes nearest first."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct

from core.links import Placed
from core.records import Goal, Item
from mappings.explain import Explanation, Step
from mappings.linker import Linker
from mappings.neighbours import Neighbours
from mappings.rules import did_you_mean
from mappings.traces import RuleTrace

_BEFORE_RULES = {
    "manual": "; and a choice by hand comes before every rule",
    "key": "; and a goal that the item names comes before every rule",
}


class WhyNot(Struct, frozen=True, kw_only=True):
    """`steps` are what was looked at besides rules, and count where they lead to the goal. `rules` are those that name it,
    the one that nearly holds first. `nearest` is one sentence: what comes nearest, and where it fails."""

    goal: str
    steps: tuple[Step, ...]
    rules: tuple[RuleTrace, ...]
    nearest: str


def why_not(
    linker: Linker,
    placed: Placed,
    neighbours: Neighbours,
    told: Explanation,
    goal: str,
    goals: Mapping[str, Goal],
) -> WhyNot:
    """`told` is the explanation of the same item; `goals` are those that are known, by key."""
    item = placed.item
    rules = tuple(sorted((each for each in (*told.rules, *told.defaults) if goal in each.goals), key=_distance))
    steps = [
        *_of_goal(linker, item, goal, goals),
        *_by_hand(linker, item, goal),
        *_named(linker, item, goal, goals),
        *_inherited(linker, item, neighbours, goal),
    ]
    barred = _barred(linker, item, goal, goals)
    nearest = f"nothing can link it to {goal}: {barred}" if barred else _nearest(linker, item, told, goal, steps, rules)
    return WhyNot(goal=goal, steps=tuple(steps), rules=rules, nearest=nearest)


def _distance(rule: RuleTrace) -> tuple[int, int]:
    """By the conditions that fail, then by those that hold."""
    failed = sum(not trace.held for trace in rule.when)
    return failed, failed - len(rule.when)


def _barred(linker: Linker, item: Item, key: str, goals: Mapping[str, Goal]) -> str:
    if key not in goals:
        return f"{key} is not known{did_you_mean(key, goals)}"
    own = linker.goals.of_item((item.source, item.key)) == key
    return "it is this very item, which cannot serve itself" if own else ""


def _of_goal(linker: Linker, item: Item, key: str, goals: Mapping[str, Goal]) -> Iterator[Step]:
    if barred := _barred(linker, item, key, goals):
        yield Step("the goal", barred, counts=False)
    elif over := _over(goals[key], linker.today):
        yield Step("the goal", f"it {over}; what serves it counts as outdated work", counts=False)


def _over(goal: Goal, today: date) -> str:
    if goal.superseded_by:
        return f"was superseded by {goal.superseded_by}"
    if goal.closed:
        return "is closed"
    return f"ended on {goal.effective_to}" if goal.effective_to and goal.effective_to < today else ""


def _by_hand(linker: Linker, item: Item, goal: str) -> Iterator[Step]:
    choice = linker.manual.get((item.source, item.key))
    if choice:
        chosen = " and ".join(key for key, _share in choice.shares) or "no goal"
        counts = any(link.goal == goal for link in linker.by_hand(item))
        yield Step("by hand", f"{choice.actor or 'a person'} chose {chosen}", counts)
    else:
        yield Step("by hand", "nobody chose a goal for it", counts=False)
    if (item.source, item.key, goal) in linker.disputed:
        yield Step("disputed", f"somebody said that it does not serve {goal}", counts=False)


def _named(linker: Linker, item: Item, key: str, goals: Mapping[str, Goal]) -> Iterator[Step]:
    by = next((reference for reference, goal in linker.goals.explicit(item) if goal == key), None)
    if by:
        yield Step("by name", f"it names {by}", linker.may_serve(item, key))
    elif goal := goals.get(key):
        address = " nor its address" if goal.url and not goal.item else ""
        yield Step("by name", f'it names neither [{key}]{address} nor "{goal.title}" in quotes', counts=False)


def _inherited(linker: Linker, item: Item, neighbours: Neighbours, goal: str) -> Iterator[Step]:
    sources = list(linker.sources(item, neighbours))
    for source in sources:
        serves = " and ".join(link.goal or "no goal, by an exemption" for link in source.links)
        gives = any(link.goal == goal for link in source.links)
        yield Step(source.how, f"serves {serves}" if serves else "has no goal to take over", gives)
    if not sources:
        yield Step("inherited", "it has no parent, and names no item that could hand one down", counts=False)


def _nearest(
    linker: Linker, item: Item, told: Explanation, goal: str, steps: Sequence[Step], rules: Sequence[RuleTrace]
) -> str:
    if any(link.goal == goal for link in told.links):
        return f"it does serve {goal}: {told.reason}"
    if (item.source, item.key, goal) in linker.disputed:
        return f"nothing but a choice by hand can link it to {goal}: somebody disputed that it serves it"
    first = told.links[0].via if told.links else None
    if rules:
        before = _BEFORE_RULES.get(first or "", "") if rules[0].verdict == "fails" else ""
        return f"nearest: {_rule(rules[0], goal)}{before}"
    way = next((f"{step.looked_at}, {step.found}" for step in steps if step.counts), None)
    return f"nearest: {way}, which something else comes before" if way else f"nearest: nothing; no rule leads to {goal}"


def _rule(rule: RuleTrace, goal: str) -> str:
    name, failed = f'rule "{rule.rule}" at {rule.place}', sum(not trace.held for trace in rule.when)
    if rule.verdict == "fails":
        where = "fails only at" if failed == 1 else f"fails at {failed} of {len(rule.when)} conditions, first at"
        return f"{name} {where} {rule.reason.replace(' does not hold', '', 1)}"
    if rule.verdict in ("wins", "refers"):
        return f"{name} holds, and only refers to {goal}"
    return f"{name}: {rule.reason}" if failed else f"{name} has all its conditions, but {rule.reason}"
