"""Places that the settings call private, held against those that were read: a slip of the pen would tell of one to all."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection

from connectors.patterns import Wanted, fits
from core.spelling import hint
from scheduler.hub import Hub
from store import places


def unfit(hub: Hub) -> list[str]:
    """A line for each name or pattern of `private` that fits no place of its tool. Of a tool that was never read there is
    nothing to say."""
    with hub.store.read() as tx:
        return [line for name in hub.tools for line in _unfit(hub, tx, name)]


def _unfit(hub: Hub, tx: Connection, name: str) -> Iterator[str]:
    named = Wanted.of(getattr(hub.config.connectors[name], "private", ())).named
    known = places.streamed(tx, name) if named else []
    left = _fit_nothing(named, known) if known else []
    known += places.of_items(tx, name) if left else []
    for pattern in _fit_nothing(left, known):
        yield (
            f'{name}: private names "{pattern}", and nothing is read from a place of that name: '
            f"nothing is kept from others by it{hint(pattern, known)}"
        )


def _fit_nothing(patterns: Iterable[str], known: Sequence[str]) -> list[str]:
    return [pattern for pattern in patterns if not any(fits(place, pattern) for place in known)]
