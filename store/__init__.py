"""The hub's memory: tables, migrations, the only transactions, set-based SQL. Every function takes the transaction first."""

from store.engine import Busy, Store, StoreError
from store.linking import LinkInput
from store.links import LinkCounts
from store.pulls import Counts

__all__ = ["Busy", "Counts", "LinkCounts", "LinkInput", "Store", "StoreError"]
