"""Third use case: judge the facts, and let findings open, change, resolve and reopen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.asked import asked
from core.detectors import unkept_agreement
from core.detectors.contract import settings_of
from core.figures import figures
from core.findings import Finding
from core.inhibition import silence
from core.overview import overview
from core.reconcile import Action, FindingChange, reconcile
from scheduler.hub import Hub
from scheduler.judging import judged, late_connectors
from scheduler.lapsing import end_overtaken
from scheduler.lives import unheard
from scheduler.querying import measure
from scheduler.report import counts_for, keep_report, put_together
from store import answers, findings, meta, overviews
from store.kept.keeping import keep_up

EVALUATED_AT = "evaluated_at"


@dataclass(frozen=True)
class Reconciled:
    """What changed about findings, and those that are open afterwards. `late` names connectors whose findings are frozen."""

    changes: tuple[FindingChange, ...]
    counts: Mapping[Action, int]
    open: tuple[Finding, ...]
    late: tuple[str, ...]


def reconcile_findings(hub: Hub) -> Reconciled:
    """One evaluation, by one process at a time. An unchanged world changes nothing."""
    with hub.store.alone("reconcile"):
        return _evaluate(hub)


def _evaluate(hub: Hub) -> Reconciled:
    now = hub.clock()
    measure(hub, now)
    keep_up(hub.store, now)
    with hub.store.read() as tx:
        seen, observed = judged(hub, tx, now)
        known = findings.known_findings(tx, (each.fingerprint for each in observed))
        before = meta.get(tx, EVALUATED_AT)
        flows, holders, took = counts_for(tx, seen)
    late = late_connectors(seen)
    previous = datetime.fromisoformat(before) if before else None
    goals = {fact.goal.key: fact.goal for fact in seen.goals}
    changes = tuple(silence(known, reconcile(known, observed, now, previous=previous, late=late), goals))
    with hub.store.write() as tx:
        counts = findings.save_changes(tx, changes)
        meta.put(tx, EVALUATED_AT, now.isoformat())
        still_open = tuple(findings.open_findings(tx))
        end_overtaken(hub, tx, still_open)
        quiet = unheard(hub, tx, still_open)
        told = overview(seen, still_open, late, hub.config.detectors, hub.config.limits, quiet)
        overviews.keep(tx, told)
        changed = settings_of(unkept_agreement.DETECTOR, hub.config.detectors)
        answers.keep(tx, asked(seen, answers.done_items(tx, now), changed))
        overviews.keep_figures(tx, figures(seen))
    drawn = put_together(seen, told, flows, hub.config.detectors, holders=holders, flow_seconds=took)
    with hub.store.write() as tx:  # of its own: nobody waits while it is put together
        keep_report(tx, drawn)
    return Reconciled(changes, counts, still_open, late)
