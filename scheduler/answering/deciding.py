"""Acknowledge and reopen at once; snooze, exempt and dispute after a form has asked what must be known."""

from collections.abc import Callable, Mapping
from datetime import date

from msgspec.structs import replace
from sqlalchemy import Connection

from core.findings import Finding
from core.phrases import day
from core.presses import Form, Press, Reply
from core.projection import forms
from core.projection.pieces import title_of
from core.stages import said
from scheduler.answering.once import once
from scheduler.answering.presser import NotAnswered, Presser, finding_of, insist_on_may
from scheduler.decisions import Acknowledge, Decision, Dispute, Exempt, NotHandled, Reopen, Snooze
from scheduler.handling import Change, handle_in
from scheduler.hub import Hub
from store import linking

Fields = Mapping[str, str]


def decide(hub: Hub, press: Press, who: Presser) -> Reply:
    """NotHandled and NotAnswered for what cannot be decided."""
    ask = _ASK.get(press.act)
    if ask and press.fields is None:
        with hub.store.read() as tx:
            return ask(hub, tx, finding_to_decide(tx, press, who))
    decision, reason = decision_of(press.act, press.fields or {}), (press.fields or {}).get(forms.REASON, "")

    def carry_out(tx: Connection) -> str:
        found = finding_to_decide(tx, press, who)
        (change,) = handle_in(hub, tx, [found.fingerprint], decision, actor=who.email, reason=reason)
        return _told(change)

    return once(hub, press, carry_out)


def finding_to_decide(tx: Connection, press: Press, who: Presser) -> Finding:
    """NotAnswered unless it is open and this person's to decide about."""
    found = finding_of(tx, press.about.partition(" ")[0])
    insist_on_may(tx, who, found)
    if found.resolved_at and press.act != "reopen":
        raise NotAnswered(f"{title_of(found)}: that is sorted since {day(found.resolved_at.date())}. Thank you!")
    return found


def decision_of(act: str, fields: Fields) -> Decision:
    """Of a button and the form behind it, in Slack and on pages alike. NotHandled for what is no day."""
    match act:
        case "acknowledge":
            return Acknowledge(_day(fields))
        case "snooze":
            return Snooze(_day(fields), forms.ends_of(fields.get(forms.ENDS, "")))
        case "exempt":
            return Exempt(_day(fields))
        case "dispute":
            return Dispute(link=fields.get(forms.WHAT) == forms.LINK)
        case _:
            return Reopen()


def _day(fields: Fields) -> date | None:
    written = fields.get(forms.DAY, "")
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise NotHandled(f"“{written[:20]}” is no day; write one such as 2026-01-31", forms.DAY) from None


def _told(change: Change) -> str:
    """In the words of messages, to whoever did it."""
    name, after = title_of(change.finding), change.after
    if after is None:
        return f"{name}: open again, as if nobody had decided anything."
    counts = f" It counts against rule {after.rule}." if after.rule else ""
    return f"{name}: {said(replace(after, actor='you'))}.{counts}"


def _snooze(hub: Hub, _tx: Connection, finding: Finding) -> Form:
    return forms.snooze(finding, hub.clock().date())


def _exempt(hub: Hub, _tx: Connection, finding: Finding) -> Form:
    return forms.exempt(finding, hub.clock().date())


def _dispute(_hub: Hub, tx: Connection, finding: Finding) -> Form:
    subject = finding.observation.subject
    links = linking.links_of(tx, subject.key) if subject.kind == "item" else ()
    return forms.dispute(finding, (links[0].rule or "") if links and links[0].via == "rule" else "")


_ASK: Mapping[str, Callable[[Hub, Connection, Finding], Form]] = {
    "snooze": _snooze,
    "exempt": _exempt,
    "dispute": _dispute,
}
