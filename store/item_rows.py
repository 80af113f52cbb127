"""The rows that an item becomes: itself, its versions, its names and what it names. Collected, then written at once."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from msgspec import Struct, field
from sqlalchemy import Connection

from core.facets import Said, applied, category_since
from core.history import Version
from core.records import Item
from core.references import spellings
from core.times import millis
from store import kept
from store.bulk import put, run
from store.encoding import ENCODER, digest

ITEM = (
    *("id", "source", "external_id", "key", "kind", "container", "title", "url", "status", "category"),
    *("category_since", "assignee", "parent_key", "created_at", "updated_at", "done_at", "due", "gone_at"),
    *("missing_since", "stream", "text_until", "digest", "data", "base", "base_since", "narrow"),
)
VERSION = ("item_id", "valid_from", "valid_to", "status", "category", "assignee", "due", "parent")

# what may have inherited its link from an item; to be mapped again when its name or its presence changes
CHILDREN = "SELECT c.id FROM items i JOIN items c ON c.source = i.source AND c.parent_key = i.key WHERE i.id"
NAMERS = "SELECT r.item_id FROM item_names n JOIN item_refs r ON r.ref = n.name WHERE n.item_id"


class Stands(NamedTuple):
    """An item as it is stored: with its facets applied, and its own record (JSON) and moment beside it where that differs."""

    item: Item
    since: int
    data: str
    base: str | None
    base_since: int | None


def stands(own: Item, since: int, line: str, said: Sequence[Said]) -> Stands:
    """`since` is when the item's own category began (UTC milliseconds), `line` its own record as JSON."""
    if not said or (item := applied(own, said)) == own:
        return Stands(own, since, line, None, None)
    return Stands(item, category_since(own, since, said), ENCODER.encode(item).decode(), line, since)


class Rows(Struct):
    """Rows to be written for a batch of items that a stream (by number) brought."""

    stream: int
    items: list[tuple[Any, ...]] = field(default_factory=list)
    versions: list[tuple[Any, ...]] = field(default_factory=list)
    closed: list[tuple[int, int, int]] = field(default_factory=list)  # valid_to, item_id, valid_from
    names: list[tuple[str, int]] = field(default_factory=list)
    refs: list[tuple[str, int]] = field(default_factory=list)
    renamed: list[tuple[int, str, str, str]] = field(default_factory=list)  # id, new key, source, old key
    rewritten: list[tuple[int]] = field(default_factory=list)

    def add(self, item_id: int, line: bytes, standing: Stands, versions: Sequence[Version]) -> None:
        """The item with its new versions, oldest first."""
        item = standing.item
        self.items.append(
            (
                *(
                    item_id,
                    item.source,
                    item.id,
                    item.key,
                    item.kind,
                    item.container,
                    item.title,
                    item.url,
                    item.status,
                ),
                *(item.category, standing.since, item.assignee, item.parent, millis(item.created_at)),
                *(millis(item.updated_at), item.done_at and millis(item.done_at), item.due and item.due.isoformat()),
                *(None, None, self.stream, item.text_until and millis(item.text_until)),
                *(digest(line), standing.data, standing.base, standing.base_since, item.narrow),
            )
        )
        ends = [*(version.valid_from for version in versions[1:]), None]
        self.versions.extend(
            (item_id, v.valid_from, end, v.status, v.category, v.assignee, v.due, v.parent)
            for v, end in zip(versions, ends, strict=False)  # nothing new, no end
        )
        self.names += ((spellings(item.key)[-1], item_id), (spellings(item.url)[-1], item_id))
        self.refs.extend((name, item_id) for ref in item.refs for name in spellings(ref))

    def write(self, tx: Connection) -> None:
        renamed = [row[:1] for row in self.renamed]
        for heirs in (CHILDREN, NAMERS):
            run(tx, f"INSERT INTO pending {heirs} = ? ON CONFLICT DO NOTHING", renamed)
        for table in ("item_names", "item_refs"):
            run(tx, f"DELETE FROM {table} WHERE item_id = ?", self.rewritten)
        run(tx, "UPDATE item_versions SET valid_to = ? WHERE item_id = ? AND valid_from = ?", self.closed)
        put(tx, "items", ITEM, self.items, ("id",), "replace")
        put(tx, "item_versions", VERSION, self.versions, ("item_id", "valid_from"), "replace")
        put(tx, "item_names", ("name", "item_id"), self.names, ("name", "item_id"), "ignore")
        put(tx, "item_refs", ("ref", "item_id"), self.refs, ("ref", "item_id"), "ignore")
        put(tx, "pending", ("item_id",), [row[:1] for row in self.items], ("item_id",), "ignore")
        new_keys = [row[1:] for row in self.renamed]
        for table, column in (("items", "parent_key"), ("activities", "item_key"), ("goals", "item")):
            run(tx, f"UPDATE {table} SET {column} = ? WHERE source = ? AND {column} = ?", new_keys)
        kept.changed(tx, [row[0] for row in self.items])
        kept.headed(tx, [(source, key) for _, new, source, old in self.renamed for key in (new, old)])
