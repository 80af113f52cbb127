"""Items and what was done on them, from records to rows. An unchanged item costs no write."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, text

from core.facets import Said
from core.history import Version, category_since, extend
from core.records import Activity, Item, Rejected, Tombstone
from core.times import millis
from store import facets, kept
from store.bulk import BATCH, among, put, run
from store.encoding import ENCODER, digest, encode, keepable
from store.item_rows import CHILDREN, NAMERS, Rows, stands

ACTIVITY = ("source", "id", "item_key", "at", "actor", "bot", "kind", "hours")
_DECODE = msgspec.json.Decoder(Item).decode


class Known(NamedTuple):
    """What the store has of an item that comes in again; `since` is when its own category began."""

    external_id: str
    id: int
    key: str
    digest: bytes
    since: int
    gone: bool
    missing: bool
    stream: int | None


def save_items(tx: Connection, items: Sequence[Item], rejected: list[Rejected], stream: int) -> tuple[int, int, int]:
    """How many were new, changed and unchanged. `stream` is the number of the one that brings them."""
    new = changed = 0
    stored, lines = encode(items, rejected)
    next_id = _next_id(tx)
    faceted = facets.there_are(tx)
    for batch in _distinct(zip(stored, lines, strict=True)):
        known = _known(tx, [item for item, _ in batch])
        fresh = [(item, line) for item, line in batch if item.id not in known]
        moved = [(known[item.id], item, line) for item, line in batch if _differs(known.get(item.id), line)]
        _adopt(tx, stream, known.keys() - {item.id for _, item, _ in moved}, known)
        ids = [item.id for item, _ in fresh] + [item.id for _, item, _ in moved]
        said = facets.said_of(tx, batch[0][0].source, ids) if faceted else {}
        rows = Rows(stream)
        for item_id, (item, line) in enumerate(fresh, next_id):
            versions = extend(None, item)
            since = category_since(versions[-1], item)
            rows.add(item_id, line, stands(item, since, line.decode(), said.get(item.id, ())), versions)
        last = _last_versions(tx, [before for before, _, _ in moved])
        for before, item, line in moved:
            versions = _follow(rows, before, item, last[before.id])
            since = category_since(versions[-1] if versions else last[before.id], item)
            rows.add(before.id, line, stands(item, since, line.decode(), said.get(item.id, ())), versions)
        rows.write(tx)
        next_id += len(fresh)
        new += len(fresh)
        changed += len(moved)
    return new, changed, len(stored) - new - changed


def bury(tx: Connection, tombstones: Iterable[Tombstone], now: int) -> int:
    """Items that their tool says are gone: they stay in the past, and out of every question about the present."""
    stones = [(stone.source, stone.id) for stone in tombstones]
    this = "(SELECT id FROM items WHERE source = ? AND external_id = ? AND gone_at IS NULL)"
    for heirs in (CHILDREN, NAMERS):
        run(tx, f"INSERT INTO pending {heirs} = {this} ON CONFLICT DO NOTHING", stones)
    run(tx, f"DELETE FROM pending WHERE item_id = {this}", stones)
    kept.buried(tx, this, stones)
    closing = [(now, *stone) for stone in stones]
    run(tx, f"UPDATE links SET valid_to = ? WHERE valid_to IS NULL AND item_id = {this}", closing)
    return run(tx, f"UPDATE items SET gone_at = ?, missing_since = NULL WHERE id = {this}", closing)


def restand(tx: Connection, about: Iterable[facets.Of]) -> None:
    """Facets of these items (source and id) have changed: they are what their own record and the facets of now make of them."""
    by_source: dict[str, list[str]] = {}
    for source, id_ in about:
        by_source.setdefault(source, []).append(id_)
    for source, ids in by_source.items():
        said = facets.said_of(tx, source, ids)
        rows = list(among(tx, _STANDING, ids, source=source))
        changes = [change for row in rows if (change := _restood(row, said.get(row.external_id, [])))]
        run(tx, _RESTAND, changes)
        kept.changed(tx, [row[-1] for row in changes])
        live = {row.id for row in rows if row.gone_at is None}
        put(tx, "pending", ("item_id",), [(row[-1],) for row in changes if row[-1] in live], ("item_id",), "ignore")


_STANDING = """
SELECT id, external_id, parent_key, category_since, coalesce(base_since, category_since) AS own_since, data, base, gone_at
FROM items
WHERE source = :source AND external_id IN :values
"""
_RESTAND = """
UPDATE items SET status = ?, category = ?, category_since = ?, parent_key = ?, updated_at = ?, due = ?, data = ?, base = ?,
    base_since = ? WHERE id = ?
