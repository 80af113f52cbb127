"""What people decide about findings: one function for the command, for Slack and for pages.

Of several findings all is decided or nothing. Who decided what, when and why is kept, with what held before.
"""

from collections.abc import Iterable

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection

from core.became import Event
from core.detectors import unlinked_work
from core.findings import Finding
from core.handling import Handling
from core.stages import last_day, said
from scheduler.choosing import Chosen, choose_in
from scheduler.decisions import Decision, Dispute, Exempt, NotHandled, Reopen, decided
from scheduler.hub import Hub
from scheduler.naming import known_findings
from scheduler.wishes import NeedsNone, NotChosen, Restored, TakenBack, Wish
from store import audit, choices, handlings, linking


class Change(Struct, frozen=True, kw_only=True):
    """What was decided about a finding `before`, and what is now; None: nothing. `item` is what became of the item's links."""

    finding: Finding
    before: Handling | None
    after: Handling | None
    item: Chosen | None = None


def handle(
    hub: Hub,
    names: Iterable[str],
    decision: Decision,
    *,
    actor: str,
    reason: str = "",
    dry_run: bool = False,
) -> tuple[Change, ...]:
    """Decides it about these findings (the first characters of their fingerprints, at least 4), whole or not at all; with
    `dry_run` only to see what would be. NotHandled for what cannot be."""
    with hub.store.trial() if dry_run else hub.store.write() as tx:
        return handle_in(hub, tx, names, decision, actor=actor, reason=reason)


def handle_in(
    hub: Hub, tx: Connection, names: Iterable[str], decision: Decision, *, actor: str, reason: str = ""
) -> tuple[Change, ...]:
    """The same inside a transaction."""
    reason = " ".join(reason.split())
    changes = _decided(hub, tx, known_findings(tx, names), decision, actor, reason)
    chosen = _choose(hub, tx, _wishes(hub, tx, decision, changes), actor, reason)
    handlings.forget(tx, [each.finding.fingerprint for each in changes if each.after is None])
    handlings.save(tx, [each.after for each in changes if each.after])
    for each in changes:
        fingerprint, name = each.finding.fingerprint, str(decision.__struct_config__.tag)
        record(hub, tx, fingerprint, actor, name, before=each.before, after=each.after)
    return tuple(replace(each, item=chosen.get(each.finding.observation.subject.key)) for each in changes)


def record(
    hub: Hub, tx: Connection, about: str, actor: str, action: str, *, before: Handling | None, after: Handling | None
) -> None:
    """Puts it on record that somebody did this to the finding with that fingerprint."""
    was, now_is = (None if each is None else msgspec.json.encode(each).decode() for each in (before, after))
    audit.record(tx, hub.clock(), actor, action, _target(about), was, now_is)


def history(tx: Connection, fingerprint: str) -> list[audit.Entry]:
    """All that people decided about a finding, and what ended that, oldest first."""
    return audit.about(tx, _target(fingerprint))


def deeds(entries: Iterable[audit.Entry]) -> list[Event]:
    """The same in words."""
    return [Event(each.at, _deed(each)) for each in entries]


def _deed(entry: audit.Entry) -> str:
    if entry.action == "end":
        return "what was decided about it ended"
    after = msgspec.json.decode(entry.after, type=Handling) if entry.after else None
    return said(replace(after, actor=entry.actor)) if after else f"reopened by {entry.actor}"


def _target(fingerprint: str) -> str:
    return f"finding {fingerprint}"


def _decided(
    hub: Hub, tx: Connection, about: list[Finding], decision: Decision, actor: str, reason: str
) -> list[Change]:
    known, now = handlings.of(tx, [each.fingerprint for each in about]), hub.clock()
    changes = []
    for finding in about:
        before = known.get(finding.fingerprint)
        after = decided(decision, finding, before, actor=actor, reason=reason, now=now)
        if after and isinstance(decision, Dispute):
            after = replace(after, rule=_rule(tx, finding, decision))
        changes.append(Change(finding=finding, before=before, after=after))
    return changes


def _rule(tx: Connection, finding: Finding, dispute: Dispute) -> str | None:
    """The rule that a dispute goes to: the one that linked the item, or the one that the finding is about."""
    subject = finding.observation.subject
    if not dispute.link:
        return subject.key if subject.kind == "rule" else None
    held = linking.links_of(tx, subject.key) if subject.kind == "item" else ()
    if not held or held[0].via != "rule":
        how = f"linked to {held[0].goal} in another way" if held else "linked to no goal"
        raise NotHandled(f"{subject.key} is {how}: there is no rule to dispute; `fairlead rules explain` tells more")
    return held[0].rule


def _wishes(hub: Hub, tx: Connection, decision: Decision, changes: Iterable[Change]) -> dict[str, Wish]:
    """What the decisions say of items, by their names."""
    found = {}
    for change in changes:
        subject = change.finding.observation.subject
        if subject.kind == "item" and (wish := _wish(hub, tx, decision, change)):
            found[subject.key] = wish
    return found


def _wish(hub: Hub, tx: Connection, decision: Decision, change: Change) -> Wish | None:
    unlinked = change.finding.observation.detector == unlinked_work.DETECTOR.id
    before, after = change.before, change.after
    match decision:
        case Exempt() if unlinked and after and after.until:
            return NeedsNone(last_day(after.until))
        case Dispute(link=True):
            return TakenBack()
        case Reopen() if before and before.state == "exempt" and unlinked:
            return TakenBack() if _needs_none(hub, tx, change.finding.observation.subject.key) else None
        case Reopen() if before and before.state == "disputed" and before.rule:
            return Restored(before.rule)
    return None


def _needs_none(hub: Hub, tx: Connection, item: str) -> bool:
    """Whether somebody has said so by hand, and it still counts."""
    found = linking.find(tx, item)
    choice = choices.of_item(tx, found.id) if found else None
    return choice is not None and not choice.shares and choice.holds(hub.clock().date())


def _choose(hub: Hub, tx: Connection, wishes: dict[str, Wish], actor: str, reason: str) -> dict[str, Chosen]:
    """What became of the items, by the names they were given by."""
    try:
        chosen = choose_in(hub, tx, wishes.items(), actor=actor, reason=reason) if wishes else []
    except NotChosen as error:
        raise NotHandled(str(error)) from None
    return dict(zip(wishes, chosen, strict=True))
