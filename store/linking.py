"""What is to be mapped, and the links that came of it: between storing and detecting."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, text

from core.links import Identity, Link, Neighbour
from core.records import Item
from core.times import millis
from store.bulk import among, batches, put, run

LINK = (
    *("item_id", "valid_from", "valid_to", "goal", "via", "rule", "version", "matched", "origin", "hops"),
    "confidence",
)
INPUTS = 500  # items decoded at a time
HEIRS = {"pull_request": 1, "thread": 2}  # these inherit from what they name, so they come after it
_DECODE = msgspec.json.Decoder(Item).decode


class LinkInput(Struct, frozen=True, gc=False):
    """An item to be mapped, with the team whose work it is."""

    id: int
    item: Item
    team: str | None


class LinkCounts(Struct, frozen=True):
    """`changed` includes links to the same goal for another reason."""

    linked: int = 0
    changed: int = 0
    unlinked: int = 0
    unchanged: int = 0

    def __add__(self, other: "LinkCounts") -> "LinkCounts":
        return LinkCounts(*(getattr(self, name) + getattr(other, name) for name in self.__struct_fields__))


def to_link(tx: Connection, *, everything: bool) -> Iterator[list[LinkInput]]:
    """Items to be mapped, each after all it can inherit from: all items, or those that changed and whatever inherits
    from them (everything below them, and the pull requests and threads that name them)."""
    for part in batches(_in_order(tx, None if everything else _touched(tx)), INPUTS):
        place = {item_id: at for at, item_id in enumerate(part)}
        rows = [LinkInput(row.id, _item(row), row.team) for row in among(tx, _INPUT, part)]
        yield sorted(rows, key=lambda row: place[row.id])


def find(tx: Connection, name: str) -> LinkInput | None:
    """The item of this name: `jira:PAY-12`, or just `PAY-12` (of several tools, the first in the alphabet)."""
    source, _, key = name.partition(":")
    query = "SELECT id FROM items WHERE gone_at IS NULL AND (key = :name OR source = :source AND key = :key) ORDER BY source"
    found = tx.execute(text(query), {"name": name, "source": source, "key": key}).scalar()
    rows = [LinkInput(row.id, _item(row), row.team) for row in among(tx, _INPUT, [found] if found else [])]
    return rows[0] if rows else None


def neighbours(tx: Connection, inputs: Sequence[LinkInput]) -> list[Neighbour]:
    """The parents of these items and the items that they name, with the links that those hold now."""
    ids = [row.id for row in inputs]
    around = {row[0] for query in (_PARENTS, _NAMED) for row in among(tx, query, ids)}
    rows = among(tx, _HELD, around - set(ids))
    return [Neighbour(row.source, row.key, row.kind, row.url, _link(row) if row.via else None) for row in rows]


def save_links(tx: Connection, links: Sequence[Link], covered: Sequence[int], now: datetime) -> LinkCounts:
    """The links of the covered items (by number) from now on; a covered item without one holds none any more.

    An item holds one link at a time. What changes ends one interval and begins another; what does not costs no write.
    """
    wanted = {(link.source, link.item): link for link in links}
    held = list(among(tx, _HELD, covered))
    at = millis(now)
    ends, begins = [], []
    counts = {"linked": 0, "changed": 0, "unlinked": 0, "unchanged": 0}
    for row in held:
        new, old = wanted.get((row.source, row.key)), _link(row) if row.via else None
        if new == old:
            counts["unchanged"] += new is not None
            continue
        counts["linked" if old is None else "changed" if new else "unlinked"] += 1
        if old:
            ends.append((at, row.id))
        if new:
            begins.append(_row(row.id, at, new))
    run(tx, "UPDATE links SET valid_to = ? WHERE item_id = ? AND valid_to IS NULL", ends)
    put(tx, "links", LINK, begins, ("item_id", "valid_from"), "replace")
    run(tx, "DELETE FROM pending WHERE item_id = ?", [(item_id,) for item_id in covered])
    return LinkCounts(**counts)


def manual_links(tx: Connection) -> dict[Identity, str | None]:
    """The goals that people chose by hand, by source and key; None exempts."""
    query = "SELECT i.source, i.key, m.goal FROM manual_links m JOIN items i ON i.id = m.item_id ORDER BY i.id"
    return {(row.source, row.key): row.goal for row in tx.execute(text(query))}


def save_manual(tx: Connection, item: Identity, goal: str | None, actor: str, reason: str, now: datetime) -> bool:
    """Somebody says which goal an item serves, or with None that it needs none. False if no such item is known."""
    item_id = _number(tx, item)
    if item_id is None:
        return False
    row = (item_id, goal, actor, reason, millis(now))
    put(tx, "manual_links", ("item_id", "goal", "actor", "reason", "at"), [row], ("item_id",), "replace")
    put(tx, "pending", ("item_id",), [(item_id,)], ("item_id",), "ignore")
    return True


def remove_manual(tx: Connection, item: Identity) -> bool:
    """The rules decide about this item again. False if nobody had linked it by hand."""
    item_id = _number(tx, item)
    if not run(tx, "DELETE FROM manual_links WHERE item_id = ?", [(item_id,)]):
        return False
    put(tx, "pending", ("item_id",), [(item_id,)], ("item_id",), "ignore")
    return True


def save_rules(tx: Connection, rules: Mapping[str, tuple[str, str]], now: datetime) -> bool:
    """The rules in force, each with its version and place. True if one is new, edited or gone; `since` tells when."""
    before = {row.rule: (row.version, row.place, row.since) for row in tx.execute(text("SELECT * FROM rules"))}
    edited = {rule for rule, (version, _) in rules.items() if rule not in before or before[rule][0] != version}
    rows = [
        (rule, version, place, millis(now) if rule in edited else before[rule][2])
        for rule, (version, place) in rules.items()
        if rule in edited or before[rule][1] != place
    ]
    gone = before.keys() - rules.keys()
    put(tx, "rules", ("rule", "version", "place", "since"), rows, ("rule",), "replace")
    run(tx, "DELETE FROM rules WHERE rule = ?", [(rule,) for rule in gone])
    return bool(edited or gone)


_HELD = """
SELECT i.id, i.source, i.key, i.kind, i.url, l.goal, l.via, l.rule, l.version, l.matched, l.origin, l.hops, l.confidence
FROM items i LEFT JOIN links l ON l.item_id = i.id AND l.valid_to IS NULL
WHERE i.id IN :values AND i.gone_at IS NULL
"""
_INPUT = """
SELECT i.id, i.key, i.parent_key, i.data, coalesce(p.team, c.team) AS team FROM items i
LEFT JOIN accounts a ON a.source = i.source AND a.id = i.assignee
LEFT JOIN people p ON p.person = a.person
LEFT JOIN team_containers c ON c.source = i.source AND c.container = i.container
WHERE i.id IN :values
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
_NAMED = """
SELECT n.item_id FROM item_refs r JOIN item_names n ON n.name = r.ref JOIN items i ON i.id = n.item_id
WHERE r.item_id IN :values AND i.gone_at IS NULL
"""
_CHILDREN = """
SELECT c.id FROM items i JOIN items c ON c.source = i.source AND c.parent_key = i.key WHERE i.id IN :values
"""
_NAMERS = "SELECT r.item_id FROM item_names n JOIN item_refs r ON r.ref = n.name WHERE n.item_id IN :values"