"""


def _restood(row: Any, said: Sequence[Said]) -> tuple[Any, ...] | None:
    """The values of `_RESTAND`, None where all is as it was. A parent that was renamed since keeps its new name."""
    own, before = row.base or row.data, _DECODE(row.data)
    item, since, data, base, base_since = stands(_DECODE(own), row.own_since, own, said)
    if (since, data, base) == (row.category_since, row.data, row.base):
        return None
    parent = row.parent_key if item.parent == before.parent else item.parent
    due = item.due and item.due.isoformat()
    return (item.status, item.category, since, parent, millis(item.updated_at), due, data, base, base_since, row.id)


def forget_texts(tx: Connection, now: datetime) -> int:
    """Items whose text may not be kept any longer lose it; nobody did that, so nothing else about them changes. How many."""
    query = "SELECT id, data, base FROM items WHERE text_until <= :now"
    rows = tx.execute(text(query), {"now": millis(now)}).all()
    silent = [(_silent(row.data), row.base and _silent(row.base), row.id) for row in rows]
    return run(tx, "UPDATE items SET text_until = NULL, data = ?, base = ? WHERE id = ?", silent)


def _silent(data: str) -> str:
    return ENCODER.encode(replace(_DECODE(data), text="", text_until=None)).decode()


def save_activities(tx: Connection, activities: Sequence[Activity], rejected: list[Rejected]) -> int:
    """How many were new."""
    stored = keepable(activities, rejected)
    rows = [(a.source, a.id, a.item, millis(a.at), a.actor, a.bot, a.kind, a.hours) for a in stored]
    new = put(tx, "activities", ACTIVITY, rows, ("source", "id"), "ignore")
    kept.named(tx, [(a.source, a.item) for a in stored] if new else ())
    return new


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
        "SELECT external_id, id, key, digest, coalesce(base_since, category_since), gone_at IS NOT NULL, "
        "missing_since IS NOT NULL, stream FROM items WHERE source = :source AND external_id IN :values"
    )
    rows = among(tx, query, [item.id for item in items], source=items[0].source)
    return {row[0]: Known(*row) for row in rows}


def _differs(before: Known | None, line: bytes) -> bool:
    return before is not None and (before.gone or before.digest != digest(line))


def _adopt(tx: Connection, stream: int, unchanged: Iterable[str], known: Mapping[str, Known]) -> None:
    """Whatever brings an item shows it: it is not missing, and belongs to this stream."""
    taken = [known[id_] for id_ in unchanged if known[id_].missing or known[id_].stream != stream]
    run(tx, "UPDATE items SET missing_since = NULL, stream = ? WHERE id = ?", [(stream, each.id) for each in taken])


def _last_versions(tx: Connection, items: Sequence[Known]) -> dict[int, Version]:
    query = (
        "SELECT item_id, valid_from, status, category, assignee, due, parent FROM item_versions "
        "WHERE valid_to IS NULL AND item_id IN :values"
    )
    since = {item.id: item.since for item in items}
    return {
        row.item_id: Version(
            row.valid_from, row.status, row.category, row.assignee, row.due, row.parent, since[row.item_id]
        )
        for row in among(tx, query, since)
    }


def _follow(rows: Rows, before: Known, item: Item, last: Version) -> list[Version]:
    """The versions after the last one, which ends where they begin. Everything that knew the item by its old key follows."""
    versions = extend(last, item)
    if versions and versions[0].valid_from > last.valid_from:
        rows.closed.append((versions[0].valid_from, before.id, last.valid_from))
    if item.key != before.key:
        rows.renamed.append((before.id, item.key, item.source, before.key))
    rows.rewritten.append((before.id,))
    return versions
