"""Edits of rules that the guard held wait here with their author, so that somebody approves exactly what was made."""

from datetime import timedelta
from pathlib import Path

from core.approval import HeldEdit, edit_refused_because
from mappings.rules import digest
from scheduler.actor import actor
from scheduler.approving import NotApproved
from scheduler.hub import Hub
from scheduler.rule_saving import Edit, Saved, save_rules
from store import held_edits


def hold(hub: Hub, saved: Saved) -> HeldEdit:
    """Puts down an edit that `save_rules` left unwritten for the guard's sake; the same edit once."""
    assert saved.held
    edit, said = saved.edit, saved.held
    held = HeldEdit(
        digest=digest([str(edit.path), edit.base, edit.text, said.approval]),
        actor=actor(),
        at=hub.clock(),
        file=str(edit.path),
        base=edit.base,
        text=edit.text,
        approval=said.approval,
        reason=said.reason,
    )
    with hub.store.write(durable=True) as tx:
        held_edits.hold(tx, held)
    return held


def held_edit(hub: Hub, named: str) -> HeldEdit | None:
    with hub.store.read() as tx:
        return held_edits.find(tx, named)


def waiting_edits(hub: Hub) -> list[HeldEdit]:
    """Those that can still be approved, the newest first."""
    with hub.store.read() as tx:
        return held_edits.waiting(tx, hub.clock() - timedelta(hours=hub.config.limits.approval_hours))


def refused(hub: Hub, held: HeldEdit) -> str | None:
    """Why whoever asks may not approve this one; None if that is allowed."""
    return edit_refused_because(held, actor(), hub.clock(), hub.config.limits)


def approve_edit(hub: Hub, held: HeldEdit) -> Saved:
    """Saves exactly this edit. NotApproved where that is not allowed, or where it would do something else by now; ConfigError
    where the file is not any more what the edit was made from."""
    if why := refused(hub, held):
        raise NotApproved(why)
    edit = Edit(Path(held.file), held.text, held.base)
    saved = save_rules(hub, edit, approval=held.approval, author=held.actor, judged=False)
    if saved.held:
        raise NotApproved("the rules in force are others by now, so that this edit does something else; make it again")
    with hub.store.write() as tx:
        held_edits.approve(tx, held.digest, actor(), hub.clock())
    return saved


def drop_edit(hub: Hub, held: HeldEdit) -> None:
    """Its author, or somebody who might approve it, does not want it any more."""
    with hub.store.write() as tx:
        held_edits.drop(tx, held.digest, actor(), hub.clock())
