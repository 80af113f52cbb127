"""What the service does to the whole hub: it judges what was pulled, writes what follows from that, and tidies up."""

import logging
from datetime import datetime, timedelta

from core.times import midnight
from scheduler.applying import apply_plan
from scheduler.auditing import check_chain
from scheduler.hub import Hub
from scheduler.linking import link
from scheduler.ordering import carry_out_orders
from scheduler.reconciling import reconcile_findings
from scheduler.tidying import tidy as let_go
from scheduler.waiting import next_moment
from store import duties

log = logging.getLogger(__name__)

TIDY_AT = timedelta(hours=3)  # after midnight in UTC


def judge(hub: Hub, _key: str) -> datetime:
    """Links what changed and judges it. What is to be written follows from that."""
    linked = link(hub)
    reconcile_findings(hub)
    if linked.mistakes:
        log.warning("rules: cannot be read, those of before stay in force: %s", "; ".join(map(str, linked.mistakes)))
    if linked.held:
        log.warning(
            "rules: an edit waits for `fairlead map --approve %s`: %s", linked.held.approval, linked.held.reason
        )
    now = hub.clock()
    if hub.live:
        with hub.store.write() as tx:
            duties.hasten(tx, "apply", "", now)
    return now + judging(hub)


def apply(hub: Hub, _key: str) -> datetime:
    """What somebody asked for, then what the plan says, as far as the guard lets it pass."""
    for order in carry_out_orders(hub):
        log.info("%s %s: asked for by %s, as run %s", order.act, order.about, order.actor, order.run)
    applied = apply_plan(hub, None)
    if applied.done:
        log.info("apply: run %s wrote %d", applied.run, sum(applied.done.values()))
    again = hub.clock() + judging(hub)
    return min([again, *([moment] if (moment := next_moment(hub)) else [])])


def tidy(hub: Hub, _key: str) -> datetime:
    now = hub.clock()
    let_go(hub)
    check_chain(hub)
    today = midnight(now.date()) + TIDY_AT
    return today if now < today else today + timedelta(days=1)


def judging(hub: Hub) -> timedelta:
    """At least so often it is judged and written."""
    return timedelta(minutes=hub.config.service.judge_minutes)
