"""What people decide about findings: the part of a finding's life that no detector sees. Pure.

A finding is open; a person acknowledges it (until a day), snoozes it (until a day, or until it is worse or says something
else), exempts it (with a reason, and a day on which that is looked at again), or disputes it. It resolves by itself. When it is
seen again after that, only an exemption still holds.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Literal

from msgspec import Struct

from core.findings import SEVERITIES, Finding, Severity

State = Literal["acknowledged", "snoozed", "exempt", "disputed"]
Ends = Literal["", "worse", "changed"]
Voice = Literal["speaks", "keeps", "leaves"]
"""Of a finding: it may be told anew; nothing new is told of it, and what stands stays; what stands is taken back."""


class Handling(Struct, frozen=True, kw_only=True):
    """The newest decision of a person (`actor`) about a finding. `until` is when it ends (None: never by time), `ends` what
    ends it before. `severity` and `evidence` (a digest) are as they stood then. `rule` is the rule that a dispute goes to."""

    fingerprint: str
    state: State
    actor: str
    at: datetime
    reason: str = ""
    until: datetime | None = None
    ends: Ends = ""
    severity: Severity = "warning"
    evidence: str = ""
    rule: str | None = None


class Silence(Struct, frozen=True, kw_only=True):
    """Findings that match all of `matchers` (a field and a glob, as `team` and `pay*`) say nothing new meanwhile."""

    id: str
    matchers: Mapping[str, str]
    until: datetime
    actor: str
    at: datetime
    reason: str = ""


MATCHED = ("detector", "severity", "team", "owner", "goal", "subject")
"""Fields that a silence or a route can ask for; `subject` is the key, as `jira:PAY-12`."""


def in_force(handling: Handling | None, finding: Finding, now: datetime) -> Handling | None:
    """The decision, as long as it holds of this finding."""
    if handling is None or finding.resolved_at or (handling.until and now >= handling.until):
        return None
    return None if overtaken(handling, finding) else handling


def overtaken(handling: Handling, finding: Finding) -> bool:
    """Whether the finding itself has ended the decision: it came back, it is worse, or it says something else."""
    if handling.state != "exempt" and finding.opened_at and finding.opened_at > handling.at:
        return True
    seen = finding.observation
    if handling.ends == "worse":
        return SEVERITIES.index(seen.severity) < SEVERITIES.index(handling.severity)
    return handling.ends == "changed" and handling.evidence != seen.digest


def review_due(handling: Handling | None, finding: Finding, now: datetime) -> bool:
    """Whether somebody should look again at an exemption, because its day has come and what it exempts still stands."""
    if handling is None or handling.state != "exempt" or handling.until is None:
        return False
    return now >= handling.until and not finding.resolved_at


def voice(finding: Finding, handling: Handling | None, silences: Iterable[Silence], now: datetime) -> Voice:
    """Whether something may be told of an open finding. A worse one speaks for itself again where it was snoozed until then."""
    held = in_force(handling, finding, now)
    if held and held.state == "exempt":
        return "leaves"
    quiet = held is not None and held.state in ("snoozed", "disputed")
    return "keeps" if quiet or finding.parent or silenced(finding, silences, now) else "speaks"


def silenced(finding: Finding, silences: Iterable[Silence], now: datetime) -> Silence | None:
    """The first silence in force that matches."""
    return next((each for each in silences if now < each.until and matches(finding, each.matchers)), None)


def matches(finding: Finding, matchers: Mapping[str, str]) -> bool:
    """Whether each field is as its glob says, in any case of letters; a field without a value is the empty text."""
    seen = finding.observation
    values = {
        "detector": seen.detector,
        "severity": seen.severity,
        "team": seen.team,
        "owner": seen.owner,
        "goal": seen.goal,
        "subject": seen.subject.key,
    }
    return all(fits(values[name] or "", glob) for name, glob in matchers.items())


def fits(value: str, glob: str) -> bool:
    """In any case of letters."""
    return fnmatchcase(value.casefold(), glob.casefold())
