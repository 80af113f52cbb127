"""What is to be mapped: items with all that rules look at, and what is around them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, text

from core.links import DEEPEST, Link, Neighbour, Placed
from core.records import Item
from store.audience import told_title
from store.bulk import BATCH, among, batches
from store.item_team import OWNERS, TEAM
from store.links import holders

NEAR = 2_000  # names in which a slip is looked for
INPUTS = 500  # items decoded at a time
HEIRS = {"pull_request": 1, "thread": 2}  # these inherit from what they name, so they come after it
_NUMBER = re.compile(r"[^\w%]\d+$", re.ASCII)
_DECODE = msgspec.json.Decoder(Item).decode


class LinkInput(Struct, frozen=True, gc=False):
    """An item to be mapped."""

    id: int
    placed: Placed


def measure(tx: Connection) -> None:
    """Before all items are read: lets PostgreSQL count what it holds of them. It does so by itself only some minutes after
    they came in, and without it reads whole tables again for each batch of items."""
    if tx.dialect.name == "postgresql":
        tx.execute(text("ANALYZE items, item_names, item_refs, links"))


def to_link(
    tx: Connection, *, everything: bool, reached: Iterable[int] = (), above: bool = True
) -> Iterator[list[LinkInput]]:
    """Items to be mapped, each after all it can inherit from: all items, or those that changed, those `reached` by what
    else changed, and whatever inherits from them (everything below them, and the pull requests and threads that name
    them). What items hang below is only looked up if it matters what is `above`."""
    yield from _parts(tx, None if everything else touched(tx, reached), above=above)


def family(tx: Connection, item_id: int) -> Iterator[list[LinkInput]]:
    """An item and whatever may inherit from it, in the same order."""
    yield from _parts(tx, _with_heirs(tx, {item_id}))


def _parts(tx: Connection, ids: set[int] | None, *, above: bool = True) -> Iterator[list[LinkInput]]:
    for part in batches(_live_in_order(tx, ids), INPUTS):
        place = {item_id: at for at, item_id in enumerate(part)}
        yield sorted(inputs(tx, part, above=above), key=lambda row: place[row.id])


def all_inputs(tx: Connection) -> Iterator[list[LinkInput]]:
    """All items, in any order."""
    ids = tx.execute(text("SELECT id FROM items WHERE gone_at IS NULL ORDER BY id")).scalars().all()
    for part in batches(ids, INPUTS):
        yield inputs(tx, part)


def inputs(tx: Connection, ids: Sequence[int], *, above: bool = True) -> list[LinkInput]:
    """These items, with their teams and, if asked for, the keys of all they hang below."""
    keys = ancestors(tx, ids) if above else {}
    return [LinkInput(number, Placed(item, team, keys.get(number, ()))) for number, item, team in teamed(tx, ids)]


def teamed(tx: Connection, ids: Iterable[int]) -> Iterator[tuple[int, Item, str | None]]:
    """These items with the team whose work each is."""
    return ((row.id, _item(row), row.team) for row in among(tx, _INPUT, ids))


def find(tx: Connection, name: str) -> LinkInput | None:
    """The item of this name: `jira:PAY-12`, or just `PAY-12` (of several tools, the first in the alphabet)."""
    source, _, key = name.partition(":")
    query = "SELECT id FROM items WHERE gone_at IS NULL AND (key = :name OR source = :source AND key = :key) ORDER BY source"
    found = tx.execute(text(query), {"name": name, "source": source, "key": key}).scalar()
    return next(iter(inputs(tx, [found] if found else [])), None)


def links_of(tx: Connection, name: str) -> tuple[Link, ...]:
    """What the item of this name serves, the main goal first; nothing of one that is gone."""
    found = find(tx, name)
    return holders(tx, [found.id])[0].links if found else ()


def titles(tx: Connection, ids: Iterable[int]) -> dict[int, str]:
    """What these items are called where others may read it, by number."""
    query = f"SELECT i.id, {told_title()} AS title FROM items i WHERE i.id IN :values"
    return {row.id: row.title for row in among(tx, query, ids)}


def near(tx: Connection, name: str) -> list[str]:
    """Keys of items that begin or end as this name does: what a slip may have meant."""
    key = name.casefold()
    number = _NUMBER.search(key)
    begins = key[: max(4, len(key) - 2)]
    values = {"ends": f"%{number[0]}" if number else "", "begins": begins, "size": len(begins)}
    return list(tx.execute(text(_NEAR), values).scalars())


def neighbours(tx: Connection, rows: Sequence[LinkInput]) -> list[Neighbour]:
    """The parents of these items and the items that they name, with the links that those hold now."""
    ids = [row.id for row in rows]
    around = {row[0] for query in (_PARENTS, _NAMED) for row in among(tx, query, ids)}
    return [holder.neighbour for holder in holders(tx, around - set(ids))]


def touched(tx: Connection, reached: Iterable[int] = ()) -> set[int]:
    """What changed or is reached, and step by step whatever may inherit from it."""
    pending = {row.item_id for row in tx.execute(text("SELECT item_id FROM pending"))}
    return _with_heirs(tx, pending | set(reached))


def _with_heirs(tx: Connection, ids: set[int]) -> set[int]:
    found = frontier = set(ids)
    while frontier:
        heirs = {row[0] for query in (_CHILDREN, _NAMERS) for row in among(tx, query, frontier)}
        frontier = heirs - found
        found = found | frontier
    return found


_INPUT = f"""
SELECT i.id, i.key, i.parent_key, i.data, {TEAM} AS team FROM items i
{OWNERS}
WHERE i.id IN :values
"""
_NEAR = f"""
SELECT key FROM items WHERE gone_at IS NULL AND (lower(key) LIKE :ends OR substr(lower(key), 1, :size) = :begins)
LIMIT {NEAR}
"""
_LIVE = """
SELECT i.id, i.kind, p.id AS parent FROM items i
LEFT JOIN items p ON p.source = i.source AND p.key = i.parent_key AND p.gone_at IS NULL
WHERE i.gone_at IS NULL
"""
_PARENTS = """
SELECT p.id FROM items i JOIN items p ON p.source = i.source AND p.key = i.parent_key
WHERE i.id IN :values AND p.gone_at IS NULL
"""
_NAMED = "SELECT n.item_id FROM item_refs r JOIN item_names n ON n.name = r.ref WHERE r.item_id IN :values"
_CHILDREN = """
SELECT c.id FROM items i JOIN items c ON c.source = i.source AND c.parent_key = i.key WHERE i.id IN :values
"""
_NAMERS = "SELECT r.item_id FROM item_names n JOIN item_refs r ON r.ref = n.name WHERE n.item_id IN :values"


# UNION, so that a circle of parents ends
_ANCESTORS = """
WITH RECURSIVE up(id, source, key, depth) AS (
    SELECT id, source, parent_key, 1 FROM items WHERE id IN :values AND parent_key IS NOT NULL
    UNION
    SELECT up.id, up.source, p.parent_key, up.depth + 1 FROM up JOIN items p ON p.source = up.source AND p.key = up.key
    WHERE p.gone_at IS NULL AND p.parent_key IS NOT NULL AND up.depth < :deepest
)
SELECT id, key FROM up ORDER BY id, depth
"""


def ancestors(tx: Connection, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The keys of all that these items hang below, nearest first, by number of the item."""
    found: dict[int, list[str]] = {}
    for row in among(tx, _ANCESTORS, ids, deepest=DEEPEST):
        found.setdefault(row.id, []).append(row.key)
    return {item_id: tuple(dict.fromkeys(keys)) for item_id, keys in found.items()}


