"""The questions behind the buttons of a finding: what has to be known before something is decided. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta

from core.findings import Finding
from core.handling import Ends
from core.parts import Part
from core.presses import Field, Form, Option
from core.projection.pieces import title_of
from core.wording import since

SNOOZED, REVIEWED = timedelta(days=7), timedelta(days=90)  # unless somebody chooses another day
MOST = 100  # goals to choose from; further ones can be typed
DAY, ENDS, REASON, WHAT, GOAL, OTHER = "day", "ends", "reason", "what", "goal", "other"
BY_DAY, LINK, FINDING, NONE, SERVES = "day", "link", "finding", "none", "goal "

_WORSE, _CHANGED = Option("worse", "Or when it is worse"), Option("changed", "Or when it says something else")


def about(finding: Finding) -> Part:
    """What a form is about."""
    seen = finding.observation
    return Part(f"{' '.join(seen.says.split())}, {since(finding)}", title_of(finding), seen.url)


def snooze(finding: Finding, today: date) -> Form:
    """What is critical cannot be worse."""
    ends = [_CHANGED] if finding.observation.severity == "critical" else [_WORSE, _CHANGED]
    fields = (
        Field(DAY, "Quiet up to and including", "date", initial=str(today + SNOOZED), earliest=today, optional=True),
        Field(ENDS, "Wake it earlier?", "choice", (Option(BY_DAY, "Not before that day"), *ends), initial=BY_DAY),
        Field(REASON, "Why", "long text", optional=True),
    )
    return Form("snooze", finding.fingerprint, "Snooze", fields, (about(finding),), "Snooze")


def exempt(finding: Finding, today: date) -> Form:
    tomorrow = today + timedelta(days=1)
    fields = (
        Field(REASON, "Why is it meant to be so?", "long text", hint="People will read it later."),
        Field(DAY, "Look at it again on", "date", initial=str(today + REVIEWED), earliest=tomorrow),
    )
    return Form("exempt", finding.fingerprint, "Exempt", fields, (about(finding),), "Exempt")


def dispute(finding: Finding, linked_by: str = "") -> Form:
    """`linked_by` is the rule that gave the item its goal, where one did."""
    what = Field(
        WHAT,
        "What is wrong?",
        "choice",
        (Option(FINDING, "This finding"), Option(LINK, f"The goal, which rule {linked_by} gave")),
        initial=FINDING,
    )
    why = Field(REASON, "Why is it wrong?", "long text", hint="Whoever keeps the rules will read it.")
    return Form(
        "dispute", finding.fingerprint, "Dispute", (what, why) if linked_by else (why,), (about(finding),), "Dispute"
    )


def link(finding: Finding, goals: Sequence[tuple[str, str]], hints: Sequence[str] = ()) -> Form:
    """`goals` are keys with what is shown of each, the best first; `hints` say why those are."""
    options = tuple(Option(f"{SERVES}{key}", text) for key, text in goals[: MOST - 1])
    fields = [
        Field(GOAL, "Which goal does it serve?", "choice", (*options, Option(NONE, "It needs no goal"))),
        Field(REASON, "Why", "long text", hint="Only needed where it needs no goal.", optional=True),
    ]
    if len(goals) >= MOST:
        hint = "Where it is not in the list. It takes the place of what is chosen above."
        fields.insert(1, Field(OTHER, "Or the key of another goal", hint=hint, optional=True))
    parts = (about(finding), *([Part("\n".join(hints))] if hints else []))
    return Form("link-other", finding.fingerprint, "Link to a goal", tuple(fields), parts, "Link")


def ends_of(chosen: str) -> Ends:
    """What was chosen in the form to snooze."""
    return "worse" if chosen == "worse" else "changed" if chosen == "changed" else ""