def _touched(tx: Connection) -> set[int]:
    """What changed, and step by step whatever may inherit from it."""
    frontier = {row.item_id for row in tx.execute(text("SELECT item_id FROM pending"))}
    found = set(frontier)
    while frontier:
        heirs = {row[0] for query in (_CHILDREN, _NAMERS) for row in among(tx, query, frontier)}
        frontier = heirs - found
        found |= frontier
    return found


def _in_order(tx: Connection, ids: set[int] | None) -> list[int]:
    """Live items, parents before children, and what inherits by naming last. A circle of parents ends somewhere."""
    rows: Iterable[Any] = tx.execute(text(_LIVE)) if ids is None else among(tx, f"{_LIVE} AND i.id IN :values", ids)
    kinds: dict[int, str] = {}
    parents: dict[int, int] = {}
    for item_id, kind, parent in rows:
        kinds[item_id] = kind
        if parent is not None:
            parents[item_id] = parent
    return sorted(kinds, key=lambda each: (HEIRS.get(kinds[each], 0), _depth(each, parents), each))


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


def _link(row: Any) -> Link:
    return Link(
        source=row.source,
        item=row.key,
        goal=row.goal,
        via=row.via,
        rule=row.rule,
        version=row.version,
        matched=tuple(msgspec.json.decode(row.matched)),
        origin=row.origin,
        hops=row.hops,
        confidence=row.confidence,
    )


def _row(item_id: int, at: int, link: Link) -> tuple[Any, ...]:
    matched = msgspec.json.encode(link.matched).decode()
    return (
        *(item_id, at, None, link.goal, link.via, link.rule, link.version, matched, link.origin, link.hops),
        link.confidence,
    )


def _number(tx: Connection, item: Identity) -> int | None:
    query = "SELECT id FROM items WHERE source = :source AND key = :key AND gone_at IS NULL ORDER BY id LIMIT 1"
    return tx.execute(text(query), {"source": item[0], "key": item[1]}).scalar()
