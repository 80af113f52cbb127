"""Use case: what had its time goes, in batches between which others write."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from scheduler.hub import Hub
from store import deliveries, items
from store.care import retention


def tidy(hub: Hub) -> Mapping[str, int]:
    """How many of each kind went. Asked to stop, it ends after the batch that is under way."""
    now = hub.clock()
    with hub.store.write() as tx:
        items.forget_texts(tx, now)
    gone = {"deliveries": _forget_deliveries(hub, now)}
    for setting, kinds in retention.KINDS.items():
        before = now - timedelta(days=getattr(hub.config.retention, setting))
        for kind in kinds:
            gone[kind.name] = retention.drop_all(hub.store, kind, before, now, hub.stopping.is_set)
    return gone


def would_tidy(hub: Hub) -> Mapping[str, int]:
    """How many of each kind `tidy` would let go."""
    now = hub.clock()
    with hub.store.read() as tx:
        return {
            kind.name: retention.count(tx, kind, now - timedelta(days=getattr(hub.config.retention, setting)))
            for setting, kinds in retention.KINDS.items()
            for kind in kinds
        }


def _forget_deliveries(hub: Hub, now: datetime) -> int:
    gone = 0
    while True:
        with hub.store.write() as tx:
            some = deliveries.forget(tx, now)
        gone += some
        if some < deliveries.BATCH or hub.stopping.wait(retention.BREATH):
            return gone
