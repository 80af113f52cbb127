"""Who answers for findings and items: asked wherever a person decides, in tools, on pages and through the API."""

from collections.abc import Iterable

from sqlalchemy import Connection

from core.authority import Answerable, answerable, answering_for
from core.findings import Finding
from scheduler.routing import goal_owners
from store import accounts, goals
from store.account_holders import holder
from store.linking import LinkInput
from store.links import holders


def answerable_of(tx: Connection, found: Iterable[Finding]) -> dict[str, Answerable]:
    """By fingerprint."""
    strategy = goals.by_key(tx)
    owners = goal_owners(tx, strategy)
    return {each.fingerprint: answerable(each.observation, strategy, owners) for each in found}


def answerable_for(tx: Connection, found: LinkInput) -> Answerable:
    """For an item: whoever works on it, its team, and the owners of the goals it serves or of those above."""
    item, strategy = found.placed.item, goals.by_key(tx)
    who = holder(tx, item.source, item.assignee) if item.assignee else None
    serves = [link.goal for link in holders(tx, [found.id])[0].links if link.goal]
    owner = who.person if who else None
    return answering_for(serves, strategy, goal_owners(tx, strategy), owner=owner, team=found.placed.team)


def named(tx: Connection, allowed: Answerable) -> str:
    """`Ana Lopez or anybody of team pay`."""
    names = {each.person: each.name for each in accounts.persons(tx)}
    told = [names.get(each) or each.partition("@")[0] for each in allowed.people]
    told += [f"anybody of team {allowed.team}"] if allowed.team else []
    return " or ".join(told)
