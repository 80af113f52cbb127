"""From an item to its goals: manual > explicit key > rule > inherited > default. Every link says why.

Confidence, a share: 1.0 where a person said it (by hand, or by naming the goal), 0.9 by rule, and nine tenths of it
for each step of inheritance; 0.5 by the default of its tool.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from core.links import Choice, Identity, Link, Neighbour, Placed, Shares, Via
from core.records import Goal, Item, Kind
from mappings.goals import GoalNames
from mappings.matcher import Compiled, Matcher
from mappings.neighbours import Neighbours
from mappings.rules import Problem, Rule, Ruleset, did_you_mean

BY_RULE = 0.9
BY_DEFAULT = 0.5
PER_HOP = 0.9
_HEIGHT: Mapping[Kind, int] = {"pull_request": 1, "thread": 2}

Links = tuple[Link, ...]
Disputed = tuple[str, str, str]  # source and key of an item, and the goal that somebody said it does not serve


class Source(Struct, frozen=True):
    """A place that an item can inherit from: how it gets there (`parent PAY-1`), and the links it would take."""

    how: str
    links: Links


class Earned(Struct, frozen=True):
    """What an item has by itself: the `links` that divide it, and `besides` all that it has to do with, those goals too."""

    links: Links
    besides: Links

    def references(self, held: Links) -> Iterator[Link]:
        """What it has to do with besides the goals that it came to hold: further goals it names, and what rules add."""
        goals = {link.goal for link in held}
        for link in self.besides:
            if link.goal not in goals:
                goals.add(link.goal)
                yield link


class Linker:
    """Rules, goals and what people said by hand, compiled once; then asked for hundreds of thousands of items.

    Rules are in force as of `today`. Goals that are not known are never linked to (`problems` names the rules left out for
    it), nor is a goal that a person disputed for the item, unless a person chose it too.
    """

    def __init__(
        self,
        ruleset: Ruleset,
        goals: Mapping[str, Goal],
        manual: Mapping[Identity, Choice] | None = None,
        disputed: Collection[Disputed] = (),
        *,
        today: date,
    ) -> None:
        self.ruleset = ruleset
        self.goals = GoalNames(goals)
        self.manual = {item: choice for item, choice in (manual or {}).items() if choice.holds(today)}
        self.disputed = frozenset(disputed)
        self.today = today
        rules, defaults = (
            tuple(rule for rule in rules if self.applies(rule)) for rules in (ruleset.rules, ruleset.defaults)
        )
        self.in_force = (*rules, *defaults)
        self.matcher, self._defaults = Matcher(rules, today), Matcher(defaults, today)
        self._refers = any(rule.also for rule in rules)

    @property
    def problems(self) -> list[Problem]:
        return unknown_goals(self.ruleset, self.goals.keys)

    def applies(self, rule: Rule) -> bool:
        """Whether the rule is in force, and leads to goals that are known."""
        return rule.valid_on(self.today) and all(map(self.knows, dict(rule.shares)))

    def knows(self, goal: str | None) -> bool:
        return goal is None or goal in self.goals.keys

    def may_serve(self, item: Item, goal: str | None) -> bool:
        """Known, not the goal that this very item is, and not disputed."""
        if goal is None:
            return True
        identity = (item.source, item.key)
        return (
            goal in self.goals.keys and goal != self.goals.of_item(identity) and (*identity, goal) not in self.disputed
        )

    def earned(self, placed: Placed) -> Earned:
        """What the item has by itself, without links if only its neighbours could give it one. Names are looked for and rules
        are judged once; rules only where they could add something."""
        item = placed.item
        named = [name for name in self.goals.explicit(item) if self.may_serve(item, name[1])]
        links = self.by_hand(item) or _by_name(item, named[:1], 1.0)
        holding = self.matcher.matching(placed) if self._refers or not links else ()
        return Earned(
            links or self._first(holding, placed, "rule", BY_RULE),
            (*_by_name(item, named, 0.0), *self._added(holding, placed)),
        )

    def inherited(self, item: Item, neighbours: Neighbours) -> Links:
        """The links that the item takes over, as its neighbours stand now: the parent's, else those of the first named."""
        return next((source.links for source in self.sources(item, neighbours) if source.links), ())

    def default(self, placed: Placed) -> Links:
        """What items of this tool serve when nothing else says so."""
        holding = self._defaults.matching(placed) if self.ruleset.defaults else ()
        return self._first(holding, placed, "default", BY_DEFAULT)

    def sources(self, item: Item, neighbours: Neighbours) -> Iterator[Source]:
        """Where the item can inherit from, in order of precedence. Inheritance only runs downhill, from epic to issue to
        pull request to thread, so that naming each other never makes a circle (among issues, parents still can)."""
        if item.parent:
            given = self._of_parent((item.source, item.parent), neighbours, max(height(item.kind) - 1, 0))
            yield self._source(item, f"parent {item.parent}", given)
        for reference in item.refs if height(item.kind) else ():
            given = self._of_named(reference, neighbours, height(item.kind) - 1)
            yield self._source(item, f"names {reference}", given)

    def by_hand(self, item: Item) -> Links:
        """What a person said of it, as far as it can be."""
        choice = self.manual.get((item.source, item.key))
        if choice is None:
            return ()
        own = self.goals.of_item((item.source, item.key))
        if any(goal == own or not self.knows(goal) for goal, _share in choice.shares):
            return ()
        return _links(
            item, choice.shares, "manual", actor=choice.actor, matched=(choice.reason,) if choice.reason else ()
        )

    def _first(self, holding: Iterable[Compiled], placed: Placed, via: Via, confidence: float) -> Links:
        item = placed.item
        for each in holding:
            if self.decides(each.rule, item):
                return _links(item, each.rule.shares, via, confidence=confidence, **_of_rule(each, placed))
        return ()

    def decides(self, rule: Rule, item: Item) -> bool:
        """Whether the rule can say where this item belongs."""
        return rule.decides and all(self.may_serve(item, goal) for goal, _share in rule.shares)

    def _added(self, holding: Iterable[Compiled], placed: Placed) -> Iterator[Link]:
        for each in holding:
            goals = [goal for goal in each.rule.also if self.may_serve(placed.item, goal)]
            if goals:
                shares = tuple((goal, 0.0) for goal in goals)
                yield from _links(placed.item, shares, "rule", confidence=BY_RULE, **_of_rule(each, placed))

    def _source(self, item: Item, how: str, given: Links) -> Source:
        allowed = given and all(self.may_serve(item, link.goal) for link in given)
        return Source(how, tuple(_one_hop(item, how, link) for link in given) if allowed else ())

    def _of_parent(self, parent: Identity, neighbours: Neighbours, highest: int) -> Links:
        """A parent that is a goal gives that goal, any other the links it holds."""
        goal = self.goals.of_item(parent) or (parent[1] if parent[1] in self.goals.keys else None)
        return _itself(parent, goal) if goal else _held(neighbours.at(parent), highest)

    def _of_named(self, reference: str, neighbours: Neighbours, highest: int) -> Links:
        goal = self.goals.through_item(reference)
        return _itself(*goal) if goal else _held(neighbours.named(reference), highest)


