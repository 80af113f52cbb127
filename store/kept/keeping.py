"""Kept rows are brought up to date before facts are read."""

from datetime import datetime

from store import kept
from store.engine import Store


def keep_up(store: Store, now: datetime) -> None:
    """Waits for those who write only if something is out of date."""
    with store.read() as tx:
        if kept.fresh(tx, now):
            return
    with store.write() as tx:
        kept.refresh(tx, now)
