"""Who is told what, as the configuration says: by routes, and by who owns what."""

from collections.abc import Mapping, Set

from sqlalchemy import Connection

from core.plan import Target, Verb
from core.projection import Routing
from core.records import Goal
from scheduler.hub import Hub
from scheduler.linking import people_of
from store import readings


def routing_of(hub: Hub, verbs: Mapping[str, Set[Verb]] | None = None) -> Routing:
    """`verbs` are what each tool can do; without them nothing stands anywhere."""
    tools = verbs or {}
    channels = {name: team.channel for name, team in people_of(hub).teams.items() if team.channel}
    config = hub.config
    return Routing(
        verbs=tools,
        default_channel=config.hub.alerts_channel,
        team_channels=channels,
        detectors=hub.detectors,
        pages=tuple(Target(tool, "page", place) for tool, place in config.dashboard.places if tool in tools),
        page_title=config.dashboard.title,
        routes=config.routes,
        alerts=config.alerts,
    )


def goal_owners(tx: Connection, strategy: Mapping[str, Goal]) -> dict[str, tuple[str, ...]]:
    """Who owns each goal, as persons (e-mails) where their accounts are known."""
    persons = readings.persons_of(tx, {owner for goal in strategy.values() for owner in goal.owners})
    return {key: tuple(persons.get(owner, owner) for owner in goal.owners) for key, goal in strategy.items()}
