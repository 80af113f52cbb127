"""Link many items at once: first what each earns by itself, then what runs down from one to the other."""

from collections.abc import Iterable, Iterator

from core.links import Identity, Link, Neighbour, Placed
from core.records import Item
from mappings.linker import Linker, height
from mappings.neighbours import Neighbours

Waiting = dict[Identity, tuple[Placed, Neighbour]]


def link_all(linker: Linker, items: Iterable[Placed], known: Neighbours | None = None) -> Iterator[Link]:
    """The links of the items, in their order: first those that divide an item, then its references.

    `known` are neighbours outside the batch, whose links are taken as they stand: whoever changes the link of an item
    must put those that inherit from it (`Link.origin`, or its children) into the batch too.
    """
    batch = [(placed, linker.earned(placed)) for placed in items]
    around = [_neighbour(placed.item, earned.links) for placed, earned in batch]
    neighbours = Neighbours(around, behind=known)
    waiting = {each.identity: (placed, each) for (placed, _), each in zip(batch, around, strict=True) if not each.links}
    for lowest in sorted(waiting, key=lambda identity: height(waiting[identity][0].item.kind)):
        for placed, each in _uphill(lowest, waiting):
            each.links = linker.inherited(placed.item, neighbours) or linker.default(placed)
    for (_, earned), each in zip(batch, around, strict=True):
        yield from each.links
        yield from earned.references(each.links)


def _neighbour(item: Item, links: tuple[Link, ...]) -> Neighbour:
    return Neighbour(item.source, item.key, item.kind, item.url, links)


def _uphill(lowest: Identity, waiting: Waiting) -> list[tuple[Placed, Neighbour]]:
    """The item and its ancestors that wait too, highest first, each once for the whole batch: a circle ends it."""
    path: list[tuple[Placed, Neighbour]] = []
    step = waiting.pop(lowest, None)
    while step:
        path.append(step)
        item = step[0].item
        step = waiting.pop((item.source, item.parent), None) if item.parent else None
    return path[::-1]
