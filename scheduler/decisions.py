"""What a person can decide about a finding, and what cannot be decided. Pure; `scheduler.handling` carries it out."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from core.findings import Finding
from core.handling import Ends, Handling, State, in_force, review_due
from core.stages import remark
from core.times import midnight

ACKNOWLEDGED_DAYS, EXEMPT_DAYS = 7, 90  # unless a day is given
LONGEST = 1_000  # characters of a reason
FARTHEST = timedelta(days=3_660)  # from today; what is meant for longer is meant for good, and wants another way


class NotHandled(Exception):
    """That cannot be decided; the text says why and what to do, and `field` what of the decision it is about (`day`,
    `ends` or `reason`)."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class Acknowledge(Struct, frozen=True, tag="acknowledge"):
    """Somebody has seen it and takes care, up to and including the day `until`."""

    until: date | None = None


class Snooze(Struct, frozen=True, tag="snooze"):
    """Nothing new is told of it up to and including the day `until`, or until it is worse or says something else."""

    until: date | None = None
    ends: Ends = ""


class Exempt(Struct, frozen=True, tag="exempt"):
    """It is meant to be so, and is looked at again on the day `review`. Wants a reason. An item without a goal needs none."""

    review: date | None = None


class Dispute(Struct, frozen=True, tag="dispute"):
    """It is wrong. Wants a reason. `link`: what is wrong is the goal that a rule gave to the item."""

    link: bool = False


class Reopen(Struct, frozen=True, tag="reopen"):
    """What was decided does not count any more."""


Decision = Acknowledge | Snooze | Exempt | Dispute | Reopen
_STATES: Mapping[type[Decision], State] = {
    Acknowledge: "acknowledged",
    Snooze: "snoozed",
    Exempt: "exempt",
    Dispute: "disputed",
}


def decided(
    decision: Decision, about: Finding, before: Handling | None, *, actor: str, reason: str, now: datetime
) -> Handling | None:
    """What is to be kept, None when nothing is to be any more. NotHandled for what makes no sense of this finding."""
    _insist_on_sense(decision, about, before, reason, now)
    today = now.date()
    if isinstance(decision, Reopen):
        return None
    kept = Handling(
        fingerprint=about.fingerprint,
        state=_STATES[type(decision)],
        actor=actor,
        at=now,
        reason=reason,
        severity=about.observation.severity,
        evidence=about.observation.digest,
    )
    match decision:
        case Acknowledge(until):
            return _until(kept, until or today + timedelta(days=ACKNOWLEDGED_DAYS), today)
        case Snooze(until, ends):
            return _until(replace(kept, ends=ends), until, today)
        case Exempt(review):
            return _review(kept, review or today + timedelta(days=EXEMPT_DAYS), today)
        case Dispute():
            return kept


def _insist_on_sense(decision: Decision, about: Finding, before: Handling | None, reason: str, now: datetime) -> None:
    name = f"{about.observation.detector} {about.observation.subject.key}"
    if len(reason) > LONGEST:
        raise NotHandled(f"a reason has {LONGEST:,} characters at most; say the gist, and link to the rest", "reason")
    if isinstance(decision, Reopen):
        _insist_on_something(name, about, before, now)
        return
    if about.resolved_at:
        raise NotHandled(f"{name} was resolved on {about.resolved_at:%Y-%m-%d}: there is nothing left to decide")
    if isinstance(decision, Exempt | Dispute) and not reason:
        why = f"say why {name} is {_STATES[type(decision)]}: that is the reason people will read later"
        raise NotHandled(why, "reason")
    if isinstance(decision, Acknowledge | Snooze):
        _insist_on_speaking(name, about, before, now)
    if isinstance(decision, Snooze):
        _insist_on_an_end(name, about, decision)


def _insist_on_something(name: str, about: Finding, before: Handling | None, now: datetime) -> None:
    """An exemption holds of what is resolved too: it would be exempt if it came back."""
    exempt = before is not None and before.state == "exempt" and (before.until is None or now < before.until)
    if not exempt and not in_force(before, about, now) and not review_due(before, about, now):
        raise NotHandled(f"nobody has decided anything about {name} that still counts: there is nothing to take back")


def _insist_on_speaking(name: str, about: Finding, before: Handling | None, now: datetime) -> None:
    held = in_force(before, about, now)
    if held and held.state == "exempt":
        raise NotHandled(f"{name} is {remark(about, held, now)}; `fairlead finding reopen` it first")


def _insist_on_an_end(name: str, about: Finding, snooze: Snooze) -> None:
    if not snooze.until and not snooze.ends:
        why = f"say until when {name} is snoozed: a day, or until it is worse or says something else"
        raise NotHandled(why, "day")
    if snooze.ends == "worse" and not snooze.until and about.observation.severity == "critical":
        raise NotHandled(
            f"{name} is critical, and cannot be worse; snooze it until a day, or until it says something else", "ends"
        )


def _until(kept: Handling, last: date | None, today: date) -> Handling:
    """The last day belongs to it."""
    return replace(kept, until=last and midnight(near(last, today, today) + timedelta(days=1)))


def _review(kept: Handling, day: date, today: date) -> Handling:
    """On that day it speaks again."""
    return replace(kept, until=midnight(near(day, today + timedelta(days=1), today)))


def near(day: date, earliest: date, today: date) -> date:
    """The day, unless it is before `earliest`, or so far away that nobody means it. NotHandled then."""
    if day < earliest:
        raise NotHandled(f"{day} is {'past' if day < today else 'today'}; give a day from {earliest} on", "day")
    if day > today + FARTHEST:
        raise NotHandled(f"{day} is more than ten years away; give a day that somebody will see", "day")
    return day
