"""The kill switch: whoever holds it stops every write into every tool at once, and lets it go on again. Reading goes on."""

from scheduler.actor import actor
from scheduler.hub import Hub
from store import halts
from store.halts import Halt


def halt(hub: Hub, reason: str) -> Halt:
    """The first one to halt stays named, however often it is said."""
    with hub.store.write(durable=True) as tx:
        standing = halts.current(tx)
        if standing is None:
            standing = Halt(hub.clock(), actor(), reason)
            halts.begin(tx, standing)
    return standing


def resume(hub: Hub) -> Halt | None:
    """The halt that is over now; None when there was none."""
    with hub.store.write(durable=True) as tx:
        standing = halts.current(tx)
        if standing is not None:
            halts.end(tx, actor(), hub.clock())
    return standing
