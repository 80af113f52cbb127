"""Matchers as people write them, such as `team=payments`: checked against what the hub knows, so that a slip of the pen is told
and not obeyed."""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

from sqlalchemy import Connection

from core.findings import SEVERITIES
from core.handling import MATCHED
from core.spelling import hint
from scheduler.decisions import NotHandled
from scheduler.hub import Hub
from store import accounts, findings, goals, linking

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


def insist_on_known(hub: Hub, tx: Connection, matchers: Mapping[str, str]) -> None:
    """NotHandled, with the nearest name, for a glob that fits nothing that the hub knows. An empty one fits no value."""
    for field, glob in matchers.items():
        names = _names(hub, tx, field) if glob else ()
        fits = any(fnmatchcase(name.casefold(), glob.casefold()) for name in names)
        if glob and not fits and not (field == "subject" and linking.find(tx, glob)):
            raise NotHandled(f"{field}={glob}: no {field} of this name is known{hint(glob, names)}")


def _names(hub: Hub, tx: Connection, field: str) -> list[str]:
    match field:
        case "detector":
            return list(hub.detectors)
        case "severity":
            return list(SEVERITIES)
        case "goal":
            return [goal.key for goal in goals.all_goals(tx)]
    seen = [finding.observation for finding in findings.open_findings(tx)]
    match field:
        case "team":
            return sorted({*accounts.team_names(tx), *(each.team for each in seen if each.team)})
        case "owner":
            persons = [each.person for each in accounts.persons(tx)]
            return sorted({*persons, *(each.owner for each in seen if each.owner)})
    return sorted({each.subject.key for each in seen})
