"""One look at the items of the next writes, where the tool can give that, instead of one before each of them.

Only for what was surely never sent: what is in doubt is looked for by itself, at the last moment.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta
from itertools import islice

from core.contract import ConnectorError, Looked, Looking
from scheduler.batches import Batch, doubtful
from scheduler.hub import Hub
from store.outbox import Intent

ITEMS = 32
LASTS = timedelta(seconds=60)
"""A call may wait for its turn so long after a look of its own (`connectors.transport.client.BUDGET`)."""


class LookingAhead:
    """In one tool."""

    def __init__(self, hub: Hub, tool: str) -> None:
        self._hub, self._tool = hub, tool
        self._items: Collection[str] = ()
        self._looked: Looked | None = None
        self._until = hub.clock()

    def look(self, left: Iterable[Batch], soon: int) -> None:
        """Before the first `soon` of the calls that are left."""
        left = list(islice(left, ITEMS))
        if all(map(self._knows, _items(left[:soon]))):
            return
        self._items = dict.fromkeys(_items(left))
        self._until = self._hub.clock() + LASTS
        self._looked = self._together(list(self._items)) if len(self._items) > 1 else None

    def seen_at(self, batch: Batch) -> Looked | None:
        """Through which it is said; None: the connector looks by itself."""
        return self._looked if any(map(self._knows, _items([batch]))) else None

    def _knows(self, item: str) -> bool:
        return item in self._items and self._hub.clock() < self._until

    def _together(self, items: list[str]) -> Looked | None:
        """A look that fails is no reason to stop: each call looks by itself then, and says what is wrong."""
        try:
            connector = self._hub.connect(self._tool)
            return connector.look(items) if isinstance(connector, Looking) else None
        except ConnectorError:
            return None


def _items(batches: Iterable[Batch]) -> Iterator[str]:
    return (batch[0].operation.target.place for batch in batches if _first(batch[0]))


def _first(intent: Intent) -> bool:
    """A label, or a comment that is to be written for the first time; one that stands is edited by its own id."""
    operation = intent.operation
    new = operation.target.verb == "comment" and operation.ref is None and operation.body is not None
    return not doubtful(intent) and (new or operation.target.verb == "label")
