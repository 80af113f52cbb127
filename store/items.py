"""Items and what was done on them, from records to rows. An unchanged item costs no write."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from msgspec import Struct, field
from sqlalchemy import Connection, text

from core.history import Version, category_since, extend
from core.records import Activity, Item, Rejected, Tombstone
from core.references import spellings
from core.times import millis
from store.bulk import BATCH, among, put, run
from store.encoding import digest, encode

ITEM = (
    *("id", "source", "external_id", "key", "kind", "container", "title", "url", "status", "category"),
    *("category_since", "assignee", "parent_key", "created_at", "updated_at", "done_at", "due", "gone_at"),
    *("digest", "data"),
)
VERSION = ("item_id", "valid_from", "valid_to", "status", "category", "assignee", "due", "parent")
ACTIVITY = ("source", "id", "item_key", "at", "actor", "bot", "kind")


class Known(NamedTuple):
    """What the store has of an item that comes in again."""

    external_id: str
    id: int
    key: str
    digest: bytes
    category_since: int
    gone: bool


class _Batch(Struct):
    """Rows to be written for a batch of items."""

    items: list[tuple[Any, ...]] = field(default_factory=list)
    versions: list[tuple[Any, ...]] = field(default_factory=list)
    closed: list[tuple[int, int, int]] = field(default_factory=list)  # valid_to, item_id, valid_from
    names: list[tuple[str, int]] = field(default_factory=list)
    refs: list[tuple[str, int]] = field(default_factory=list)
    renamed: list[tuple[int, str, str, str]] = field(default_factory=list)  # id, new key, source, old key
    rewritten: list[tuple[int]] = field(default_factory=list)


def save_items(tx: Connection, items: Sequence[Item], rejected: list[Rejected]) -> tuple[int, int, int]:
    """How many were new, changed and unchanged."""
    new = changed = 0
    kept, lines = encode(items, rejected)
    next_id = _next_id(tx)
    for batch in _distinct(zip(kept, lines, strict=True)):
        known = _known(tx, [item for item, _ in batch])
        fresh = [(item, data) for item, data in batch if item.id not in known]
        moved = [
            (known[item.id], item, data)
            for item, data in batch
            if item.id in known and (known[item.id].gone or known[item.id].digest != digest(data))
        ]
        rows = _Batch()
        for item_id, (item, data) in enumerate(fresh, next_id):
            versions = extend(None, item)
            _add(rows, item_id, item, data, versions, versions[-1])
        last = _last_versions(tx, [before for before, _, _ in moved])
        for before, item, data in moved:
            _change(rows, before, item, data, last[before.id])
        _write(tx, rows)
        next_id += len(fresh)
        new += len(fresh)
        changed += len(moved)
    return new, changed, len(kept) - new - changed


def bury(tx: Connection, tombstones: Iterable[Tombstone], now: int) -> int:
    """Items that their tool says are gone: they stay in the past, and out of every question about the present."""
    stones = [(stone.source, stone.id) for stone in tombstones]
    this = "(SELECT id FROM items WHERE source = ? AND external_id = ? AND gone_at IS NULL)"
    for heirs in (_CHILDREN, _NAMERS):
        run(tx, f"INSERT INTO pending {heirs} = {this} ON CONFLICT DO NOTHING", stones)
    run(tx, f"DELETE FROM pending WHERE item_id = {this}", stones)
    closing = [(now, *stone) for stone in stones]
    run(tx, f"UPDATE links SET valid_to = ? WHERE valid_to IS NULL AND item_id = {this}", closing)
    return run(tx, f"UPDATE items SET gone_at = ? WHERE id = {this}", closing)


# what may have inherited its link from an item; to be mapped again when its name or its presence changes
_CHILDREN = "SELECT c.id FROM items i JOIN items c ON c.source = i.source AND c.parent_key = i.key WHERE i.id"
_NAMERS = "SELECT r.item_id FROM item_names n JOIN item_refs r ON r.ref = n.name WHERE n.item_id"


def save_activities(tx: Connection, activities: Sequence[Activity], rejected: list[Rejected]) -> int:
    """How many were new."""
    kept, _ = encode(activities, rejected)
    rows = [(a.source, a.id, a.item, millis(a.at), a.actor, a.bot, a.kind) for a in kept]
    return put(tx, "activities", ACTIVITY, rows, ("source", "id"), "ignore")


def _next_id(tx: Connection) -> int:
    """Numbers are given here: there is one writer, and reading them back would cost a round trip for each row."""
    return int(tx.execute(text("SELECT coalesce(max(id), 0) + 1 FROM items")).scalar_one())


def _distinct(pairs: Iterable[tuple[Item, bytes]]) -> Iterator[list[tuple[Item, bytes]]]:
    """Batches of one source in which no item comes twice, so that its history does not depend on how a pull is cut."""
    batch: list[tuple[Item, bytes]] = []
    ids: set[str] = set()
    for item, data in pairs:
        if batch and (item.id in ids or len(batch) == BATCH or item.source != batch[0][0].source):
            yield batch
            batch, ids = [], set()
        batch.append((item, data))
        ids.add(item.id)
    if batch:
        yield batch


def _known(tx: Connection, items: Sequence[Item]) -> dict[str, Known]:
    query = (
        "SELECT external_id, id, key, digest, category_since, gone_at IS NOT NULL FROM items "
        "WHERE source = :source AND external_id IN :values"
    )
    rows = among(tx, query, [item.id for item in items], source=items[0].source)
    return {row[0]: Known(*row) for row in rows}


def _last_versions(tx: Connection, items: Sequence[Known]) -> dict[int, Version]:
    query = (
        "SELECT item_id, valid_from, status, category, assignee, due, parent FROM item_versions "
        "WHERE valid_to IS NULL AND item_id IN :values"
    )
    since = {item.id: item.category_since for item in items}
    return {
        row.item_id: Version(
            row.valid_from, row.status, row.category, row.assignee, row.due, row.parent, since[row.item_id]
        )
        for row in among(tx, query, since)
    }


def _add(rows: _Batch, item_id: int, item: Item, data: bytes, new: list[Version], present: Version) -> None:
    rows.items.append(
        (
            *(item_id, item.source, item.id, item.key, item.kind, item.container, item.title, item.url, item.status),
            *(item.category, category_since(present, item), item.assignee, item.parent, millis(item.created_at)),
            *(millis(item.updated_at), item.done_at and millis(item.done_at), item.due and item.due.isoformat(), None),
            *(digest(data), data.decode()),
        )
    )
    ends = [*(version.valid_from for version in new[1:]), None]
    rows.versions.extend(
        (item_id, v.valid_from, end, v.status, v.category, v.assignee, v.due, v.parent)
        for v, end in zip(new, ends, strict=False)  # nothing new, no end
    )
    rows.names += ((spellings(item.key)[-1], item_id), (spellings(item.url)[-1], item_id))
    rows.refs.extend((name, item_id) for ref in item.refs for name in spellings(ref))


def _change(rows: _Batch, before: Known, item: Item, data: bytes, last: Version) -> None:
    new = extend(last, item)
    _add(rows, before.id, item, data, new, new[-1] if new else last)
    if new and new[0].valid_from > last.valid_from:
        rows.closed.append((new[0].valid_from, before.id, last.valid_from))
    if item.key != before.key:
        rows.renamed.append((before.id, item.key, item.source, before.key))
    rows.rewritten.append((before.id,))


def _write(tx: Connection, rows: _Batch) -> None:
    renamed = [row[:1] for row in rows.renamed]
    for heirs in (_CHILDREN, _NAMERS):
        run(tx, f"INSERT INTO pending {heirs} = ? ON CONFLICT DO NOTHING", renamed)
    for table in ("item_names", "item_refs"):
        run(tx, f"DELETE FROM {table} WHERE item_id = ?", rows.rewritten)
    run(tx, "UPDATE item_versions SET valid_to = ? WHERE item_id = ? AND valid_from = ?", rows.closed)
    put(tx, "items", ITEM, rows.items, ("id",), "replace")
    put(tx, "item_versions", VERSION, rows.versions, ("item_id", "valid_from"), "replace")
    put(tx, "item_names", ("name", "item_id"), rows.names, ("name", "item_id"), "ignore")
    put(tx, "item_refs", ("ref", "item_id"), rows.refs, ("ref", "item_id"), "ignore")
    put(tx, "pending", ("item_id",), [row[:1] for row in rows.items], ("item_id",), "ignore")
    new_keys = [row[1:] for row in rows.renamed]
    for table, column in (("items", "parent_key"), ("activities", "item_key"), ("goals", "item")):
        run(tx, f"UPDATE {table} SET {column} = ? WHERE source = ? AND {column} = ?", new_keys)
