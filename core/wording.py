"""The hub's texts for people: short, kind, saying what, since when, why, and what can be done.

Plain text with line breaks; each connector escapes it for its tool. No ages in them ("3 days ago"), only dates: a text
changes when the facts do, and never because time goes by.
"""

from collections.abc import Sequence
from datetime import datetime

from core.detectors import BY_ID
from core.findings import Finding

ADMINS = "the administrators of the hub"


def day(moment: datetime) -> str:
    return f"{moment:%-d %B %Y}"


def comment(findings: Sequence[Finding]) -> str:
    """The one comment on an item, all its findings in it."""
    parts = [f"This {f.observation.says}, since {day(f.observation.since)}.\n{_help(f)}" for f in findings]
    return "Fairlead noticed:\n\n" + "\n\n".join(parts) + "\n\nThis note goes away by itself once that is mended."


def link_title(findings: Sequence[Finding]) -> str:
    """The title of a remote link; 255 characters is what Jira shows."""
    return "; ".join(f.observation.summary for f in findings)[:255]


def cell(findings: Sequence[Finding]) -> str:
    """The hub's status cell beside a goal."""
    return " | ".join(f"{f.observation.severity}: {f.observation.says}" for f in findings)


def message(findings: Sequence[Finding], owner: str | None, goal: str) -> str:
    """The one message to an owner about a goal."""
    about = f"{goal}: " if goal else ""
    count = "1 thing drifts" if len(findings) == 1 else f"{len(findings)} things drift"
    lines = [f"{about}{count} · for {owner or ADMINS}"]
    for finding in findings:
        seen = finding.observation
        where = f" {seen.url}" if seen.url else ""
        lines.append(f"• {seen.summary}, since {day(seen.since)}.{where}")
    lines += [f"→ {advice}" for advice in dict.fromkeys(_help(finding) for finding in findings)]
    return "\n".join(lines)


def _help(finding: Finding) -> str:
    return BY_ID[finding.observation.detector].advice
