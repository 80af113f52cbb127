"""Decisions for the detectors, each by the persons who took it where their accounts are known."""

from msgspec.structs import replace
from sqlalchemy import Connection

from core.records import Decision
from store.readings import persons_of
from store.statements import of


def decisions(tx: Connection) -> tuple[Decision, ...]:
    """In order of source and id."""
    found = of(tx, Decision)
    persons = persons_of(tx, {owner for each in found for owner in each.owners})
    return tuple(replace(each, owners=tuple(persons.get(owner, owner) for owner in each.owners)) for each in found)
