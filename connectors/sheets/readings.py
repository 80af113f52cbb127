"""People insert and sort rows at any time: where to write is looked up until two readings in a row agree."""

from collections.abc import Iterator

from core.contract import Unavailable

TRIES = 5


def readings() -> Iterator[int]:
    """A turn for each reading; whoever breaks off has two that agree. Unavailable after the last."""
    yield from range(TRIES)
    raise Unavailable("sheets: people are changing the tabs just now; the next run writes")
