"""What ends a decision about a finding before its time: the finding itself, or what settles a dispute.

It is ended for good, so that a finding that was worse for a day does not fall silent again when it eases.
"""

from collections.abc import Iterable

from msgspec.structs import replace
from sqlalchemy import Connection

from core.findings import Finding
from core.handling import Handling, overtaken
from scheduler.handling import record
from scheduler.hub import Hub
from store import choices, handlings

HUB = "fairlead"  # who did it


def end_overtaken(hub: Hub, tx: Connection, findings: Iterable[Finding]) -> None:
    """Of open findings. What is ended already is left alone, so an unchanged world changes nothing."""
    handled, now = handlings.of_open(tx), hub.clock()
    settled = _Settled(tx) if any(each.rule for each in handled.values()) else None
    for finding in findings:
        name = finding.fingerprint
        held = handled.get(name)
        if held is None or (held.until and held.until <= now):
            continue
        if overtaken(held, finding) or (settled and settled(held, finding)):
            handlings.end(tx, [name], now)
            record(hub, tx, name, HUB, "end", before=held, after=replace(held, until=now))


class _Settled:
    """Whether what was disputed is mended: the rule was edited, or the item linked by hand."""

    def __init__(self, tx: Connection) -> None:
        self._answered = handlings.answered(tx)
        self._links = {(each.rule, f"{each.source}:{each.item}") for each in choices.unsettled(tx)}

    def __call__(self, held: Handling, finding: Finding) -> bool:
        if held.state != "disputed" or held.rule is None:
            return False
        subject = finding.observation.subject
        of_link = subject.kind == "item" and (held.rule, subject.key) not in self._links
        return of_link or finding.fingerprint in self._answered
