"""One finding in full: what it says, what people decided about it, and all that became of it."""

from msgspec import Struct

from core.findings import Finding
from core.handling import Handling
from scheduler.handling import history
from scheduler.hub import Hub
from scheduler.lives import Life, lives_of
from scheduler.naming import known_finding
from store import findings, goals, handlings
from store.audit import Entry


class Inspected(Struct, frozen=True, kw_only=True):
    """`decision` is the newest one, in force or not; `entries` are all that were made, oldest first. `goal` is its title, and
    `parent` the finding that silences it."""

    finding: Finding
    life: Life
    decision: Handling | None
    entries: tuple[Entry, ...]
    goal: str = ""
    parent: Finding | None = None


def inspected(hub: Hub, name: str) -> Inspected:
    """NotHandled when there is no such finding."""
    with hub.store.read() as tx:
        found = known_finding(tx, name)
        goal = goals.by_key(tx).get(found.observation.goal or "")
        return Inspected(
            finding=found,
            life=lives_of(hub, tx, [found])[found.fingerprint],
            decision=handlings.of(tx, [found.fingerprint]).get(found.fingerprint),
            entries=tuple(history(tx, found.fingerprint)),
            goal=goal.title if goal else "",
            parent=next(iter(findings.called(tx, [found.parent or ""])), None),
        )
