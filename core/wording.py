"""The hub's texts for people: short, kind, saying what, since when, why, and what can be done.

Plain text with line breaks; each connector escapes it for its tool. No ages in them ("3 days ago"), only dates: a text
changes when the facts do, and never because time goes by.
"""

from collections.abc import Sequence

from core.detectors import BY_ID, Detectors
from core.findings import Finding

OPENING = "Fairlead noticed:"
ADMINS = "Admins of Fairlead"


def comment(findings: Sequence[Finding], detectors: Detectors = BY_ID) -> str:
    """The one comment on an item, all its findings in it."""
    parts = [f"This {f.observation.says} ({_since(f)}).\n{_help(f, detectors)}" for f in findings]
    return f"{OPENING}\n\n" + "\n\n".join(parts) + "\n\nThis note goes away by itself once that is mended."


def link_title(findings: Sequence[Finding]) -> str:
    """The title of a remote link; 255 characters is what Jira shows."""
    return "Fairlead: " + "; ".join(f"this {f.observation.says} ({_since(f)})" for f in findings)[:245]


def cell(findings: Sequence[Finding]) -> str:
    """The hub's status cell beside a goal."""
    return " | ".join(
        f"{f.observation.severity.capitalize()}: this {f.observation.says} ({_since(f)})" for f in findings
    )


def message(findings: Sequence[Finding], owner: str | None, goal: str, detectors: Detectors = BY_ID) -> str:
    """The one message to an owner about a goal; without an owner to the team, or to whoever runs the hub."""
    team = findings[0].observation.team
    reader = owner or (f"Team {team}" if team else ADMINS)
    count = "1 thing needs you" if len(findings) == 1 else f"{len(findings)} things need you"
    lines = [f"{reader}: {count}{f' in {goal}' if goal else ''}"]
    for finding in findings:
        seen = finding.observation
        lines.append(f"• {seen.summary} · {_since(finding)}{f' · {seen.url}' if seen.url else ''}")
    lines += [f"→ {advice}" for advice in dict.fromkeys(_help(finding, detectors) for finding in findings)]
    return "\n".join(lines)


def _help(finding: Finding, detectors: Detectors) -> str:
    return detectors[finding.observation.detector].advice


def _since(finding: Finding) -> str:
    return f"since {finding.observation.since:%-d %B %Y}"
