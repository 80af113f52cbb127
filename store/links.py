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
    found: dict[int, Holder] = {}
    for row in among(tx, _HELD, ids):
        item_id, source, key, kind, url, position = row[:6]
        holder = found.get(item_id)
        if holder is None:
            holder = found[item_id] = Holder(item_id, Neighbour(source, key, kind, url), {})
        if position is not None:
            holder.held[position] = _link(row)
    for each in found.values():
        if each.held:
            each.neighbour.links = each.links
    return list(found.values())


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
    for holder in holders(tx, covered):
        new, old = wanted.get(holder.neighbour.identity, {}), holder.held
        change = Change(holder.id, *holder.neighbour.identity, old, new)
        if change.kind:
            counts[change.kind] += 1
        tell(change)
        ends += [(at, holder.id, position) for position, link in old.items() if new.get(position) != link]
        begins += [_row(holder.id, at, position, link) for position, link in new.items() if old.get(position) != link]
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


_HELD = """
SELECT i.id, i.source, i.key, i.kind, i.url, l.position, l.goal, l.share, l.via, l.rule, l.version, l.actor, l.matched,
    l.origin, l.hops, l.confidence
FROM items i LEFT JOIN links l ON l.item_id = i.id AND l.valid_to IS NULL
WHERE i.id IN :values AND i.gone_at IS NULL
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
