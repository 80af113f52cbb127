"""What is known of the items around an item: those it hangs below and those it names, with the links they hold."""

from collections.abc import Iterable

from core.links import Identity, Neighbour
from core.references import spellings


class Neighbours:
    """Items to be found by identity, or by a key or URL that a text names. `behind` is asked for what is not here.

    A link from behind that was inherited from one of the items here only counts while that item still holds it: so a
    circle of parents cannot keep alive a link that nothing supports any more.
    """

    def __init__(self, items: Iterable[Neighbour] = (), behind: "Neighbours | None" = None) -> None:
        self._items = {each.identity: each for each in items}
        self._behind = behind
        self._names: dict[str, Identity] | None = None

    def at(self, identity: Identity) -> Neighbour | None:
        here = self._items.get(identity)
        if here is not None or self._behind is None:
            return here
        return self._supported(self._behind.at(identity))

    def named(self, reference: str) -> Neighbour | None:
        """The item with this key or URL (with or without its query and fragment, in any case)."""
        if self._names is None:
            self._names = self._all_names()
        for spelling in spellings(reference):
            if spelling in self._names:
                return self._items[self._names[spelling]]
        return self.at(found.identity) if self._behind and (found := self._behind.named(reference)) else None

    def _all_names(self) -> dict[str, Identity]:
        """Where two tools use one key, the tool first in the alphabet has it, whatever came first."""
        names: dict[str, Identity] = {}
        for each in sorted(self._items.values(), key=lambda each: each.identity):
            for name in filter(None, (each.key, each.url)):
                names.setdefault(spellings(name)[0], each.identity)
        return names

    def _supported(self, known: Neighbour | None) -> Neighbour | None:
        first = known.links[0] if known and known.links else None
        if known is None or first is None or not first.origin:
            return known
        source, _, key = first.origin.partition(":")
        origin = self._items.get((source, key))
        if origin is None or any(link.goal == first.goal for link in origin.links):
            return known
        return Neighbour(known.source, known.key, known.kind, known.url)
