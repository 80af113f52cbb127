"""The hub looked at, for reports: as it is now, or as it was at the end of a past day."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from core.facts import Facts
from core.findings import Finding, Observation
from core.inhibition import silence
from core.reconcile import reconcile
from scheduler.clock import Ahead, end_of
from scheduler.hub import Hub
from scheduler.judging import judged
from store import findings
from store.as_of import known_since


class NoSuchDay(ValueError):
    """A day of which nothing can be told; the text says why, and which can."""


@dataclass(frozen=True)
class Look:
    """A snapshot to read from, with the moment that it tells of. `day` is the one that was asked for, None for now."""

    tx: Connection
    at: datetime
    day: date | None


@contextmanager
def looking(hub: Hub, day: date | None) -> Iterator[Look]:
    """The hub at the end of `day`, or now. NoSuchDay for one that lies ahead or before all that the hub knows."""
    now = hub.clock()
    if day is None or day == now.date():
        with hub.store.read() as tx:
            yield Look(tx, now, day)
        return
    at = _end(hub, day, now)
    with hub.store.as_of(at) as tx:
        yield Look(tx, at, day)


def drifting(hub: Hub, look: Look) -> list[Finding]:
    """The findings that are open. Of a day that was asked for what the detectors see in its facts with the settings of now,
    each as if it was first seen then, in order of fingerprints: not what was followed or told at that time."""
    if look.day is None:
        return findings.open_findings(look.tx)
    return as_seen(*judged(hub, look.tx, look.at))


def as_seen(seen: Facts, observed: Iterable[Observation]) -> list[Finding]:
    """What was seen in the facts of a moment, as if all of it was first seen then, in order of fingerprints."""
    goals = {fact.goal.key: fact.goal for fact in seen.goals}
    found = (change.finding for change in silence({}, reconcile({}, observed, seen.as_of), goals))
    return sorted(found, key=lambda finding: finding.fingerprint)


def _end(hub: Hub, day: date, now: datetime) -> datetime:
    try:
        at = end_of(day, now)
    except Ahead as error:
        raise NoSuchDay(f"--as-of {error}") from None
    with hub.store.read() as tx:
        known = known_since(tx)
    if known is None:
        raise NoSuchDay(f"--as-of {day}: the hub knows nothing yet; `fairlead run` reads the tools")
    if at < known:
        raise NoSuchDay(
            f"--as-of {day}: the hub knows what stood from {known:%Y-%m-%d} on; name that day or a later one"
        )
    return at
