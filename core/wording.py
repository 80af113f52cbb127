"""The hub's texts for people: short, kind, saying what, since when, why, who owns it, and what can be done.

Plain text with line breaks; each connector escapes it for its tool. No ages in them ("3 days ago"), only dates: a text
changes when the facts do, and never because time goes by. No address of a person either: a note stands where many read.
"""

import re
from collections.abc import Callable, Sequence

from core.detectors import BY_ID, Detectors
from core.findings import Finding
from core.phrases import day
from core.reasons import reasons

OPENING = "Fairlead noticed:"
CLOSING = "This note goes away by itself once that is mended."
ADMINS = "Admins of Fairlead"
LINK_TITLE = 255  # characters that Jira shows
_ADDRESS = re.compile(r"[^\s<>()\[\]“”\",;:=]+@[\w-]+(?:\.[\w-]+)+")


def comment(
    findings: Sequence[Finding], detectors: Detectors = BY_ID, owner: str = "", reminders: Sequence[str] = ()
) -> str:
    """The one comment on an item, all its findings in it. `owner` is a person's name or a team, empty where nobody is known.
    `reminders` are exemptions that somebody should look at again."""
    parts = [*(_paragraph(finding, detectors) for finding in findings), *(f"This was {each}" for each in reminders)]
    who = [f"Who owns it: {owner}"] if owner else []
    return "\n\n".join([OPENING, *parts, *who, CLOSING])


def _paragraph(finding: Finding, detectors: Detectors) -> str:
    why = reasons(finding.observation.evidence, said=finding.observation.says)
    lines = [f"{_what(finding)}.", f"Why we think so: {why}" if why else "", help_with(finding, detectors)]
    return "\n".join(filter(None, lines))


def link_title(findings: Sequence[Finding], detectors: Detectors = BY_ID) -> str:
    """The title of a remote link: what and since when first, then what can be done as far as there is room."""
    what = "Fairlead: " + "; ".join(_lower(_what(finding)) for finding in findings)
    advice = dict.fromkeys(help_with(finding, detectors) for finding in findings)
    return _cut(". ".join([what, *advice]), LINK_TITLE)


def cell(findings: Sequence[Finding]) -> str:
    """The hub's status cell beside a goal, short enough for a sheet: a sentence for each finding. Why, and what to do, stand in
    messages and on the page of the finding."""
    return " ".join(map(_in_cell, findings))


def _in_cell(finding: Finding) -> str:
    seen = finding.observation
    return f"{seen.severity.capitalize()}: this {seen.says}, {since(finding)}."


def help_with(finding: Finding, detectors: Detectors) -> str:
    """What its reader can do now."""
    return detectors[finding.observation.detector].advice


def faceless(text: str, called: Callable[[str], str] = lambda _: "somebody") -> str:
    """Without addresses of persons, for places that many read. `called` gives the name of a person."""
    return _ADDRESS.sub(lambda found: called(found[0]), text)


def since(finding: Finding) -> str:
    """The day on which the drift began."""
    return f"since {day(finding.observation.since)}"


def _what(finding: Finding) -> str:
    return f"This {finding.observation.says} ({since(finding)})"


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 1] + "…"
