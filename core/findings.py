"""A finding is one kind of drift in one place, with a stable fingerprint, evidence and a life of its own."""

from datetime import datetime
from hashlib import blake2b
from typing import Any, Literal

import msgspec
from msgspec import Struct, field

Severity = Literal["info", "warning", "critical"]
SEVERITIES: tuple[Severity, ...] = ("critical", "warning", "info")
"""The worst first."""
SHORTEST = 4  # characters of a fingerprint, by which people name a finding
SubjectKind = Literal["item", "goal", "team", "stream", "rule", "row", "decision", "company"]


class Subject(Struct, frozen=True, order=True):
    """What a finding is about. `key` is `source:key` of an item, a goal key, a team, `connector/stream/container`, a rule id,
    the place of a row (`sheets:OKRs!A12`), `source:id` of a decision, or what it is about the company (`allocation`)."""

    kind: SubjectKind
    key: str


class Observation(Struct, frozen=True, kw_only=True):
    """A detector's verdict at one moment.

    `title` names the subject for a person and `says` makes it a plain sentence. `evidence` holds JSON facts with their
    dates, never ages: it changes only when the facts do, so that an unchanged world plans no write. `owner` is a person
    (e-mail), None if nobody is known; `goal` is the goal concerned, by which messages are grouped. `since` is when the
    drift began. `streams` names the connectors the verdict stands on: it is frozen while one of them is late.
    """

    detector: str
    subject: Subject
    severity: Severity
    title: str
    says: str
    since: datetime
    owner: str | None = None
    goal: str | None = None
    team: str | None = None
    url: str = ""
    evidence: dict[str, Any] = field(default_factory=dict)
    streams: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        name = f"“{self.title}”" if self.subject.kind == "item" else self.title
        return f"{name} {self.says}"

    @property
    def fingerprint(self) -> str:
        """The same drift in the same place has the same fingerprint for ever."""
        return fingerprint_of(self.detector, self.subject)

    @property
    def digest(self) -> str:
        """Changes when what is told of it does: its words, its severity, or its evidence."""
        return blake2b(msgspec.json.encode([self.severity, self.says, self.evidence]), digest_size=8).hexdigest()


def fingerprint_of(detector: str, subject: Subject) -> str:
    text = f"{detector}\0{subject.kind}\0{subject.key}"
    return blake2b(text.encode(), digest_size=8).hexdigest()


class Finding(Struct, frozen=True, kw_only=True):
    """An observation that is being followed. `clean` counts evaluations in a row that did not see it any more, `eased` those
    that saw it less severe than it stands here. `parent` is the fingerprint of the finding that silences it.
    `opened_at` is when it was opened, or reopened the last time."""

    fingerprint: str
    observation: Observation
    first_seen: datetime
    last_seen: datetime
    clean: int = 0
    resolved_at: datetime | None = None
    reopened: int = 0
    eased: int = 0
    parent: str | None = None
    opened_at: datetime | None = None
