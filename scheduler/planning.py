"""Fourth use case: what should stand in the tools, what that takes, and whether the guard lets it pass."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from core.contract import Cells, CheckIns, Comments, Connector, Labels, Links, Messages, Pages
from core.guard import Learning, Situation, held_because, learning, stopped_because
from core.plan import Plan, Verb, make_plan, notable
from core.projection import Known, project
from core.times import midnight
from core.writes import spaced
from scheduler.asking import asking
from scheduler.by_hand import chosen_since
from scheduler.clock import DAY
from scheduler.disputing import open_disputes
from scheduler.hub import Hub
from scheduler.readers import readers
from scheduler.routing import goal_owners, routing_of
from scheduler.waiting import sort_out
from store import addressed, findings, goals, halts, handlings, meta, numbers, outbox, overviews, runs, silences, writes
from store.outbox import Intent

APPLIED_WITH = "applied_with"
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
    """A plan with what the guard says of it: `held` waits for an approval, `stopped` cannot go ahead today at all, and while
    the hub is `learning` nothing can. `rules` names the mapping rules it was made under. What `waits` is not part of the plan,
    because enough was written in its place lately. `left` is what earlier plans were to write and is due, `unwanted` the marks
    of what nobody wants any more: neither needs to be weighed again. `halted` is why nothing
    at all may be written."""

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
    routing = routing_of(hub, {name: _verbs(hub.connect(name)) for name in hub.written_to})
    now = hub.clock()
    with hub.store.read() as tx:
        standing = {target: note for target, note in outbox.standing(tx).items() if target.tool in hub.written_to}
        open_, handled = tuple(findings.open_findings(tx)), handlings.of_open(tx)
        strategy = {goal.key: goal for goal in goals.all_goals(tx)}
        aside = outbox.aside(tx, now)
        known = Known(
            now=now,
            findings=open_,
            goals=strategy,
            routing=routing,
            handled=handled,
            silences=silences.in_force(tx, now),
            overview=overviews.last(tx),
            figures=overviews.last_figures(tx),
            standing=standing,
            disputes=open_disputes(tx, open_, handled, now),
            readers=readers(hub, tx),
            asking=asking(hub, tx),
            aside=aside,
            owners=goal_owners(tx, strategy),
            tried=addressed.targets(tx),
            chosen=chosen_since(hub, tx, open_),
        )
        rules = numbers.rules_digest(tx)
        situation = Situation(
            open_items=numbers.open_items(tx),
            written_today=writes.calls_since(tx, midnight(hub.clock().date())),
            standing=sum(map(notable, standing)),
            rules_edited=meta.get(tx, APPLIED_WITH) != rules,
            lately=runs.lately(tx, hub.clock() - DAY),
        )
        learns = learning_of(hub, tx)
        halted = halts.current(tx)
        busy = outbox.busy(tx)
        free = {target: note for target, note in standing.items() if target not in busy}
        wanted = [want for want in project(known) if want.target not in busy]
        left, unwanted = sort_out(tx, make_plan(wanted, free, hub.key), hub.clock())
    limits = hub.config.limits
    plan, waits = spaced(make_plan(wanted, free, hub.key, aside), situation.lately, limits.item_writes)
    held, stopped = held_because(plan, situation, limits), stopped_because(plan, situation, limits)
    return Planned(
        plan, tuple(held), tuple(stopped), rules, learns, waits, left, unwanted, str(halted) if halted else None
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
