"""A hub pointed at a simulated company, and the road of its items as often as a test wants."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from core.findings import Finding
from fairlead.demo.house import settle
from sandbox.company import Company, Opened, open_company
from sandbox.history import Exchange
from scheduler import applying, linking, planning, reconciling, syncing
from scheduler.hub import Hub, open_hub

NOW = datetime(2026, 6, 17, 15, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    """What one trip brought."""

    pulled: list[syncing.Pulled]
    linked: linking.Linked
    reconciled: reconciling.Reconciled


@dataclass(frozen=True)
class Scene:
    company: Company
    opened: Opened
    hub: Hub
    config: Path

    def travel(self) -> Told:
        """Sync, map, reconcile."""
        pulled = syncing.sync(self.hub, lambda *_: None)
        assert [row.error for row in pulled if row.error] == []
        linked = linking.link(self.hub)
        return Told(pulled, linked, reconciling.reconcile_findings(self.hub))

    def write(self) -> applying.Applied:
        """Approve and apply the present plan."""
        digest = planning.plan_writes(self.hub).plan.digest
        return applying.apply_plan(self.hub, digest, lambda *_: None)

    def pass_day(self) -> list[Told]:
        """Morning with its mends, an evaluation; then work, night, and another."""
        call = self.opened.sandbox.call
        end = self.company.now + timedelta(days=1)
        call(self.company.morning)
        first = self.travel()
        call(self.company.work)
        call(lambda: self.company.clock.advance(end - self.company.now))
        return [first, self.travel()]

    @property
    def writes(self) -> list[Exchange]:
        return [exchange for exchange in self.opened.sandbox.history if exchange.is_write]


@contextmanager
def scene(folder: Path, seed: int, *, now: datetime = NOW, **company: Any) -> Iterator[Scene]:
    with open_company(seed, now=now, **company) as opened:
        config = settle(opened.company, opened.sandbox.urls, folder)
        with open_hub(config, opened.company.clock) as hub:
            yield Scene(opened.company, opened, hub, config)


Key = tuple[str, str, str, str]


def keys(findings: Any) -> set[Key]:
    """(detector, subject kind, subject key, severity) of findings or of a truth file's entries."""
    return {_key(finding) for finding in findings}


def _key(finding: Any) -> Key:
    if isinstance(finding, Finding):
        seen = finding.observation
        return seen.detector, seen.subject.kind, seen.subject.key, seen.severity
    return finding["detector"], finding["subject"]["kind"], finding["subject"]["key"], finding["severity"]
