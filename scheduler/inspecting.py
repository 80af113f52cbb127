"""One finding in full: what it says, what people decided about it, and all that became of it."""

from msgspec import Struct
from sqlalchemy import Connection

from core.authority import Answerable
from core.findings import Finding
from core.handling import Handling
from scheduler.answerable import answerable_of, named
from scheduler.handling import history
from scheduler.hub import Hub
from scheduler.lives import Life, lives_of
from scheduler.naming import known_finding
from store import findings, goals, handlings
from store.audit import Entry
from store.telling import Told, told_of

SHOWN = 50  # findings that one silences


class Inspected(Struct, frozen=True, kw_only=True):
    """`decision` is the newest one, in force or not; `entries` are all that were made, oldest first. `goal` is its title, and
    `parent` the finding that silences it."""

    finding: Finding
    life: Life
    decision: Handling | None
    entries: tuple[Entry, ...]
    goal: str = ""
    parent: Finding | None = None


class Around(Struct, frozen=True, kw_only=True):
    """What is around a finding: who decides about it (`whose` in words, empty: everybody), the first of those that it
    `silences`, and where it is told."""

    answerable: Answerable
    whose: str
    silences: tuple[Finding, ...]
    more: int
    told: tuple[Told, ...]


def inspected(hub: Hub, name: str) -> Inspected:
    """NotHandled when there is no such finding."""
    with hub.store.read() as tx:
        return _inspected(hub, tx, known_finding(tx, name))


def looked_into(hub: Hub, name: str) -> tuple[Inspected, Around]:
    """The same, with what is around it."""
    with hub.store.read() as tx:
        found = known_finding(tx, name)
        allowed = answerable_of(tx, [found])[found.fingerprint]
        below = findings.below(tx, found.fingerprint)
        around = Around(
            answerable=allowed,
            whose=named(tx, allowed),
            silences=tuple(findings.called(tx, below[:SHOWN])),
            more=len(below[SHOWN:]),
            told=tuple(told_of(tx, found.fingerprint)),
        )
        return _inspected(hub, tx, found), around


def _inspected(hub: Hub, tx: Connection, found: Finding) -> Inspected:
    goal = goals.by_key(tx).get(found.observation.goal or "")
    return Inspected(
        finding=found,
        life=lives_of(hub, tx, [found])[found.fingerprint],
        decision=handlings.of(tx, [found.fingerprint]).get(found.fingerprint),
        entries=tuple(history(tx, found.fingerprint)),
        goal=goal.title if goal else "",
        parent=next(iter(findings.called(tx, [found.parent or ""])), None),
    )
