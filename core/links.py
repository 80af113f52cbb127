"""A link says which goal an item serves, and why we think so."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from msgspec import Struct

from core.records import Item, Kind

DEEPEST = 20  # levels that are looked up above an item

Via = Literal["manual", "key", "rule", "inherited", "default"]
Identity = tuple[str, str]  # source and key of an item
Aim = tuple[tuple[str | None, float], ...]  # goals with shares; a goal of None: exempt; empty: unlinked
Shares = tuple[tuple[str, float], ...]  # goals with the share of an item's effort that each takes, adding up to 1


class Link(Struct, frozen=True, kw_only=True, gc=False):
    """One goal of an item, with its provenance.

    `share` is the part of the item's effort that the goal takes: those of an item add up to 1. A share of 0 is a
    reference: the item has to do with the goal, and that is all. A link whose `goal` is None is an exemption: somebody said
    that this item needs no goal.

    `item` and `goal` are keys; items are told apart by `source` too. `rule` is the rule's id and `version` the digest of
    its text, `actor` who linked it by hand. `matched` are the conditions and values that held. `hops` counts the steps to
    the ancestor (or named item) that an inherited link comes from, named in `origin`. `confidence` is a share 0–1.
    """

    source: str
    item: str
    goal: str | None
    via: Via
    share: float = 1.0
    rule: str | None = None
    version: str | None = None
    actor: str | None = None
    matched: tuple[str, ...] = ()
    origin: str | None = None
    hops: int = 0
    confidence: float = 1.0


class Placed(Struct, frozen=True, gc=False):
    """An item as rules see it: with the team whose work it is, and the keys of all it hangs below, nearest first."""

    item: Item
    team: str | None = None
    ancestors: tuple[str, ...] = ()

    @property
    def identity(self) -> Identity:
        return self.item.source, self.item.key


class Choice(Struct, frozen=True, kw_only=True):
    """What a person said of an item: the goals that it serves, or by naming none that it needs none. It counts up to and
    including the day `until`."""

    shares: Shares = ()
    actor: str = ""
    reason: str = ""
    until: date | None = None

    def holds(self, today: date) -> bool:
        return self.until is None or today <= self.until


class Neighbour(Struct, gc=False):
    """An item as far as others need it that inherit from it. `links` are those it holds now, without references; `url` may
    be left out."""

    source: str
    key: str
    kind: Kind
    url: str = ""
    links: tuple[Link, ...] = ()

    @property
    def identity(self) -> Identity:
        return self.source, self.key


def aim_of(links: Iterable[Link]) -> Aim:
    return tuple((link.goal, link.share) for link in links)


def aim_words(aim: Aim) -> str:
    """`O-1`, `O-1 60% and O-2 40%`, or what stands for no goal."""
    if len(aim) > 1:
        return " and ".join(f"{goal} {share:.0%}" for goal, share in aim)
    return aim[0][0] or "exempt" if aim else "no goal"
