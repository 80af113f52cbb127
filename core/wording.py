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
    parts = [f"This {f.observation.says} ({since(f)}).\n{help_with(f, detectors)}" for f in findings]
    return f"{OPENING}\n\n" + "\n\n".join(parts) + "\n\nThis note goes away by itself once that is mended."


def link_title(findings: Sequence[Finding]) -> str:
    """The title of a remote link; 255 characters is what Jira shows."""
    return "Fairlead: " + "; ".join(f"this {f.observation.says} ({since(f)})" for f in findings)[:245]


def cell(findings: Sequence[Finding]) -> str:
    """The hub's status cell beside a goal."""
    return " | ".join(
        f"{f.observation.severity.capitalize()}: this {f.observation.says} ({since(f)})" for f in findings
    )


def help_with(finding: Finding, detectors: Detectors) -> str:
    """What its reader can do now."""
    return detectors[finding.observation.detector].advice


def since(finding: Finding) -> str:
    """The day on which the drift began."""
    return f"since {finding.observation.since:%-d %B %Y}"
