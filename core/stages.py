"""Where a finding stands in its life, in one word and in a short sentence: the same in tables, messages and comments. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Literal

from core.findings import Finding
from core.handling import Ends, Handling, Silence, in_force, review_due, silenced
from core.phrases import day
from core.times import MILLISECOND

Stage = Literal["open", "acknowledged", "snoozed", "exempt", "disputed", "silenced", "resolved"]
STAGES: tuple[Stage, ...] = ("open", "acknowledged", "snoozed", "exempt", "disputed", "silenced", "resolved")
_CONDITIONS: Mapping[Ends, str] = {"worse": "until it is worse", "changed": "until it says something else"}


def stage(finding: Finding, handling: Handling | None, silences: Iterable[Silence], now: datetime) -> Stage:
    """What people decided about it goes before a silence that only happens to match."""
    if finding.resolved_at:
        return "resolved"
    held = in_force(handling, finding, now)
    if held:
        return held.state
    return "silenced" if silenced(finding, silences, now) else "open"


def stages(
    findings: Iterable[Finding], handled: Mapping[str, Handling], silences: Iterable[Silence], now: datetime
) -> dict[Stage, int]:
    """How many findings stand where, in the order of `STAGES`."""
    silences = tuple(silences)
    counts = Counter(stage(each, handled.get(each.fingerprint), silences, now) for each in findings)
    return {each: counts[each] for each in STAGES if counts[each]}


def remark(finding: Finding, handling: Handling | None, now: datetime) -> str:
    """`acknowledged by ana until 3 December 2026`; of an exemption whose day came that it is to be looked at; else nothing."""
    held = in_force(handling, finding, now)
    if held:
        return said(held)
    if handling and handling.until and review_due(handling, finding, now):
        return f"exempt until {day(handling.until.date())} (by {handling.actor}{_why(handling)}); is that still so?"
    return ""


def brief(finding: Finding, handling: Handling | None, silences: Iterable[Silence], now: datetime) -> str:
    """For a column of a table: the stage and its end, such as `snoozed until worse`. Empty of what is open."""
    held = in_force(handling, finding, now)
    if held:
        end = f"{last_day(held.until)}" if held.until else held.ends
        return f"{held.state} until {end}" if end else held.state
    if handling and handling.until and review_due(handling, finding, now):
        return f"exempt until {last_day(handling.until)}: look again"
    quiet = None if finding.resolved_at else silenced(finding, silences, now)
    return f"silenced until {last_day(quiet.until)}" if quiet else ""


def last_day(until: datetime) -> date:
    """The last whole day before a moment: what people mean by until."""
    return (until - MILLISECOND).date()


def said(held: Handling) -> str:
    """A decision in words, whether it is in force or not."""
    by, why = f"{held.state} by {held.actor}", _why(held)
    if held.state == "exempt" and held.until:
        return f"{by}, to be looked at on {day(held.until.date())}{why}"
    return f"{by}{_until(held)}{why}"


def _why(held: Handling) -> str:
    """Without a full stop, for the sentence goes on, or ends where it is told."""
    reason = held.reason.rstrip(" .")
    return f": {reason}" if reason else ""


def _until(held: Handling) -> str:
    terms = [f"until {day(last_day(held.until))}"] if held.until else []
    terms += [_CONDITIONS[held.ends]] if held.ends else []
    return f" {', or '.join(terms)}" if terms else ""
