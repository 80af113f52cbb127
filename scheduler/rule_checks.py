"""What is wrong or odd about mapping rules, measured on the goals and items of the store."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

from sqlalchemy import Connection

from core.chain import ancestors
from core.links import Placed
from core.phrases import counted
from core.records import Goal
from mappings import Problem, Ruleset, check
from scheduler.hub import Hub
from store import choices, goals, rules

SHOWN = 5  # items of a disputed rule


def problems_of(hub: Hub, tx: Connection, ruleset: Ruleset, items: Iterable[Placed] | None = None) -> list[Problem]:
    """All that can be said of the rules, in the order of the files. Items are only looked at when given, and goals only once
    some are known: before the first sync every goal would be an unknown one."""
    known = goals.by_key(tx)
    found = check(
        ruleset,
        path=str(hub.config.file(hub.config.hub.rules)),
        goals=known or None,
        needless=_needless(known, ruleset),
        connectors=hub.tools or None,
        items=items,
        today=hub.clock().date(),
    )
    return sorted((*found, *_disputed(tx, ruleset)), key=attrgetter("order"))


def _disputed(tx: Connection, ruleset: Ruleset) -> Iterator[Problem]:
    """Rules of which people say that they are wrong, unless they were edited since."""
    by_rule: dict[str, list[choices.Dispute]] = defaultdict(list)
    for each in choices.unsettled(tx):
        by_rule[each.rule or ""].append(each)
    in_force = rules.rules_in_force(tx) if by_rule else {}
    for rule in (*ruleset.rules, *ruleset.defaults):
        if rule.id in by_rule and in_force[rule.id].version == rule.version:
            message = f'rule "{rule.id}" {_said(by_rule[rule.id])}'
            yield Problem(place=rule.place, level="warning", message=message, rule=rule.id)


def _said(disputes: Sequence[choices.Dispute]) -> str:
    """`is disputed for 2 items, by 1 person: …`"""
    items = list(dict.fromkeys(f"{each.source}:{each.item}" for each in disputes))
    people = counted(len({each.actor for each in disputes}), "person", "people")
    named = ", ".join(items[:SHOWN]) + (f" and {len(items) - SHOWN} more" if len(items) > SHOWN else "")
    reason = next((f" ({each.reason})" for each in disputes if each.reason), "")
    said = f"{counted(len(items), 'item')}, by {people}: {named}{reason}"
    return f"is disputed for {said}; `fairlead rules explain {items[0]}` tells why it holds"


def _needless(known: dict[str, Goal], ruleset: Ruleset) -> set[str]:
    """Goals that no rule need lead to: those that are over, those that are items themselves, and all above what is served."""
    served = {goal for rule in (*ruleset.rules, *ruleset.defaults) for goal in rule.goals}
    served |= {goal.key for goal in known.values() if goal.item}
    over = {goal.key for goal in known.values() if goal.closed or goal.superseded_by}
    return over | {goal.key for key in served for goal in ancestors(key, known) if goal.key != key or goal.item}
