"""Matchers as people write them, such as `team=payments`: checked against what the hub knows, so that a slip of the pen is told
and not obeyed."""

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase

from sqlalchemy import Connection

from core.findings import SEVERITIES
from core.handling import MATCHED
from core.spelling import hint
from scheduler.decisions import NotHandled
from scheduler.hub import Hub
from scheduler.linking import people_of
from store import accounts, goals, linking, listed

FEW = 8  # names that a complaint lists
SHOWN_BY = {
    "detector": "detectors",
    "goal": "goals",
    "team": "people list",
    "owner": "people list",
    "subject": "findings",
}
EXAMPLE = "such as team=payments or detector=D2"


def read_matchers(given: Iterable[str]) -> dict[str, str]:
    """Fields with their globs. NotHandled for what is no field, and for a field that is named twice."""
    found: dict[str, str] = {}
    for each in given:
        name, equals, glob = each.partition("=")
        if not equals:
            raise NotHandled(f"{each}: write a field and what it should be, {EXAMPLE}")
        if name not in MATCHED:
            known = f"there are {', '.join(MATCHED)}"
            raise NotHandled(f"{each}: there is no field {name}{hint(name, MATCHED, known)}")
        if name in found:
            raise NotHandled(f"{each}: {name} is given twice; one pattern can say both, such as {name}=pay*")
        found[name] = glob.strip()
    return found


def as_known(hub: Hub, tx: Connection, fields: Mapping[str, str]) -> dict[str, str]:
    """Fields of one finding, each as the hub spells it. NotHandled, with the nearest name, for one that it does not know; an
    empty one is no value."""
    return {field: _as_known(hub, tx, field, value) if value else "" for field, value in fields.items()}


def _as_known(hub: Hub, tx: Connection, field: str, value: str) -> str:
    names = _names(hub, tx, field)
    found = next((name for name in names if name.casefold() == value.casefold()), None)
    if found is None and field == "subject" and (item := linking.find(tx, value)):
        found = f"{item.placed.item.source}:{item.placed.item.key}"
    if found is None:
        raise _unknown(field, value, names)
    return found


def insist_on_known(hub: Hub, tx: Connection, matchers: Mapping[str, str]) -> None:
    """NotHandled, with the nearest name, for a glob that fits nothing that the hub knows. An empty one fits no value."""
    for field, glob in matchers.items():
        names = _names(hub, tx, field) if glob else ()
        fits = any(fnmatchcase(name.casefold(), glob.casefold()) for name in names)
        if glob and not fits and not (field == "subject" and linking.find(tx, glob)):
            raise _unknown(field, glob, names)


def _unknown(field: str, value: str, names: Sequence[str]) -> NotHandled:
    few = f"there are {', '.join(names)}" if 0 < len(names) <= FEW else f"`fairlead {SHOWN_BY.get(field)}` shows all"
    return NotHandled(f"{field}={value}: no {field} of this name is known{hint(value, names, few)}")


def _names(hub: Hub, tx: Connection, field: str) -> list[str]:
    match field:
        case "detector":
            return list(hub.detectors)
        case "severity":
            return list(SEVERITIES)
        case "goal":
            return [goal.key for goal in goals.all_goals(tx)]
    seen = [value for value in listed.values_of(tx, field) if value]
    match field:
        case "team":
            return sorted({*people_of(hub).teams, *accounts.team_names(tx), *seen})
        case "owner":
            persons = [*map(str.lower, people_of(hub).people), *(each.person for each in accounts.persons(tx))]
            return sorted({*persons, *seen})
    return seen
