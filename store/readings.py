"""Check-ins and series of metrics for the detectors, each by the person who wrote it where the account is known."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from msgspec.json import Decoder
from msgspec.structs import replace
from sqlalchemy import Connection, text

from core.records import Reading
from store.bulk import among

_DECODE = Decoder(Reading).decode


def readings(tx: Connection, now: datetime, days: int) -> tuple[Reading, ...]:
    """Those of the trailing `days` days, oldest first. What is dated ahead is left out."""
    window = {"first": (now.date() - timedelta(days=days)).isoformat(), "last": now.date().isoformat()}
    found = [_DECODE(data) for data in tx.execute(text(_READINGS), window).scalars()]
    persons = persons_of(tx, {reading.author for reading in found if reading.author})
    named = (replace(each, author=persons.get(each.author or "", each.author)) for each in found)
    return tuple(sorted(named, key=lambda each: (each.at, each.source, each.id)))


def persons_of(tx: Connection, names: Iterable[str]) -> dict[str, str]:
    """By e-mail or handle (`jira:ana`), the person it is, as far as that is known."""
    known: Collection[str] = set(names)
    emails = {name: name.lower() for name in known if "@" in name}
    rows = among(tx, _PERSONS, sorted(name for name in known if ":" in name))
    return emails | {row.handle: row.person for row in rows}


_READINGS = "SELECT data FROM statements WHERE kind = 'reading' AND gone_at IS NULL AND at BETWEEN :first AND :last"
_PERSONS = """
SELECT source || ':' || id AS handle, person FROM accounts WHERE person IS NOT NULL AND source || ':' || id IN :values
"""
