"""What detectors are told of items that seem to be about the same."""

from datetime import datetime

from msgspec import Struct


class OpenItem(Struct, frozen=True, kw_only=True, gc=False):
    """An open item of a pair, as far as it is told."""

    key: str
    source: str
    title: str
    url: str
    created: datetime
    team: str | None = None
    goal: str | None = None


class PairFact(Struct, frozen=True, kw_only=True, gc=False):
    """Two open items of different tools or teams, the one first created first. `likeness` of their titles is a share 0–1
    (0: far from alike), `words` how many the shorter title has, `quoted` the keys and addresses that both name."""

    first: OpenItem
    second: OpenItem
    likeness: float = 0.0
    words: int = 0
    quoted: tuple[str, ...] = ()
