"""Why an item is where it is: every step of precedence, what each found, and which one counts."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from core.links import Link, Placed, aim_of, aim_words
from core.records import Item
from mappings.linker import Linker
from mappings.neighbours import Neighbours
from mappings.traces import RuleTrace, default_traces, rule_traces


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
        rules=tuple(rule_traces(linker, placed, links)),
        inherited=tuple(_inherited(linker, item, neighbours)),
        defaults=tuple(default_traces(linker, placed, links)),
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
    return f"{_goals(links)}: {how}"


def _goals(links: Sequence[Link]) -> str:
    """`goal O-1`, or `goals O-1 60% and O-2 40%`."""
    return f"goals {aim_words(aim_of(links))}" if len(links) > 1 else _goal(links[0].goal if links else None)


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
        yield Step(source.how, _goals(source.links) if source.links else "no goal to take over", bool(source.links))
