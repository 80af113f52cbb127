"""Why an item is where it is, and since when: what the rules say now beside what the store has."""

from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection

from mappings import Explanation, explain
from mappings.whynot import WhyNot, why_not
from scheduler.hub import Hub
from scheduler.mapping import neighbours, open_linker, rules_in_force
from scheduler.rule_files import load_rules
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
