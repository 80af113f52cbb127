"""What is wrong or odd about mapping rules, measured on the goals and items of the store."""

from collections.abc import Iterable

from sqlalchemy import Connection

from core.chain import ancestors
from core.links import Placed
from core.records import Goal
from mappings import Problem, Ruleset, check
from scheduler.hub import Hub
from store import goals


def problems_of(hub: Hub, tx: Connection, ruleset: Ruleset, items: Iterable[Placed] | None = None) -> list[Problem]:
    """All that can be said of the rules, in the order of the files. Items are only looked at when given, and goals only once
    some are known: before the first sync every goal would be an unknown one."""
    known = {goal.key: goal for goal in goals.all_goals(tx)}
    return check(
        ruleset,
        path=str(hub.config.file(hub.config.hub.rules)),
        goals=known or None,
        needless=_needless(known, ruleset),
        connectors=hub.tools or None,
        items=items,
        today=hub.clock().date(),
    )


def _needless(known: dict[str, Goal], ruleset: Ruleset) -> set[str]:
    """Goals that no rule need lead to: those that are over, those that are items themselves, and all above what is served."""
    served = {goal for rule in (*ruleset.rules, *ruleset.defaults) for goal in rule.goals}
    served |= {goal.key for goal in known.values() if goal.item}
    over = {goal.key for goal in known.values() if goal.closed or goal.superseded_by}
    return over | {goal.key for key in served for goal in ancestors(key, known) if goal.key != key or goal.item}
