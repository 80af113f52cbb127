"""A hub pointed at a simulated company, and the road of its items as often as a test wants."""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from core.findings import Finding
from fairlead.demo.house import settle
from sandbox.company import Company, Opened, open_company
from sandbox.history import Exchange
from scheduler import applying, linking, planning, reconciling, syncing
from scheduler.hub import Hub, open_hub
from scheduler.told import Pulled
from tests.checker import breaches

NOW = datetime(2026, 6, 17, 15, 30, tzinfo=UTC)
ANY_PORT = '\n[service]\nlisten_on = "127.0.0.1:0"\n'


@dataclass(frozen=True)
class Told:
    """What one trip brought."""

    pulled: list[Pulled]
    linked: linking.Linked
    reconciled: reconciling.Reconciled


@dataclass(frozen=True)
class Scene:
    company: Company
    opened: Opened
    hub: Hub
    config: Path

    def travel(self, *, trouble: bool = False) -> Told:
        """Sync, map, reconcile. `trouble`: some streams may fail."""
        pulled = syncing.sync(self.hub, lambda *_: None)
        assert trouble or [row.error for row in pulled if row.error] == []
        linked = linking.link(self.hub)
        return Told(pulled, linked, reconciling.reconcile_findings(self.hub))

    def write(self) -> applying.Applied:
        """Approve and apply the present plan."""
        digest = planning.plan_writes(self.hub).plan.digest
        return applying.apply_plan(self.hub, digest, lambda *_: None)

    def wait(self, **time: float) -> None:
        """So much time goes by, and nothing happens in it."""
        self.opened.sandbox.call(lambda: self.company.clock.advance(timedelta(**time)))

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
    def secrets(self) -> dict[str, list[str]]:
        """What no tool may be told, by the tool that alone may know it."""
        tools = self.company.tools
        basic = b64encode(f"{tools.jira.email}:{tools.jira.token}".encode()).decode()
        return {
            "jira": [tools.jira.token, basic],
            "github": [tools.github.token],
            "slack": [tools.slack.token],
            "sheets": [tools.sheets.token],
            "nobody": [self.hub.key.hex()],
        }

    @property
    def marks(self) -> set[str]:
        """Of every intent that was ever committed."""
        with self.hub.store.read() as tx:
            return {mark for (mark,) in tx.execute(text("SELECT mark FROM intents"))}

    @property
    def writes(self) -> list[Exchange]:
        return [exchange for exchange in self.opened.sandbox.history if exchange.is_write]


class Waiting:
    """Whoever waits for a tool lets the company's time pass, so that no test waits."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened

    def sleep(self, seconds: float) -> None:
        self._opened.sandbox.call(lambda: self._opened.company.clock.advance(timedelta(seconds=seconds)))

    def monotonic(self) -> float:
        return self._opened.company.clock().timestamp()


@contextmanager
def scene(folder: Path, seed: int, *, now: datetime = NOW, more: str = "", **company: Any) -> Iterator[Scene]:
    """`more` are lines for the end of the configuration."""
    with open_company(seed, now=now, **company) as opened:
        config = settle(opened.company, opened.sandbox.urls, folder)
        config.write_text(config.read_text() + more + ("" if "[service]" in more else ANY_PORT))
        with at_work(opened, config) as now_:
            yield now_


@contextmanager
def at_work(opened: Opened, config: Path) -> Iterator[Scene]:
    """A hub of this configuration before the tools of the company. In the end nothing may have gone against our promises."""
    with open_hub(config, opened.company.clock, Waiting(opened)) as hub:
        now = Scene(opened.company, opened, hub, config)
        yield now
        assert breaches(opened.sandbox.history, marks=now.marks, secrets=now.secrets, live=hub.live) == []


Key = tuple[str, str, str, str]


def keys(findings: Any) -> set[Key]:
    """(detector, subject kind, subject key, severity) of findings or of a truth file's entries."""
    return {_key(finding) for finding in findings}


def _key(finding: Any) -> Key:
    if isinstance(finding, Finding):
        seen = finding.observation
        return seen.detector, seen.subject.kind, seen.subject.key, seen.severity
    return finding["detector"], finding["subject"]["kind"], finding["subject"]["key"], finding["severity"]
