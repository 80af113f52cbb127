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
    tools, left = accounts.reach(tx)
    none = frozenset[str]()
    return {
        each.person: Reader(
            email=each.person,
            name=each.name,
            team=each.team,
            zone=zones.get(each.person, ""),
            tools=tools.get(each.person, none),
            left=left.get(each.person, none),
        )
        for each in accounts.persons(tx)
    }
