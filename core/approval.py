"""Whether a plan or an edit of rules may be carried out because somebody approves it: only while it is exactly what was looked
at. Pure."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from msgspec import Struct

from core.guard import Limits
from core.phrases import minute
from core.plan import Plan, Target

NAMED = 3  # targets of each kind of difference; of more only their number is told


class SavedPlan(Struct, frozen=True, kw_only=True):
    """A plan that `actor` put down, and why the guard held it then. `run` carried it out."""

    plan: Plan
    actor: str
    at: datetime
    held: tuple[str, ...] = ()
    approved_by: str | None = None
    approved_at: datetime | None = None
    run: str | None = None

    def ends(self, limits: Limits) -> datetime:
        """Until when it can be approved."""
        return self.at + timedelta(hours=limits.approval_hours)


class HeldEdit(Struct, frozen=True, kw_only=True):
    """A new `text` of the rule file `file` that the guard held for `reason`. `base` is the digest of the text that it was made
    from, and `approval` names what it does to the rules that were in force. `actor` made it."""

    digest: str
    actor: str
    at: datetime
    file: str
    base: str
    text: str
    approval: str
    reason: str
    approved_by: str | None = None
    approved_at: datetime | None = None

    def ends(self, limits: Limits) -> datetime:
        """Until when it can be approved."""
        return self.at + timedelta(hours=limits.approval_hours)


def edit_refused_because(held: HeldEdit, approver: str, now: datetime, limits: Limits) -> str | None:
    """Why `approver` may not let this edit pass; None if that is allowed."""
    if held.approved_by:
        return f"{held.approved_by} has approved this edit already"
    if now >= held.ends(limits):
        hours = f"{limits.approval_hours:g} hours (guard.approval_hours)"
        return f"it was made on {minute(held.at)} and could be approved for {hours}: make it again"
    if limits.four_eyes and held.actor == approver:
        return f"{approver} made this edit, and somebody else must approve it then (guard.four_eyes)"
    return None


def refused_because(
    named: str, saved: SavedPlan | None, present: Plan, approver: str, now: datetime, limits: Limits
) -> str | None:
    """Why `approver` may not let the plan of this hash pass; None if that is allowed. `saved` is what was put down under it,
    `present` what would be written now."""
    again = "look at `fairlead plan --save` and approve that one"
    if named != present.digest:
        why = (
            f"it has changed since it was saved: {differences(saved.plan, present)}"
            if saved
            else "none was saved under it"
        )
        return f"the plan is {present.digest} now, not {named}; {why}. {again[0].upper()}{again[1:]}"
    if saved and now >= saved.ends(limits):
        hours = f"{limits.approval_hours:g} hours (guard.approval_hours)"
        return f"plan {named} was saved on {minute(saved.at)} and can be approved for {hours}: {again}"
    if limits.four_eyes and (saved is None or saved.actor == approver):
        author = (
            f"{approver} saved this plan" if saved else "nobody has saved this plan with `fairlead plan --save` yet"
        )
        return f"{author}, and somebody else must approve it then (guard.four_eyes)"
    return None


def differences(before: Plan, after: Plan) -> str:
    """What one plan would write and the other not, or otherwise, in words."""
    was = {operation.target: operation for operation in before.notable}
    now = {operation.target: operation for operation in after.notable}
    changed = {target for target in was.keys() & now.keys() if was[target] != now[target]}
    kinds = (("new", now.keys() - was.keys()), ("gone", was.keys() - now.keys()), ("different", changed))
    return "; ".join(_told(kind, targets) for kind, targets in kinds if targets) or "the order of writes"


def _told(kind: str, targets: Iterable[Target]) -> str:
    ordered = sorted(targets)
    return f"{len(ordered)} {kind} ({', '.join(_names(ordered))})"


def _names(targets: list[Target]) -> Iterator[str]:
    yield from (f"{each.tool} {each.verb} {each.place}" for each in targets[:NAMED])
    if len(targets) > NAMED:
        yield f"and {len(targets) - NAMED} more"
