"""Last use case: bring the plan about through the outbox.

What people notice is written if the guard lets it pass; pages and figures whatever waits, after it, as they tell of it.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from core.plan import Operation
from scheduler.actor import actor
from scheduler.approving import NotApproved, begin, held_back, insist_on_time
from scheduler.hub import Hub
from scheduler.planning import APPLIED_WITH, Planned, plan_writes
from scheduler.waiting import Waiting, waiting
from scheduler.writing import Watch, Writing, one_writer
from store import attempts, audit, meta, outbox

PATIENCE = timedelta(minutes=15)
"""Whoever waits for what is on its way waits no longer than this for one of them."""
ROUNDS = 3
"""A page that is new has an address, of which cells tell, and a plan that tells of it has another hash."""


@dataclass(frozen=True)
class Applied:
    """How many writes were done by (tool, verb, step), which were not and why, and what waits in the outbox."""

    run: str
    done: Mapping[tuple[str, str, str], int]
    failed: tuple[tuple[Operation, str], ...]
    waiting: tuple[Waiting, ...] = ()


def apply_plan(
    hub: Hub, approve: str | None, watch: Watch = lambda *_: None, *, wait: bool = False, run: str = ""
) -> Applied:
    """Carries the present plan out, after what is left of earlier ones, as a run of this id, or of a new one. With `wait` it
    goes on until nothing is in doubt any more. NotApproved when the hub is dry-run, halted or still learns, and, after pages
    and figures were written, when the guard holds the plan and `approve` does not name exactly it; StoreError when the
    database is damaged or another apply is under way."""
    insist_on_writing(hub)
    with one_writer(hub):
        hub.store.check()
        writing = Writing(hub, run or secrets.token_hex(4), watch)
        writing.settle()
        planned = plan_writes(hub)
        _take_up(writing, planned)
        insist_on_time(planned)
        refused = held_back(hub, planned, approve)
        if planned.plan.notable and not refused:
            _carry_out(writing, planned, approve)
            planned = plan_writes(hub)
        else:
            _begin_quietly(writing, planned)
        planned = _keep_up(writing, planned)
        if wait:
            _wait_for_certainty(writing)
        if refused:
            raise NotApproved(held_back(hub, planned, approve) or refused)
    return Applied(writing.run, dict(writing.done), tuple(writing.failed), waiting(hub))


def insist_on_writing(hub: Hub) -> None:
    """NotApproved when this hub may not write at all."""
    if not hub.live:
        raise NotApproved(
            f'the hub is in dry-run: set mode = "live" under [hub] in {hub.config.path.name} to let it write'
        )
    if why := hub.halted():
        raise NotApproved(why)


def _carry_out(writing: Writing, planned: Planned, approve: str | None) -> None:
    """What people notice."""
    hub = writing.hub
    with hub.store.write(durable=True) as tx:
        operations, approved = planned.plan.notable, approve is not None
        intents = outbox.record_intents(tx, operations, writing.run, hub.clock(), approved=approved)
        meta.put(tx, APPLIED_WITH, planned.rules)
        if intents:
            begin(tx, hub, planned, approve, writing.run)
    writing.carry_out(intents)


def _begin_quietly(writing: Writing, planned: Planned) -> None:
    if planned.plan.quiet:
        with writing.hub.store.write() as tx:
            audit.record(tx, writing.hub.clock(), actor(), "applied", f"run {writing.run}", None, "pages and figures")


def _keep_up(writing: Writing, planned: Planned) -> Planned:
    """Pages and figures, until they tell how all stands after they were written; the plan that there is then."""
    hub = writing.hub
    for _ in range(ROUNDS):
        if not planned.plan.quiet or hub.stopping.is_set() or hub.halted():
            break
        with hub.store.write(durable=True) as tx:
            intents = outbox.record_intents(tx, planned.plan.quiet, writing.run, hub.clock())
        writing.carry_out(intents)
        planned = plan_writes(hub)
    return planned


def _take_up(writing: Writing, planned: Planned) -> None:
    """What an earlier run was to write and could not, as far as it is still wanted."""
    if planned.unwanted:
        with writing.hub.store.write() as tx:
            attempts.let_go(tx, planned.unwanted)
    if planned.left:
        writing.carry_out(planned.left)


def _wait_for_certainty(writing: Writing) -> None:
    """What could have been looked for by now, and was not, waits for something else."""
    hub = writing.hub
    while True:
        writing.settle()
        with hub.store.read() as tx:
            moments = [hub.certain_at(intent) for intent in outbox.unfinished(tx)]
        near = [at for at in moments if hub.clock() < at <= hub.clock() + PATIENCE]
        if not near or hub.stopping.is_set() or hub.halted():
            return
        hub.wait(max(near))
