"""The hub's texts for people: short, kind, saying what, since when, why, and what can be done.

Plain text with line breaks; each connector escapes it for its tool. No ages in them ("3 days ago"), only dates: a text
changes when the facts do, and never because time goes by.
"""

from collections.abc import Sequence

from core.detectors import BY_ID
from core.findings import Finding

ADMINS = "the administrators of the hub"


def comment(findings: Sequence[Finding]) -> str:
    """The one comment on an item, all its findings in it."""
    parts = [f"This {_since(f.observation.says, f)}.\n{_help(f)}" for f in findings]
    return "Fairlead noticed:\n\n" + "\n\n".join(parts) + "\n\nThis note goes away by itself once that is mended."


def link_title(findings: Sequence[Finding]) -> str:
    """The title of a remote link; 255 characters is what Jira shows."""
    return "; ".join(_since(f.observation.summary, f) for f in findings)[:255]


def cell(findings: Sequence[Finding]) -> str:
    """The hub's status cell beside a goal."""
    return " | ".join(f"{f.observation.severity}: {_since(f.observation.says, f)}" for f in findings)


def message(findings: Sequence[Finding], owner: str | None, goal: str) -> str:
    """The one message to an owner about a goal."""
    about = f"{goal}: " if goal else ""
    count = "1 thing drifts" if len(findings) == 1 else f"{len(findings)} things drift"
    lines = [f"{about}{count} · for {owner or ADMINS}"]
    for finding in findings:
        seen = finding.observation
        where = f" {seen.url}" if seen.url else ""
        lines.append(f"• {_since(seen.summary, finding)}.{where}")
    lines += [f"→ {advice}" for advice in dict.fromkeys(_help(finding) for finding in findings)]
    return "\n".join(lines)


def _help(finding: Finding) -> str:
    return BY_ID[finding.observation.detector].advice


def _since(text: str, finding: Finding) -> str:
    return f"{text}, since {finding.observation.since:%-d %B %Y}"
