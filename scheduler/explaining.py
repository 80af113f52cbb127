"""Why an item is where it is, and since when: what the rules say now beside what the store has."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection

from core.audience import PRIVATE_ITEM
from core.links import Link
from mappings import Explanation, explain
from mappings.traces import RuleTrace
from mappings.whynot import WhyNot, why_not
from scheduler.config import Config
from scheduler.hub import Hub
from scheduler.mapping import neighbours, open_linker, rules_in_force
from scheduler.rule_files import load_rules, told
from store import goals, provenance
from store.linking import LinkInput
from store.provenance import Interval, Saying


@dataclass(frozen=True)
class Explained:
    """`links` are those that the item holds and held, newest first, `sayings` what people said of it. `why_not` is only there
    when a goal was asked for. `edited` says that the rule files are not what the last mapping went by."""

    explanation: Explanation
    links: tuple[Interval, ...]
    sayings: tuple[Saying, ...]
    why_not: WhyNot | None
    edited: bool

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        rest = {
            "history": self.links,
            "sayings": self.sayings,
            "why_not": self.why_not,
            "rules_edited": self.edited,
        }
        return {**self.explanation.to_dict(), **msgspec.to_builtins(rest)}


def explained(hub: Hub, tx: Connection, found: LinkInput, goal: str | None = None) -> Explained:
    """By the rule files as they stand. RulesError when they cannot be used."""
    ruleset, in_force = load_rules(hub), rules_in_force(tx)
    linker, around = open_linker(hub, tx, ruleset), neighbours(tx, [found])
    told, missed = explain(linker, found.placed, around), None
    if goal:
        missed = why_not(linker, found.placed, around, told, goal, goals.by_key(tx))
    return Explained(
        told,
        tuple(provenance.intervals(tx, found.id)),
        tuple(provenance.sayings(tx, found.id)),
        missed,
        in_force is not None and in_force.digest != ruleset.digest,
    )


UNTOLD = "a private item: what led there is not told"


def for_others(config: Config, seen: Explained, *, narrow: bool) -> Explained:
    """The same for whoever comes by a page or a program: rule files by their names, and of a narrow item nothing that holds
    words of it."""
    made, missed = seen.explanation, seen.why_not
    if narrow:
        made = replace(made, title=PRIVATE_ITEM, reason=UNTOLD if made.links else made.reason, keys=(), inherited=())
        made = replace(made, links=tuple(map(_bare, made.links)), references=tuple(map(_bare, made.references)))
        missed = missed and replace(missed, steps=(), nearest="not told of a private item")
    made = replace(made, rules=_rules(config, made.rules, narrow), defaults=_rules(config, made.defaults, narrow))
    if missed:
        missed = replace(missed, rules=_rules(config, missed.rules, narrow), nearest=told(config, missed.nearest))
    return Explained(made, seen.links, seen.sayings, missed, seen.edited)


def _bare(link: Link) -> Link:
    return replace(link, matched=())


def _rules(config: Config, traces: Iterable[RuleTrace], narrow: bool) -> tuple[RuleTrace, ...]:
    return tuple(_rule(config, each, narrow) for each in traces)


def _rule(config: Config, trace: RuleTrace, narrow: bool) -> RuleTrace:
    place, reason = told(config, trace.place), told(config, trace.reason)
    if narrow:
        return replace(trace, place=place, reason=UNTOLD, when=(), unless=(), failed=None)
    return replace(trace, place=place, reason=reason)
