"""A link says which goal an item serves, and why we think so."""

from typing import Literal

from msgspec import Struct

from core.records import Kind

Via = Literal["manual", "key", "rule", "inherited"]


class Link(Struct, frozen=True, kw_only=True, gc=False):
    """One exclusive link of an item to a goal, with its provenance.

    `item` and `goal` are keys; items are told apart by `source` too. `rule` is the rule's id and `version` the digest of
    its text. `matched` are the conditions and values that held. `hops` counts the steps to the ancestor (or named item)
    that an inherited link comes from, named in `origin`. `confidence` is a share 0–1. A link whose `goal` is None is an
    exemption: somebody said that this item needs no goal.
    """

    source: str
    item: str
    goal: str | None
    via: Via
    rule: str | None = None
    version: str | None = None
    matched: tuple[str, ...] = ()
    origin: str | None = None
    hops: int = 0
    confidence: float = 1.0


Identity = tuple[str, str]  # source and key of an item


class Neighbour(Struct, gc=False):
    """An item as far as others need it that inherit from it. `link` is the one it holds now; `url` may be left out."""

    source: str
    key: str
    kind: Kind
    url: str = ""
    link: Link | None = None

    @property
    def identity(self) -> Identity:
        return self.source, self.key
