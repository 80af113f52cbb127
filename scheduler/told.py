"""What is told while tools are pulled: to whoever shows how far it is, and afterwards as the result."""

from collections.abc import Callable

from msgspec import Struct

from core.contract import Stream
from store.pulls import Counts

STOPPED = "stopped"


class Begun(Struct, frozen=True):
    """A tool has this many streams to pull."""

    connector: str
    streams: int


class Read(Struct, frozen=True):
    """How far the pull of a stream has come; `total` as far as the tool tells, None when it does not."""

    connector: str
    stream: Stream
    done: int
    total: int | None


class Pulled(Struct, frozen=True):
    """What one stream brought; `error` says why it ended early (what was committed before stays), `warnings` what does not
    look right. `seconds` is real time."""

    connector: str
    stream: Stream
    counts: Counts = Counts()
    seconds: float = 0.0
    error: str | None = None
    warnings: tuple[str, ...] = ()


Watch = Callable[[Begun | Read | Pulled], None]
"""Told what happens, by several threads."""