def in_order(rows: Iterable[Any], parents: dict[int, int]) -> list[int]:
    """Items (number, kind and number of the parent), parents before children, and what inherits by naming last. A circle of
    parents ends somewhere. Who hangs below whom is added to `parents`."""
    kinds: dict[int, str] = {}
    for item_id, kind, parent in rows:
        kinds[item_id] = kind
        if parent is not None:
            parents[item_id] = parent
    depth = {each: _depth(each, parents) for each in parents}
    return sorted(kinds, key=lambda each: (HEIRS.get(kinds[each], 0), depth.get(each, 0), each))


def _live_in_order(tx: Connection, ids: set[int] | None) -> list[int]:
    if ids is None:
        return in_order(chain.from_iterable(tx.execute(text(_LIVE)).partitions(BATCH)), {})
    return in_order(among(tx, f"{_LIVE} AND i.id IN :values", ids), {})


def _depth(item_id: int, parents: Mapping[int, int]) -> int:
    above: set[int] = set()
    while item_id in parents and item_id not in above:
        above.add(item_id)
        item_id = parents[item_id]
    return len(above)


def _item(row: Any) -> Item:
    """The item as it was pulled; its parent's key is kept up to date beside it."""
    item = _DECODE(row.data)
    return item if item.parent == row.parent_key else replace(item, parent=row.parent_key)
