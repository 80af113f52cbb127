"""Between plan and writing: a plan is put down, looked at, and approved by its hash."""

from collections.abc import Sequence

from sqlalchemy import Connection

from core.approval import SavedPlan, refused_because
from core.plan import Plan
from scheduler.actor import actor
from scheduler.hub import Hub
from scheduler.planning import Planned, plan_writes
from store import audit, saved_plans


class NotApproved(Exception):
    """The plan is not carried out; the text says why and what to do."""


def save_plan(hub: Hub) -> Planned:
    """Puts the present plan down, for somebody to approve by its hash; one of no writes needs nobody."""
    planned = plan_writes(hub)
    if planned.plan.operations:
        with hub.store.write() as tx:
            saved_plans.save(tx, _saved(hub, planned))
    return planned


def saved_plan(hub: Hub, digest: str) -> SavedPlan | None:
    with hub.store.read() as tx:
        return saved_plans.find(tx, digest)


def newest_plans(hub: Hub) -> Sequence[SavedPlan]:
    with hub.store.read() as tx:
        return saved_plans.newest(tx)


def insist_on_time(planned: Planned) -> None:
    """NotApproved when nothing at all may be written today."""
    if planned.learning and planned.plan.operations:
        raise NotApproved(planned.learning.text)
    if planned.stopped:
        raise NotApproved("; ".join(planned.stopped))


def held_back(hub: Hub, planned: Planned, approve: str | None) -> str | None:
    """Why what people notice of the present plan may not be written; None where it may, by itself or because its hash is
    `approve`."""
    if approve:
        return refused_because(approve, saved_plan(hub, approve), planned.plan, actor(), hub.clock(), hub.config.limits)
    if planned.held:
        return (
            f"the guard holds this plan: {'; '.join(planned.held)}. Look at `fairlead plan`, then "
            f"`fairlead apply {planned.plan.digest}`"
        )
    return None


def begin(tx: Connection, hub: Hub, planned: Planned, approve: str | None, run: str) -> None:
    """Notes who has this plan carried out as which run, and their approval if they gave one."""
    digest, now = planned.plan.digest, hub.clock()
    if approve:
        if saved_plans.find(tx, digest) is None:
            saved_plans.save(tx, _saved(hub, planned))
        saved_plans.approve(tx, digest, actor(), now)
    saved_plans.carried_out(tx, digest, run)
    audit.record(tx, now, actor(), "applied", f"run {run}", None, f"plan {digest}")


def put_down(hub: Hub, planned: Planned) -> None:
    """Exactly what was looked at. NotApproved for a plan that waits for nobody."""
    if not planned.plan.notable:
        raise NotApproved("nothing of this plan waits for an approval")
    with hub.store.write() as tx:
        saved_plans.save(tx, _saved(hub, planned))


def _saved(hub: Hub, planned: Planned) -> SavedPlan:
    return SavedPlan(plan=Plan(planned.plan.notable), actor=actor(), at=hub.clock(), held=planned.held)
