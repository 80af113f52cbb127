"""Who is told something, and where they live: persons as the last mapping resolved them."""

from sqlalchemy import Connection

from core.projection import Reader
from store import accounts


def readers(tx: Connection) -> dict[str, Reader]:
    """By e-mail."""
    zones = accounts.zones(tx)
    return {
        each.person: Reader(each.person, each.name, each.team, zones.get(each.person, ""))
        for each in accounts.persons(tx)
    }
