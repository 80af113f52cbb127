"""Who would be told of what, where and when, and by which route: for looking, nothing is written."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from core.delivery import due_at
from core.findings import SEVERITIES, Finding, Observation, Subject
from core.projection.groups import reader_of
from core.routes import Delivery
from scheduler.hub import Hub
from scheduler.knowing import known_of
from scheduler.matching import as_known
from scheduler.naming import known_finding
from store import findings

MADE_UP: Mapping[str, str] = {"detector": "D1", "severity": "warning", "subject": ""}


class Told(Struct, frozen=True, kw_only=True):
    """`reader` is a name, a team, or empty for whoever runs the hub. `at` is the first moment at which a new message could
    come, by the reader's clock (`zone`); None: never."""

    delivery: Delivery
    reader: str
    zone: str
    at: datetime | None


def told(hub: Hub, finding: Finding) -> tuple[Told, ...]:
    """Of one finding, in the order of the routes."""
    with hub.store.read() as tx:
        known = known_of(hub, tx, [finding])
    reader = reader_of(finding.observation)
    zone = known.zone(reader)
    person = known.readers.get(reader)
    name = (person.name if person else "") or reader
    alerts = known.routing.alerts
    return tuple(
        Told(delivery=each, reader=name, zone=zone.key, at=due_at(each.urgency, known.now, zone, alerts))
        for each in known.deliveries(finding)
    )


def all_told(hub: Hub) -> dict[Delivery, int]:
    """How many open findings each route sends to each channel, the first route first; those of severity info to none."""
    with hub.store.read() as tx:
        known = known_of(hub, tx, findings.open_findings(tx))
    counts: dict[Delivery, int] = {}
    for finding, _ in known.told:
        for each in known.deliveries(finding):
            counts[each] = counts.get(each, 0) + 1
    return dict(
        sorted(counts.items(), key=lambda each: (each[0].route or len(known.routing.routes) + 1, each[0].channel))
    )


def named(hub: Hub, fingerprint: str) -> Finding:
    """The finding whose fingerprint begins so; NotHandled where there is none, or several."""
    with hub.store.read() as tx:
        return known_finding(tx, fingerprint)


def made_up(hub: Hub, fields: Mapping[str, str]) -> Finding:
    """A finding of these fields, that nobody has seen. NotHandled for a value of which the hub does not know."""
    with hub.store.read() as tx:
        given = {**MADE_UP, **as_known(hub, tx, fields)}
    now, severity = hub.clock(), next(each for each in SEVERITIES if each == given["severity"])
    seen = Observation(
        detector=given["detector"],
        subject=Subject("item", given["subject"]),
        severity=severity,
        title="",
        says="",
        since=now,
        owner=given.get("owner") or None,
        goal=given.get("goal") or None,
        team=given.get("team") or None,
    )
    return Finding(fingerprint=seen.fingerprint, observation=seen, first_seen=now, last_seen=now, opened_at=now)
