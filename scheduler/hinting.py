"""What tools tell by webhook: proven, kept before it is answered, and then no more than a reason to look sooner."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from core.hints import Echo, Hint
from scheduler.schedules import after_quiet
from store import deliveries, duties

if TYPE_CHECKING:
    from scheduler.hub import Hub

Told = tuple[str, Sequence[Hint]]
"""A connector, and the hints of one delivery."""


class NobodyListens(Exception):
    """There is no such connector, or it takes no webhooks."""


def heard(hub: "Hub", connector: str, headers: Mapping[str, str], body: bytes) -> Sequence[Hint] | Echo:
    """What a request says, once it is proven. NobodyListens; Unauthorized where it is not proven, Refused where it cannot be
    read."""
    intake = hub.intake(connector)
    if intake is None:
        raise NobodyListens(f"{connector} takes no webhooks here")
    return intake(hub.config.connectors[connector], headers, body, hub.clock())


def hinted(hub: "Hub", told: Sequence[Told]) -> int:
    """How many of these deliveries, from the first on, are kept for good (a power cut does not lose them): the others are more
    than the hub takes in a minute. What they hint at is due soon; one that was kept before does nothing."""
    now = hub.clock()
    with hub.store.write(durable=True) as tx:
        taken = [(connector, hints) for connector, hints in told if hints][: deliveries.room(tx, now)]
        fresh = [
            (name, hint) for name, hints in taken if deliveries.keep(tx, name, hints[0].delivery, now) for hint in hints
        ]
        for name, container, streams in dict.fromkeys((name, hint.container, hint.streams) for name, hint in fresh):
            _move(hub, tx, name, container, streams)
    return len(taken)


def overheard(hub: "Hub", connector: str, hints: Sequence[Hint]) -> None:
    """The hints of one delivery that came over a line which the connector opened itself, and which proves who tells."""
    hinted(hub, [(connector, hints)])


def _move(hub: "Hub", tx: Connection, name: str, container: str, streams: tuple[str, ...]) -> None:
    now = after_quiet(hub.config.connectors.get(name), hub.clock(), ZoneInfo(hub.config.alerts.zone))
    if not container and not streams:
        duties.hasten(tx, "discover", name, now + deliveries.SETTLING)
    elif not container or deliveries.is_known(tx, name, container):
        deliveries.hint(tx, name, container, streams, now)
    else:
        duties.hasten(tx, "discover", name, deliveries.listed_again_at(tx, name, now))
