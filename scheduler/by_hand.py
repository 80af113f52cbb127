"""What people said by hand of items that were found to serve no goal, and no evaluation has looked at yet."""

from collections.abc import Iterable

from sqlalchemy import Connection

from core.detectors import unlinked_work
from core.findings import Finding
from core.links import Choice
from scheduler.hub import Hub
from store import choices


def chosen_since(hub: Hub, tx: Connection, findings: Iterable[Finding]) -> dict[str, Choice]:
    """By fingerprint of the open finding, as far as it still counts."""
    today, chosen = hub.clock().date(), choices.choices(tx)
    items = {
        each.fingerprint: each.observation.subject.key.partition(":")
        for each in findings
        if each.observation.detector == unlinked_work.DETECTOR.id and each.observation.subject.kind == "item"
    }
    found = {name: chosen.get((source, key)) for name, (source, _, key) in items.items()}
    return {name: each for name, each in found.items() if each and each.holds(today)}
