"""Link many items at once: first what each earns by itself, then what runs down from one to the other."""

from collections.abc import Iterable, Iterator

from core.links import Identity, Link, Neighbour
from core.records import Item
from mappings.linker import Linker, height
from mappings.neighbours import Neighbours

Waiting = dict[Identity, tuple[Item, Neighbour]]


def link_all(
    linker: Linker, items: Iterable[tuple[Item, str | None]], known: Neighbours | None = None
) -> Iterator[Link]:
    """The links of the items (each with its team), in their order; an item for which none is given has none.

    `known` are neighbours outside the batch, whose links are taken as they stand: whoever changes the link of an item
    must put those that inherit from it (`Link.origin`, or its children) into the batch too.
    """
    batch = [(item, _neighbour(linker, item, team)) for item, team in items]
    neighbours = Neighbours((each for _item, each in batch), behind=known)
    waiting = {each.identity: (item, each) for item, each in batch if each.link is None}
    for lowest in sorted(waiting, key=lambda identity: height(waiting[identity][0].kind)):
        for item, each in _uphill(lowest, waiting):
            each.link = linker.inherited(item, neighbours)
    return (each.link for _item, each in batch if each.link)


def _neighbour(linker: Linker, item: Item, team: str | None) -> Neighbour:
    return Neighbour(item.source, item.key, item.kind, item.url, linker.direct(item, team))


def _uphill(lowest: Identity, waiting: Waiting) -> list[tuple[Item, Neighbour]]:
    """The item and its ancestors that wait too, highest first, each once for the whole batch: a circle ends it."""
    path: list[tuple[Item, Neighbour]] = []
    step = waiting.pop(lowest, None)
    while step:
        path.append(step)
        parent = step[0].parent
        step = waiting.pop((step[0].source, parent), None) if parent else None
    return path[::-1]