def height(kind: Kind) -> int:
    """How far down inheritance runs to reach this kind: 0 issues and epics, 1 pull requests, 2 threads."""
    return _HEIGHT.get(kind, 0)


def unknown_goals(ruleset: Ruleset, goals: Iterable[str]) -> list[Problem]:
    """An error for each goal that a rule leads to and nobody knows."""
    known = frozenset(goals)
    return [
        Problem(
            place=rule.place,
            level="error",
            message=f'rule "{rule.id}" leads to the unknown goal "{goal}"{did_you_mean(goal, known)}',
            rule=rule.id,
        )
        for rule in (*ruleset.rules, *ruleset.defaults)
        for goal in rule.goals
        if goal not in known
    ]


def _links(item: Item, shares: Shares, via: Via, **why: Any) -> Links:
    """One link for each goal; without any, the one that says that the item needs none."""
    return tuple(
        Link(source=item.source, item=item.key, goal=goal, share=share, via=via, **why)
        for goal, share in shares or ((None, 1.0),)
    )


def _by_name(item: Item, names: Sequence[tuple[str, str]], share: float) -> Links:
    """One link for each goal, with what in the item names it."""
    return tuple(
        [
            link
            for reference, goal in names
            for link in _links(item, ((goal, share),), "key", matched=(f"names {reference}",))
        ]
    )


def _of_rule(each: Compiled, placed: Placed) -> dict[str, Any]:
    return {"rule": each.rule.id, "version": each.rule.version, "matched": each.matched(placed)}


def _itself(identity: Identity, goal: str) -> Links:
    return (Link(source=identity[0], item=identity[1], goal=goal, via="key"),)


def _held(neighbour: Neighbour | None, highest: int) -> Links:
    return neighbour.links if neighbour and height(neighbour.kind) <= highest else ()


def _one_hop(item: Item, how: str, given: Link) -> Link:
    return Link(
        source=item.source,
        item=item.key,
        goal=given.goal,
        share=given.share,
        via="inherited",
        rule=given.rule,
        version=given.version,
        actor=given.actor,
        matched=(how,),
        origin=given.origin or f"{given.source}:{given.item}",
        hops=given.hops + 1,
        confidence=round(given.confidence * PER_HOP, 4),
    )
