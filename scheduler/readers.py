"""Who is told something, and where they live: persons as the last mapping resolved them."""

from sqlalchemy import Connection

from core.projection import Reader
from scheduler.hub import Hub
from scheduler.linking import people_of
from store import accounts


def readers(hub: Hub, tx: Connection) -> dict[str, Reader]:
    """By e-mail. Of the zone the people map has the last word."""
    written = {email.lower(): person for email, person in people_of(hub).people.items()}
    zones = accounts.zones(tx) | {email: person.zone for email, person in written.items() if person.zone}
    tools = accounts.reachable(tx)
    return {
        each.person: Reader(
            *(each.person, each.name, each.team, zones.get(each.person, "")), tools.get(each.person, frozenset())
        )
        for each in accounts.persons(tx)
    }
