"""A channel as its readers see it: messages that a plan writes, edits and takes back, with what was ever posted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from core.delivery import Alerts
from core.findings import Finding, Observation, Severity, Subject
from core.handling import Handling
from core.plan import Operation, Standing, Target, make_plan
from core.projection import Known, Reader, Routing
from core.projection.messages import messages
from core.projection.returns import returns
from core.projection.topics import telling
from core.records import Goal

MONDAY = datetime(2026, 6, 15, 10, tzinfo=UTC)  # an hour after the digests are due
GOALS = {
    "O-1": Goal(source="sheets", key="O-1", level="objective", title="Grow", place="OKRs!A2"),
    "KR-1": Goal(source="sheets", key="KR-1", level="key_result", title="Revenue", place="OKRs!A3", parent="O-1"),
}
OWNERS = {"O-1": ("olga@acme.test",), "KR-1": ("ana@acme.test",)}


def finding(number: int = 1, severity: Severity = "critical", *, opened: datetime = MONDAY, **given: Any) -> Finding:
    """`number` names the item; open since `opened`, when its drift began too."""
    told = {"title": "Mend the ledger", "says": "drifts", "owner": "ana@acme.test", "goal": "KR-1", "team": "payments"}
    seen = Observation(
        detector=given.pop("detector", "D10"),
        subject=given.pop("subject", Subject("item", f"jira:PAY-{number}")),
        severity=severity,
        since=opened,
        **{**told, **given},
    )
    return Finding(
        fingerprint=seen.fingerprint, observation=seen, first_seen=opened, last_seen=opened, opened_at=opened
    )


def routing(alerts: Alerts | None = None, **given: Any) -> Routing:
    channels = {"payments": "#payments"}
    return Routing(
        **{
            "verbs": {"slack": {"message"}},
            "default_channel": "#alignment",
            "team_channels": channels,
            "alerts": alerts or Alerts(),
            **given,
        }
    )


@dataclass
class Desk:
    """`posts` are the moments at which each message was first written, which is when people hear of it."""

    routing: Routing = field(default_factory=routing)
    readers: Mapping[str, Reader] = field(default_factory=dict)
    standing: dict[Target, Standing] = field(default_factory=dict)
    tried: set[Target] = field(default_factory=set)
    added: dict[tuple[Target, str], date] = field(default_factory=dict)
    posts: list[tuple[datetime, Target]] = field(default_factory=list)

    def run(
        self, now: datetime, findings: Iterable[Finding], handled: Iterable[Handling] = (), **given: Any
    ) -> tuple[Operation, ...]:
        """One plan, applied whole."""
        known = self.known(now, findings, handled, **given)
        operations = make_plan([*messages(known), *returns(known)], self.standing, b"key").operations
        for operation in operations:
            self._write(now, operation)
        return operations

    def known(self, now: datetime, findings: Iterable[Finding], handled: Iterable[Handling], **given: Any) -> Known:
        return Known(
            now=now,
            findings=tuple(findings),
            goals=GOALS,
            owners=OWNERS,
            routing=self.routing,
            readers=self.readers,
            standing=dict(self.standing),
            tried=frozenset(self.tried),
            added=dict(self.added),
            handled={each.fingerprint: each for each in handled},
            **given,
        )

    def _write(self, now: datetime, operation: Operation) -> None:
        target = operation.target
        if operation.body is None:
            del self.standing[target]
            return
        if target not in self.tried:
            self.posts.append((now, target))
        self.tried.add(target)
        self.added = {(target, each): now.date() for each in operation.findings} | self.added
        self.standing[target] = Standing(
            target, operation.body, operation.url, "ref", operation.findings, operation.parts
        )

    @property
    def told(self) -> list[tuple[str, str, str]]:
        """Channel, kind and reader of each message that was posted, in order."""
        each = [(target, telling(target)) for _, target in self.posts]
        return [(target.place, found.audience.kind, found.audience.reader) for target, found in each if found]

    def bodies(self) -> list[str]:
        return [note.body for _, note in sorted(self.standing.items())]


def later(days: float = 0, hours: float = 0) -> datetime:
    return MONDAY + timedelta(days=days, hours=hours)
