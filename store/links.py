"""The links that items hold and have held: between mapping and detecting."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, text

from core.links import Identity, Link, Neighbour
from core.times import millis
from store import kept
from store.bulk import among, put, run

COLUMNS = (
    *("item_id", "valid_from", "position", "valid_to", "goal", "share", "via", "rule", "version", "actor", "matched"),
    *("origin", "hops", "confidence"),
)
Held = dict[int, Link]  # by position


class LinkCounts(Struct, frozen=True):
    """`changed` includes links to the same goals for another reason."""

    linked: int = 0
    changed: int = 0
    unlinked: int = 0
    unchanged: int = 0

    def __add__(self, other: "LinkCounts") -> "LinkCounts":
        return LinkCounts(*(getattr(self, name) + getattr(other, name) for name in self.__struct_fields__))


class Change(Struct, frozen=True):
    """What becomes of one item's links."""

    id: int
    source: str
    key: str
    before: Held
    after: Held

    @property
    def kind(self) -> Literal["linked", "changed", "unlinked", "unchanged"] | None:
        """None where the item served no goal and serves none now."""
        if self.before == self.after:
            return "unchanged" if 0 in self.after else None
        if 0 not in self.after:
            return "unlinked" if 0 in self.before else None
        return "changed" if 0 in self.before else "linked"

    @property
    def lost(self) -> bool:
        """Whether it does not serve any more what it served."""
        return self.before != self.after and 0 in self.before and shares(self.before) != shares(self.after)


class Holder(Struct, frozen=True):
    """An item with the links it holds now."""

    id: int
    neighbour: Neighbour
    held: Held

    @property
    def links(self) -> tuple[Link, ...]:
        """Those that divide the item, the main one first."""
        return dividing(self.held)


def holders(tx: Connection, ids: Iterable[int]) -> list[Holder]:
    """These items, as far as they live, with their links."""
    numbers = list(ids)
    held = _held(tx, numbers)
    found: list[Holder] = []
    for item_id, source, key, kind, url in among(tx, _LIVING, numbers):
        links = held.get(item_id, {})
        found.append(Holder(item_id, Neighbour(source, key, kind, url, dividing(links)), links))
    return found


def _held(tx: Connection, ids: Iterable[int]) -> dict[int, Held]:
    """The links that these items hold now, of those that hold any."""
    found: dict[int, Held] = {}
    for row in among(tx, _HELD, ids):
        found.setdefault(row.item_id, {})[row.position] = _link(row)
    return found


def dividing(held: Held) -> tuple[Link, ...]:
    """The links that divide an item, the main one first; none, if it is not linked."""
    return tuple(held[position] for position in sorted(held) if position >= 0)


def shares(held: Held) -> dict[str | None, float]:
    """Between which goals the links divide an item."""
    return {link.goal: link.share for link in dividing(held)}


def save_links(
    tx: Connection,
    links: Iterable[Link],
    covered: Sequence[int],
    now: datetime,
    tell: Callable[[Change], None] = lambda _change: None,
) -> LinkCounts:
    """The links of the covered items (by number) from now on; a covered item without one holds none any more.

    What changes ends one interval and begins another; what does not costs no write. Each item's change is told.
    """
    wanted = by_position(links)
    at = millis(now)
    ends: list[tuple[Any, ...]] = []
    begins: list[tuple[Any, ...]] = []
    counts = {"linked": 0, "changed": 0, "unlinked": 0, "unchanged": 0}
    held = _held(tx, covered)
    for item_id, source, key, *_ in among(tx, _LIVING, covered):
        new, old = wanted.get((source, key), {}), held.get(item_id, {})
        change = Change(item_id, source, key, old, new)
        if kind := change.kind:
            counts[kind] += 1
        tell(change)
        if old or new:
            ends += [(at, item_id, position) for position, link in old.items() if new.get(position) != link]
            begins += [_row(item_id, at, position, link) for position, link in new.items() if old.get(position) != link]
    run(tx, "UPDATE links SET valid_to = ? WHERE item_id = ? AND position = ? AND valid_to IS NULL", ends)
    put(tx, "links", COLUMNS, begins, ("item_id", "valid_from", "position"), "replace")
    run(tx, "DELETE FROM pending WHERE item_id = ?", [(item_id,) for item_id in covered])
    kept.changed(tx, {row[1] for row in ends} | {row[0] for row in begins})
    return LinkCounts(**counts)


def measure(tx: Connection) -> None:
    """Once the first links stand, before many more: lets PostgreSQL see that an item holds few, else it reads all links again
    for each batch of items."""
    if tx.dialect.name == "postgresql":
        tx.execute(text("ANALYZE links"))


def by_position(links: Iterable[Link]) -> dict[Identity, Held]:
    """Links by item and position: what divides an item from 0 on, the goal that takes most first; references below 0."""
    found: dict[Identity, list[Link]] = defaultdict(list)
    for link in links:
        found[link.source, link.item].append(link)
    return {identity: _positions(each) for identity, each in found.items()}


def _positions(links: Sequence[Link]) -> Held:
    if len(links) == 1 and links[0].share:
        return {0: links[0]}
    parts = sorted((link for link in links if link.share), key=lambda link: (-link.share, link.goal or ""))
    references = sorted((link for link in links if not link.share), key=lambda link: link.goal or "")
    return dict(enumerate(parts)) | {-position: link for position, link in enumerate(references, start=1)}


_LIVING = "SELECT id, source, key, kind, url FROM items WHERE id IN :values AND gone_at IS NULL"
_HELD = """
SELECT l.item_id, i.source, i.key, l.position, l.goal, l.share, l.via, l.rule, l.version, l.actor, l.matched, l.origin, l.hops,
    l.confidence
FROM links l JOIN items i ON i.id = l.item_id
WHERE l.item_id IN :values AND l.valid_to IS NULL
"""
_MATCHED = msgspec.json.Decoder(tuple[str, ...]).decode


def _link(row: Any) -> Link:
    return Link(
        source=row.source,
        item=row.key,
        goal=row.goal,
        share=row.share,
        via=row.via,
        rule=row.rule,
        version=row.version,
        actor=row.actor,
        matched=_MATCHED(row.matched),
        origin=row.origin,
        hops=row.hops,
        confidence=row.confidence,
    )


def _row(item_id: int, at: int, position: int, link: Link) -> tuple[Any, ...]:
    matched = msgspec.json.encode(link.matched).decode()
    return (
        *(item_id, at, position, None, link.goal, link.share, link.via, link.rule, link.version, link.actor, matched),
        *(link.origin, link.hops, link.confidence),
    )
