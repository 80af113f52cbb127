"""Why a finding is told: what, since when, by which facts, how the item came to its goal, who owns it, and what was decided."""

from collections.abc import Iterator, Sequence

from core.became import Event, became
from core.chain import ancestors
from core.findings import Finding
from core.parts import Part
from core.phrases import day
from core.presses import Form
from core.projection.forms import about
from core.projection.known import Known
from core.reasons import facts
from core.wording import help_with

FACTS = 12
EVENTS = 10  # of the newest


def why(known: Known, finding: Finding, road: str, events: Sequence[Event]) -> Form:
    """`road` says how the item came to its goal or why it has none, empty where the finding is about no item."""
    sections = (
        ("Why we think so", _facts(known, finding)),
        ("How it came to its goal", known.faceless(road)),
        ("Goal", _goal(known, finding)),
        ("Who owns it", _owner(known, finding) or "nobody is known"),
        ("What became of it", "\n".join(_told(known, finding, events))),
        ("What you can do", help_with(finding, known.routing.detectors)),
    )
    parts = (about(finding), *(Part(text, title) for title, text in sections if text))
    return Form("why", finding.fingerprint, "Why?", (), parts)


def _facts(known: Known, finding: Finding) -> str:
    detector = known.routing.detectors[finding.observation.detector]
    told = (f"{name}: {fact}" for name, fact in facts(finding.observation.evidence, few=FACTS))
    return "\n".join((f"{detector.id}, {detector.name}, looked at it.", *told))


def _goal(known: Known, finding: Finding) -> str:
    seen = finding.observation
    chain = ancestors(seen.subject.key if seen.subject.kind == "goal" else seen.goal or "", known.goals)
    return "\nbelow ".join(f"{goal.key} {goal.title}" for goal in chain)


def _owner(known: Known, finding: Finding) -> str:
    """Of the finding, and of its goal."""
    seen = finding.observation
    readers = [known.readers.get(each) for each in known.owners.get(seen.goal or "", ())]
    above = ", ".join(each.name for each in readers if each and each.name)
    return "; ".join(filter(None, (known.name_of(seen), f"its goal: {above}" if above else "")))


def _told(known: Known, finding: Finding, deeds: Sequence[Event]) -> Iterator[str]:
    events = became(finding, deeds)
    if len(events) > EVENTS:
        yield f"… and {len(events) - EVENTS} things before"
    for event in events[-EVENTS:]:
        yield f"{day(event.at.date())}: {known.faceless(event.says)}"
