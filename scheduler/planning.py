"""Fourth use case: what should stand in the tools, what that takes, and whether the guard lets it pass."""

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace
from sqlalchemy import Connection

from core.contract import Cells, CheckIns, Comments, Connector, Labels, Links, Messages, Pages
from core.guard import Learning, Situation, held_because, learning, stopped_because
from core.plan import Plan, Verb, make_plan, notable
from core.projection import Known, Pending, Routing, dashboard, project
from core.returns import returned
from core.times import midnight
from core.writes import spaced
from scheduler.asking import asking
from scheduler.clock import DAY
from scheduler.disputing import open_disputes
from scheduler.hub import Hub
from scheduler.knowing import known_open
from scheduler.routing import routing_of
from scheduler.waiting import sort_out
from store import addressed, findings, goals, halts, meta, numbers, outbox, overviews, runs, writes
from store.outbox import Intent

APPLIED_WITH = "applied_with"
ADDED = 90 * DAY  # longer than anybody waits for an answer before others are told
RETURNED = 3 * DAY  # a weekend, in which nobody is told that a tool is back
CAPABILITIES: tuple[tuple[Verb, type], ...] = (
    ("label", Labels),
    ("comment", Comments),
    ("link", Links),
    ("message", Messages),
    ("cells", Cells),
    ("page", Pages),
    ("check-in", CheckIns),
)
CHECK_INS = "check-ins"  # the stream of a tool that has a place for them


@dataclass(frozen=True)
class Planned:
    """A plan with what the guard says of what people notice in it: `held` waits for an approval, `stopped` cannot go ahead
    today at all, and while the hub is `learning` nothing can. `rules` names the mapping rules it was made under. What `waits`
    is not part of the plan, because enough was written in its place lately. `left` is what earlier plans were to write and is
    due, `unwanted` the marks of what nobody wants any more: neither needs to be weighed again. `halted` is why nothing at all
    may be written."""

    plan: Plan
    held: tuple[str, ...]
    stopped: tuple[str, ...]
    rules: str
    learning: Learning | None = None
    waits: tuple[str, ...] = ()
    left: Sequence[Intent] = ()
    unwanted: Sequence[str] = ()
    halted: str | None = None


def plan_writes(hub: Hub) -> Planned:
    """What would be written now, from the hub's own database and people map. Asks no tool anything."""
    limits = hub.config.limits
    routing = routing_of(hub, {name: _verbs(hub.connect(name)) for name in hub.written_to})
    with hub.store.read() as tx:
        known = _known(hub, tx, routing)
        rules = numbers.rules_digest(tx)
        situation = _situation(tx, known, rules)
        busy = outbox.busy(tx)
        free = {target: note for target, note in known.standing.items() if target not in busy}
        noticed, kept_up = ({at: note for at, note in free.items() if notable(at) == loud} for loud in (True, False))
        wanted = [want for want in project(known) if want.target not in busy]
        told = [want for want in wanted if notable(want.target)]
        plan, waits = spaced(make_plan(told, noticed, hub.key, known.aside), situation.lately, limits.item_writes)
        held = tuple(held_because(plan, situation, limits))
        pending = Pending(plan.digest, held, outbox.refused(tx))
        wanted += [want for want in dashboard(known, pending) if want.target not in busy]
        quiet = make_plan((want for want in wanted if not notable(want.target)), kept_up, hub.key, known.aside)
        left, unwanted = sort_out(tx, known, make_plan(wanted, free, hub.key))
        halted = halts.current(tx)
        return Planned(
            plan=Plan((*plan.operations, *quiet.operations)),
            held=held,
            stopped=tuple(stopped_because(plan, situation, limits)),
            rules=rules,
            learning=learning_of(hub, tx),
            waits=waits,
            left=left,
            unwanted=unwanted,
            halted=str(halted) if halted else None,
        )


def _known(hub: Hub, tx: Connection, routing: Routing) -> Known:
    known = known_open(hub, tx, routing)
    return replace(
        known,
        overview=overviews.last(tx),
        standing={at: note for at, note in outbox.standing(tx).items() if at.tool in hub.written_to},
        disputes=open_disputes(tx, known.findings, known.handled, known.now),
        asking=asking(hub, tx),
        aside=outbox.aside(tx, known.now),
        tried=addressed.targets(tx),
        added=addressed.added(tx, known.now - ADDED),
        returned=returned(findings.resolved(tx, "stream", known.now - RETURNED), known.findings),
    )


def _situation(tx: Connection, known: Known, rules: str) -> Situation:
    return Situation(
        open_items=numbers.open_items(tx),
        written_today=writes.calls_since(tx, midnight(known.now.date())),
        standing=sum(map(notable, known.standing)),
        rules_edited=meta.get(tx, APPLIED_WITH) != rules,
        lately=runs.lately(tx, known.now - DAY),
    )


def learning_of(hub: Hub, tx: Connection) -> Learning | None:
    """Until when the hub only shows what it finds."""
    return learning(goals.first_known(tx), hub.clock(), hub.config.limits)


def _verbs(connector: Connector) -> frozenset[Verb]:
    """What it has methods for, and a place."""
    can = {verb for verb, protocol in CAPABILITIES if isinstance(connector, protocol)}
    if "check-in" in can and all(stream.name != CHECK_INS for stream in connector.streams()):
        can.remove("check-in")
    return frozenset(can)
