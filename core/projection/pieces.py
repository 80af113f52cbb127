"""One finding as messages tell it: what, since when, in which goal, why, and the buttons with which people answer it."""

from core.findings import Finding
from core.parts import Button, Part
from core.projection.known import Known
from core.projection.topics import Audience
from core.reasons import reasons
from core.wording import help_with, since


def piece(known: Known, audience: Audience, finding: Finding) -> Part:
    """A finding with what its reader can do about it."""
    seen = finding.observation
    why = reasons(seen.evidence, few=2) if audience.kind != "storm" else ""
    where = f"in {goal_told(known, seen.goal)}" if seen.goal and not audience.about else ""
    facts = " · ".join(filter(None, (f"{_plain(seen.says)}, {since(finding)}", where, why)))
    text = "\n".join(filter(None, (facts, known.remark(finding))))
    buttons, menu = _doings(known, audience, finding)
    return Part(text, title_of(finding), seen.url, buttons, menu)


def title_of(finding: Finding) -> str:
    """An item goes by its key too."""
    seen = finding.observation
    key = f"{seen.subject.key.partition(':')[2]} " if seen.subject.kind == "item" else ""
    return f"{key}{_plain(seen.title)}" or seen.subject.key


def details(known: Known, finding: Finding) -> Part:
    """What is told aside: why, who owns it, and what to do."""
    seen = finding.observation
    who, why = known.name_of(seen), reasons(seen.evidence)
    lines = (
        f"Why we think so: {why}" if why else "",
        f"Who owns it: {who}" if who else "",
        f"What to do: {help_with(finding, known.routing.detectors)}",
    )
    return Part("\n".join(filter(None, lines)), title_of(finding), seen.url, aside=True)


def goal_told(known: Known, key: str) -> str:
    """With how it stands, for no figure of work is told without that."""
    goal, figures = known.goals.get(key), known.figures.get(key)
    title = f"{key} {_plain(goal.title)}" if goal else key
    return f"{title} ({figures.health})" if figures and figures.health != "unknown" else title


def _doings(known: Known, audience: Audience, finding: Finding) -> tuple[tuple[Button, ...], tuple[Button, ...]]:
    """What is seen at once, and what the menu holds. A storm is for all, and so has neither."""
    if audience.kind == "storm":
        return (), ()
    seen, about, decided = finding.observation, finding.fingerprint, known.decision(finding)
    acknowledge = (Button("acknowledge", "Acknowledge", about, "primary"),)
    link = (Button("link-other", "Link to a goal…", about),) if seen.subject.kind == "item" and not seen.goal else ()
    why = (Button("why", "Why?", about),)
    if finding.fingerprint in known.chosen and not decided:
        return link, why
    if decided:
        return link, (Button("reopen", "Reopen", about), *why)
    menu = tuple(Button(act, f"{act.capitalize()}…", about) for act in ("snooze", "exempt", "dispute"))
    return (link, (*acknowledge, *menu, *why)) if audience.kind == "digest" else ((*acknowledge, *link), (*menu, *why))


def _plain(text: str) -> str:
    return " ".join(text.split())
