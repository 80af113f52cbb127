"""Runs that are asked for on a page: the writing itself is done by whoever serves, as soon as that is free to."""

import secrets
from collections.abc import Iterator

from core.approval import refused_because
from core.phrases import counted
from core.plan import Plan
from scheduler.actor import acting, actor
from scheduler.applying import apply_plan
from scheduler.approving import NotApproved, insist_on_time, saved_plan
from scheduler.hub import Hub
from scheduler.planning import Planned
from scheduler.undoing import Unknown, undo_run
from store import duties, halts, orders, outbox, saved_plans
from store.orders import Act, Order

PRESENT = ""
"""Instead of a hash: whatever plan there is then."""


def order_apply(hub: Hub, digest: str, planned: Planned | None = None) -> Order:
    """Approves the plan of this hash, and has it written. NotApproved where that can be told at once; all of it is asked again
    before anything is written. `planned` is the present plan, where whoever asks knows it."""
    insist(hub)
    if planned:
        insist_on_time(planned)
    saved = saved_plan(hub, digest)
    present = planned.plan if planned else saved.plan if saved else Plan()
    if why := refused_because(digest, saved, present, actor(), hub.clock(), hub.config.limits):
        raise NotApproved(why)
    return _ordered(hub, "apply", digest)


def order_present(hub: Hub) -> Order:
    """Has the present plan written, as far as the guard lets it pass, sooner than it would be. NotApproved as `order_apply`."""
    insist(hub)
    return _ordered(hub, "apply", PRESENT)


def order_undo(hub: Hub, run: str) -> Order:
    """Has the run taken back. NotApproved where the hub may not write."""
    insist(hub)
    return _ordered(hub, "undo", run)


def insist(hub: Hub) -> None:
    """NotApproved when this hub may not write at all."""
    if not hub.live:
        raise NotApproved('the hub is in dry-run: mode = "live" under [hub] in its configuration lets it write')
    with hub.store.read() as tx:
        if halted := halts.current(tx):
            raise NotApproved(halted.words)


def find_order(hub: Hub, run: str) -> Order | None:
    with hub.store.read() as tx:
        return orders.find(tx, run)


def waiting_orders(hub: Hub) -> list[Order]:
    """Those that were not carried out yet."""
    with hub.store.read() as tx:
        return orders.waiting(tx)


def carry_out_orders(hub: Hub) -> Iterator[Order]:
    """Each, one after the other, in the name of who asked for it. Busy where somebody else writes just now: then they wait."""
    with hub.store.read() as tx:
        waiting = orders.waiting(tx)
    for order in waiting:
        with hub.store.write() as tx:
            orders.begin(tx, order.run, hub.clock())
        with acting(order.actor):
            told, is_wrong = _carried_out(hub, order)
        with hub.store.write() as tx:
            orders.end(tx, order.run, told, hub.clock(), is_wrong=is_wrong)
        yield order


def _ordered(hub: Hub, act: Act, about: str) -> Order:
    order = Order(run=secrets.token_hex(4), act=act, about=about, actor=actor(), at=hub.clock())
    with hub.store.write(durable=True) as tx:
        placed = orders.place(tx, order)
        duties.hasten(tx, "apply", "", hub.clock())
    return placed


def _carried_out(hub: Hub, order: Order) -> tuple[str, bool]:
    """What came of it, and whether that is less than was asked for."""
    if _is_recorded(hub, order):
        return "it was begun, and what is left of it is written with the next plan", False
    try:
        return _applied(hub, order) if order.act == "apply" else _undone(hub, order)
    except (NotApproved, Unknown) as refused:
        return str(refused), True


def _is_recorded(hub: Hub, order: Order) -> bool:
    """Whoever was at it died, after all that it is to write had gone into the outbox: that is looked after there."""
    with hub.store.read() as tx:
        if order.act == "undo" or order.about == PRESENT:
            return bool(outbox.tally(tx, order.run))
        saved = saved_plans.find(tx, order.about)
        return saved is not None and saved.run == order.run


def _applied(hub: Hub, order: Order) -> tuple[str, bool]:
    applied = apply_plan(hub, order.about or None, run=order.run)
    more = [str(each) for each in applied.waiting]
    failed = counted(len(applied.failed), "write was refused", "writes were refused") if applied.failed else ""
    return _told(sum(applied.done.values()), "written", [*filter(None, [failed]), *more])


def _undone(hub: Hub, order: Order) -> tuple[str, bool]:
    undone = undo_run(hub, order.about, run=order.run)
    left = dict.fromkeys([*(each.why for each in undone.undoing.left), *(error for _, error in undone.failed)])
    return _told(sum(undone.done.values()), "taken back", [*left, *map(str, undone.waiting)])


def _told(number: int, what: str, more: list[str]) -> tuple[str, bool]:
    return "; ".join([f"{number:,} {what}", *more]), bool(more)
