"""Use case: take back what a run wrote, in all tools, through the same outbox."""

import secrets
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from core.contract import Remaining
from core.guard import Situation, stopped_because
from core.plan import Operation, Plan, Target
from core.times import midnight
from core.undoing import Left, Undoing, undo
from scheduler.actor import actor
from scheduler.applying import insist_on_writing
from scheduler.approving import NotApproved
from scheduler.hub import Hub
from scheduler.waiting import Waiting, waiting
from scheduler.writing import Watch, Writing, one_writer
from store import attempts, audit, outbox, runs, writes
from store.runs import Run


class Unknown(Exception):
    """No run of this id wrote anything."""


@dataclass(frozen=True)
class Undone:
    """Run `run` took back what `undid` had written: what was planned, how many writes were done by (tool, verb, step), which
    were not and why, and what waits in the outbox."""

    run: str
    undid: str
    undoing: Undoing
    done: Mapping[tuple[str, str, str], int]
    failed: tuple[tuple[Operation, str], ...]
    waiting: tuple[Waiting, ...]


def newest_runs(hub: Hub, before: int | None = None, at_most: int = runs.NEWEST) -> Sequence[Run]:
    """Those whose last write comes `before` the one of this id."""
    with hub.store.read() as tx:
        return runs.newest(tx, before, at_most)


def found_run(hub: Hub, run: str) -> Run | None:
    """None where it wrote nothing."""
    with hub.store.read() as tx:
        return runs.find(tx, run)


def plan_undo(hub: Hub, run: str) -> Undoing:
    """What undoing the run would do now. Unknown when it wrote nothing."""
    with hub.store.read() as tx:
        around = runs.around(tx, run)
        if not around:
            raise Unknown(f"no run {run} wrote anything; `fairlead runs` shows those that did")
        undoing = undo(run, around, outbox.standing(tx), hub.key)
        barred = _barred(hub, tx, undoing.plan)
        remains = tuple(_remains(hub, tx, run, undoing.plan, barred))
    ready = tuple(each for each in undoing.plan.operations if each.target not in barred)
    left = (*undoing.left, *(Left(target, why) for target, why in barred.items()), *remains)
    return Undoing(Plan(ready), left, undoing.already)


def undo_run(hub: Hub, undoes: str, watch: Watch = lambda *_: None, *, run: str = "") -> Undone:
    """Takes it back, as a run of the id `run` or of a new one, and puts what it wrote aside, so that it is not written again by
    itself. NotApproved when the hub may not write, or when the daily limit of a tool would be passed; Unknown as
    `plan_undo`."""
    insist_on_writing(hub)
    with one_writer(hub):
        hub.store.check()
        writing = Writing(hub, run or secrets.token_hex(4), watch)
        writing.settle()
        undoing = plan_undo(hub, undoes)
        _insist_on_room(hub, undoing.plan)
        with hub.store.write(durable=True) as tx:
            _drop_unwritten(hub, tx, undoes)
            operations = undoing.plan.operations
            intents = outbox.record_intents(tx, operations, writing.run, hub.clock(), approved=True)
            if intents:
                audit.record(tx, hub.clock(), actor(), "undid", f"run {writing.run}", None, f"run {undoes}")
        writing.carry_out(intents)
    return Undone(writing.run, undoes, undoing, Counter(writing.done), tuple(writing.failed), waiting(hub))


def _barred(hub: Hub, tx: Connection, plan: Plan) -> dict[Target, str]:
    """What cannot be written now, and why."""
    in_doubt = {intent.operation.target: hub.certain_at(intent) for intent in outbox.unfinished(tx)}
    barred = {}
    for target in (operation.target for operation in plan.operations):
        if target.tool not in hub.tools:
            barred[target] = f"{target.tool} is no enabled connector of {hub.config.path.name}"
        elif hub.is_read_only(target.tool):
            barred[target] = f"read_only = true under [connectors.{target.tool}]"
        elif at := in_doubt.get(target):
            barred[target] = f"nobody knows yet what the last write there left; undo it again after {at:%H:%M} UTC"
    return barred


def _remains(hub: Hub, tx: Connection, run: str, plan: Plan, barred: Mapping[Target, str]) -> Iterator[Left]:
    """What the tools keep for themselves, once for all of it, where no run before can have left it."""
    before = {
        said
        for tool, place, topic in runs.labelled_before(tx, run)
        if tool in hub.tools and (said := _remains_of(hub, Target(tool, "label", place, topic)))
    }
    for operation in plan.operations:
        gone = operation.step == "remove" and operation.target not in barred
        if gone and (said := _remains_of(hub, operation.target)) and said not in before:
            before.add(said)
            yield Left(operation.target, said)


def _remains_of(hub: Hub, target: Target) -> str | None:
    connector = hub.connect(target.tool)
    return connector.remains(target.verb, target.place, target.topic) if isinstance(connector, Remaining) else None


def _insist_on_room(hub: Hub, plan: Plan) -> None:
    with hub.store.read() as tx:
        today = writes.calls_since(tx, midnight(hub.clock().date()))
    situation = Situation(open_items={}, written_today=today, standing=0, rules_edited=False)
    if stopped := stopped_because(plan, situation, hub.config.limits):
        raise NotApproved("; ".join(stopped))


def _drop_unwritten(hub: Hub, tx: Connection, run: str) -> None:
    """What the run was to write and did not yet."""
    pending = [each for each in outbox.open_intents(tx) if each.run == run and each.state in ("planned", "failed")]
    attempts.drop(tx, [each.operation.mark for each in pending], actor(), hub.clock())
