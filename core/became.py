"""What became of a finding, in order: what detectors saw, and what people decided. Pure."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from core.findings import Finding


class Event(Struct, frozen=True):
    """Something that became of a finding, in words."""

    at: datetime
    says: str


def became(finding: Finding, deeds: Iterable[Event]) -> list[Event]:
    """The oldest first. `deeds` are those of people."""
    events = [Event(finding.first_seen, "first seen"), *deeds]
    if finding.reopened and finding.opened_at:
        events.append(Event(finding.opened_at, f"opened again, {finding.reopened} times so far"))
    if finding.resolved_at:
        events.append(Event(finding.resolved_at, "resolved by itself"))
    return sorted(events, key=lambda event: event.at)
