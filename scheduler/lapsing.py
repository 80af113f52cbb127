"""What ends a decision about a finding before its time: the finding itself, or an edit of the rule that was disputed.

It is ended for good, so that a finding that was worse for a day does not fall silent again when it eases.
"""

from collections.abc import Iterable

from msgspec.structs import replace
from sqlalchemy import Connection

from core.findings import Finding
from core.handling import overtaken
from scheduler.handling import record
from scheduler.hub import Hub
from store import handlings

HUB = "fairlead"  # who did it


def end_overtaken(hub: Hub, tx: Connection, findings: Iterable[Finding]) -> None:
    """Of open findings. What is ended already is left alone, so an unchanged world changes nothing."""
    handled, answered, now = handlings.of_open(tx), handlings.answered(tx), hub.clock()
    for finding in findings:
        name = finding.fingerprint
        held = handled.get(name)
        if held is None or (held.until and held.until <= now):
            continue
        if overtaken(held, finding) or name in answered:
            handlings.end(tx, [name], now)
            record(hub, tx, name, HUB, "end", before=held, after=replace(held, until=now))
