"""From an item to its one goal: manual > explicit key > rule > inherited. Every link says why.

Confidence, a share: 1.0 where a person said it (by hand, or by naming the goal), 0.9 by rule, and nine tenths of it
for each step of inheritance.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from msgspec import Struct

from core.links import Identity, Link, Neighbour
from core.records import Goal, Item, Kind
from mappings.goals import GoalNames
from mappings.matcher import Compiled, Matcher
from mappings.neighbours import Neighbours
from mappings.rules import Problem, Ruleset, did_you_mean

BY_RULE = 0.9
PER_HOP = 0.9
_HEIGHT: Mapping[Kind, int] = {"pull_request": 1, "thread": 2}


class Source(Struct, frozen=True):
    """A place that an item can inherit from: how it gets there (`parent PAY-1`), and the link it would take."""

    how: str
    link: Link | None


class Linker:
    """Rules, goals and links made by hand, compiled once; then asked for hundreds of thousands of items.

    `manual` gives the goal a person chose for an item, None for an exemption. Rules are in force as of `today`. Goals
    that are not known are never linked to: `problems` names the rules left out for it.
    """

    def __init__(
        self,
        ruleset: Ruleset,
        goals: Mapping[str, Goal],
        manual: Mapping[Identity, str | None] | None = None,
        *,
        today: date,
    ) -> None:
        self.ruleset = ruleset
        self.goals = GoalNames(goals)
        self.manual = manual or {}
        self.today = today
        self.matcher = Matcher([rule for rule in ruleset.rules if self.knows(rule.goal) and rule.valid_on(today)])

    @property
    def problems(self) -> list[Problem]:
        return unknown_goals(self.ruleset, self.goals.keys)

    def knows(self, goal: str | None) -> bool:
        return goal is None or goal in self.goals.keys

    def may_serve(self, item: Item, goal: str | None) -> bool:
        """Known, and not the goal that this very item is."""
        return goal is None or (goal in self.goals.keys and goal != self.goals.of_item((item.source, item.key)))

    def direct(self, item: Item, team: str | None = None) -> Link | None:
        """The link that the item earns by itself; None if only its neighbours could give it one."""
        return self._by_hand(item) or self._by_key(item) or self._by_rule(item, team)

    def inherited(self, item: Item, neighbours: Neighbours) -> Link | None:
        """The link that the item takes over, as its neighbours stand now: the parent's, else that of the first named."""
        return next((source.link for source in self.sources(item, neighbours) if source.link), None)

    def _by_hand(self, item: Item) -> Link | None:
        identity = (item.source, item.key)
        if identity not in self.manual or not self.may_serve(item, self.manual[identity]):
            return None
        return Link(source=item.source, item=item.key, goal=self.manual[identity], via="manual")

    def _by_key(self, item: Item) -> Link | None:
        for reference, goal in self.goals.explicit(item) if item.refs else ():
            if self.may_serve(item, goal):
                return Link(source=item.source, item=item.key, goal=goal, via="key", matched=(f"names {reference}",))
        return None

    def _by_rule(self, item: Item, team: str | None) -> Link | None:
        for each in self.matcher.candidates(item, team):
            if self.may_serve(item, each.rule.goal) and each.holds(item, team):
                return _rule_link(item, team, each)
        return None

    def sources(self, item: Item, neighbours: Neighbours) -> Iterator[Source]:
        """Where the item can inherit from, in order of precedence. Inheritance only runs downhill, from epic to issue to
        pull request to thread, so that naming each other never makes a circle (among issues, parents still can)."""
        if item.parent:
            given = self._of_parent((item.source, item.parent), neighbours, max(height(item.kind) - 1, 0))
            yield self._source(item, f"parent {item.parent}", given)
        for reference in item.refs if height(item.kind) else ():
            given = self._of_named(reference, neighbours, height(item.kind) - 1)
            yield self._source(item, f"names {reference}", given)

    def _source(self, item: Item, how: str, given: Link | None) -> Source:
        return Source(how, _one_hop(item, how, given) if given and self.may_serve(item, given.goal) else None)

    def _of_parent(self, parent: Identity, neighbours: Neighbours, highest: int) -> Link | None:
        """A parent that is a goal gives that goal, any other the link it holds."""
        goal = self.goals.of_item(parent) or (parent[1] if parent[1] in self.goals.keys else None)
        return _itself(parent, goal) if goal else _held(neighbours.at(parent), highest)

    def _of_named(self, reference: str, neighbours: Neighbours, highest: int) -> Link | None:
        goal = self.goals.through_item(reference)
        return _itself(*goal) if goal else _held(neighbours.named(reference), highest)


def height(kind: Kind) -> int:
    """How far down inheritance runs to reach this kind: 0 issues and epics, 1 pull requests, 2 threads."""
    return _HEIGHT.get(kind, 0)


def unknown_goals(ruleset: Ruleset, goals: Iterable[str]) -> list[Problem]:
    """An error for each rule that leads to a goal nobody knows."""
    known = frozenset(goals)
    return [
        Problem(
            place=rule.place,
            level="error",
            message=f'rule "{rule.id}" leads to the unknown goal "{rule.goal}"{did_you_mean(rule.goal, known)}',
            rule=rule.id,
        )
        for rule in ruleset.rules
        if rule.goal is not None and rule.goal not in known
    ]


def _itself(identity: Identity, goal: str) -> Link:
    return Link(source=identity[0], item=identity[1], goal=goal, via="key")


def _held(neighbour: Neighbour | None, highest: int) -> Link | None:
    return neighbour.link if neighbour and height(neighbour.kind) <= highest else None


def _rule_link(item: Item, team: str | None, each: Compiled) -> Link:
    return Link(
        source=item.source,
        item=item.key,
        goal=each.rule.goal,
        via="rule",
        rule=each.rule.id,
        version=each.rule.version,
        matched=each.matched(item, team),
        confidence=BY_RULE,
    )


def _one_hop(item: Item, how: str, given: Link) -> Link:
    return Link(
        source=item.source,
        item=item.key,
        goal=given.goal,
        via="inherited",
        rule=given.rule,
        version=given.version,
        matched=(how,),
        origin=given.origin or f"{given.source}:{given.item}",
        hops=given.hops + 1,
        confidence=round(given.confidence * PER_HOP, 4),
    )
