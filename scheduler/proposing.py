"""Rules that people's links suggest, with what each would do to the items as they stand. Nothing is saved by it."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from core.links import Identity, Placed
from core.records import Goal
from core.sieve import EVERY
from mappings import Linker, Reach, Ruleset, Standing, load
from mappings.edits import with_rule
from mappings.suggestions import Example, Proposal, propose
from scheduler.hub import Hub
from scheduler.mapping import open_linker, rules_in_force
from scheduler.rule_files import load_rules
from store import examples, goals, linking, reaching

LEAST = 5  # items that have something in common before it becomes a rule
LEARNED_FROM = 50_000  # links, people's first
CAUGHT = 5  # keys of items without a goal that are shown
NAMED = 3  # keys of items that the description of a rule names
LONGEST = 60  # characters of a proposed id
# what is read of an item: all that conditions can be found in
_READ = (
    "source",
    "key",
    "container",
    "type",
    "milestone",
    "parent",
    "labels",
    "components",
    "versions",
    "title",
    "fields",
)


@dataclass(frozen=True)
class Proposed:
    """A rule ready to save: its values, the same as TOML, and what speaks for it. It would link `catches` items that serve no
    goal now, such as `caught`."""

    rule: Mapping[str, Any]
    toml: str
    proposal: Proposal
    catches: int
    caught: tuple[str, ...]


@dataclass(frozen=True)
class Proposals:
    """`said` items were linked by hand, or named a goal of another tool; rules do not lead `uncovered` of them where people
    said. `titles` are those of the goals, by key."""

    said: int
    uncovered: int
    titles: Mapping[str, str]
    rules: tuple[Proposed, ...]


def proposals(hub: Hub, *, precise: float, most: int) -> Proposals:
    """At most so many rules, the most useful first, that are right for this share (0–1) of the linked items they hold for."""
    with hub.store.read() as tx:
        ruleset = load_rules(hub)
        linker = open_linker(hub, tx, rules_in_force(tx) or ruleset)
        links = examples.linked(tx, each=LEARNED_FROM, most=LEARNED_FROM)
        known = goals.by_key(tx)
        said = {each.id for each in links if each.goal in known and _said(each, known[each.goal])}
        uncovered = _uncovered(tx, linker, links, said)
        given = list(_examples(tx, links))
        covered = {_identity(each) for number, each in given if number not in uncovered}
        able = [key for key, goal in known.items() if not goal.closed and goal.superseded_by is None]
        found = propose([each for _number, each in given], covered, goals=able, least=LEAST, precise=precise)[:most]
        rules = _written(found, {each.id for each in ruleset.rules})
        caught = _caught(hub, tx, rules)
    titles = {key: goal.title for key, goal in known.items()}
    return Proposals(len(said), len(uncovered), titles, tuple(_proposed(found, rules, caught)))


def _said(link: examples.Linked, goal: Goal) -> bool:
    """A goal of the item's own tool is named by the tool (the milestone of an issue): that needs no rule."""
    return link.via == "manual" or (link.via == "key" and goal.source != link.source)


def _uncovered(tx: Connection, linker: Linker, links: Sequence[examples.Linked], said: Collection[int]) -> set[int]:
    """Of the items that people linked, those that no rule would lead to the same goal."""
    wanted: dict[int, set[str]] = defaultdict(set)
    for each in links:
        wanted[each.id].add(each.goal)
    inputs = linking.inputs(tx, sorted(said))
    return {each.id for each in inputs if not wanted[each.id] & _ruled(linker, each.placed)}


def _ruled(linker: Linker, placed: Placed) -> set[str | None]:
    """The goals to which the rules would lead the item."""
    matching = linker.matcher.matching(placed)
    rule = next((each.rule for each in matching if linker.decides(each.rule, placed.item)), None)
    return {goal for goal, _share in rule.shares} if rule else set()


def _examples(tx: Connection, links: Sequence[examples.Linked]) -> Iterator[tuple[int, Example]]:
    """What is known of each link, with the number of its item."""
    served: dict[int, list[tuple[str, bool]]] = defaultdict(list)
    for each in links:
        served[each.id].append((each.goal, True))
    for number, goal in examples.disputed(tx, LEARNED_FROM):
        served[number].append((goal, False))
    for number, placed in reaching.placed(tx, EVERY, (*_READ, "team")):
        for goal, confirmed in served.get(number, ()):
            yield number, Example(placed.item, placed.team, goal, confirmed)


def _written(found: Iterable[Proposal], taken: set[str]) -> list[dict[str, Any]]:
    rules = []
    for each in found:
        name = _name(each, taken)
        taken.add(name)
        shown = ", ".join(each.examples[:NAMED])
        described = f"Proposed from {each.support} links that people made, such as {shown}"
        rules.append({"id": name, "goal": each.goal, "when": each.when, "description": described})
    return rules


def _name(each: Proposal, taken: Collection[str]) -> str:
    """The goal and the values, in signs that an id may have."""
    words = re.findall(r"[a-z0-9]+", " ".join([each.goal, *_values(each.when)]).lower())
    name = "-".join(words)[:LONGEST].rstrip("-") or "proposed"
    numbered = (f"{name}-{number}" for number in range(2, len(taken) + 3))
    return next(free for free in (name, *numbered) if free not in taken)


def _values(when: Any) -> Iterator[str]:
    """What the conditions ask for; of patterns only the word."""
    if isinstance(when, Mapping):
        for value in when.values():
            yield from _values(value)
    else:
        yield from (each.removeprefix(r"(?i)\b").removesuffix(r"\b") for each in when)


def _caught(hub: Hub, tx: Connection, rules: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Keys of the items without a goal that each rule would link, by its id."""
    ruleset = Ruleset(tuple(rule for each in rules for rule in load(_toml(each), "proposed").rules), ())
    linker, free = open_linker(hub, tx, ruleset), examples.unlinked(tx)
    reach = Reach(Standing(linker.today), Standing(linker.today, ruleset.rules))
    found: dict[str, list[str]] = defaultdict(list)
    for number, placed in reaching.placed(tx, reach.sieve, {*reach.looks_at, "source", "key"}) if rules else ():
        for each in linker.matcher.matching(placed) if number in free else ():
            if linker.decides(each.rule, placed.item):
                found[each.rule.id].append(placed.item.key)
    return found


def _proposed(
    found: Iterable[Proposal], rules: Iterable[Mapping[str, Any]], caught: Mapping[str, Sequence[str]]
) -> Iterator[Proposed]:
    for proposal, rule in zip(found, rules, strict=True):
        keys = sorted(caught.get(rule["id"], ()))
        yield Proposed(rule, _toml(rule), proposal, len(keys), tuple(keys[:CAUGHT]))


def _toml(rule: Mapping[str, Any]) -> str:
    return with_rule("", rule)


def _identity(example: Example) -> Identity:
    return example.item.source, example.item.key
