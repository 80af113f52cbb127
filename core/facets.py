"""An item with what second places in its tool say of it: between pull and store."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from core.records import Facet, Item

SAID = ("status", "category", "due", "parent", "estimate", "points")


class Said(NamedTuple):
    """A facet, and since when it has given the item its category (UTC milliseconds; None: it gives none)."""

    facet: Facet
    since: int | None


def says_nothing(facet: Facet) -> bool:
    return not facet.fields and all(getattr(facet, name) in (None, "") for name in SAID)


def applied(item: Item, said: Sequence[Said]) -> Item:
    """The item as its facets make it. Of several that say the same thing, the last in the alphabet of origins counts."""
    for facet in _in_order(said):
        values: dict[str, Any] = {name: value for name in SAID if (value := getattr(facet, name)) not in (None, "")}
        if facet.fields:
            values["fields"] = dict(sorted({**item.fields, **facet.fields}.items()))
        item = replace(item, **values, updated_at=max(item.updated_at, facet.at))
    return item


def category_since(item: Item, since: int, said: Sequence[Said]) -> int:
    """When the category that `applied` gives began; `since` is when the item's own did."""
    judging = [each for each in said if each.facet.category]
    if not judging:
        return since
    last = max(judging, key=lambda each: each.facet.origin)
    return since if last.since is None or last.facet.category == item.category else last.since


def _in_order(said: Sequence[Said]) -> list[Facet]:
    return sorted((each.facet for each in said), key=lambda facet: facet.origin)
