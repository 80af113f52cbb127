"""Every finding that is open."""

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from scheduler.lives import OPEN, lives_of
from scheduler.looking import drifting
from scheduler.tables.source import Source


class FindingRow(Struct, frozen=True):
    detector: str
    name: str
    severity: str
    state: str
    kind: str
    subject: str
    says: str
    goal: str | None
    team: str | None
    owner: str | None
    since: datetime
    first_seen: datetime
    url: str


def findings_table(source: Source) -> Iterator[FindingRow]:
    detectors, look = source.hub.detectors, source.look
    found = drifting(source.hub, look)
    lives = {} if look.day else lives_of(source.hub, look.tx, found)
    for each in found:
        seen = each.observation
        yield FindingRow(
            detector=seen.detector,
            name=detectors[seen.detector].name if seen.detector in detectors else "",
            severity=seen.severity,
            state=lives.get(each.fingerprint, OPEN).stage,
            kind=seen.subject.kind,
            subject=seen.subject.key,
            says=seen.summary,
            goal=seen.goal,
            team=seen.team,
            owner=seen.owner,
            since=seen.since,
            first_seen=each.first_seen,
            url=seen.url,
        )
