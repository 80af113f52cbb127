"""Open items that seem to be about the same: titles are compared by `core.likeness`, keys and addresses by the database.

Only work that somebody may be at: in progress, or created lately. Pull requests and threads tell of an item and are none, and
of narrow items not even that they are like another is told: who reads its title would know theirs.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection, text

from core.facts import OpenItem, PairFact
from core.likeness import Alike, alike
from core.times import DAY, millis, moment
from store import kept
from store.bulk import among
from store.item_team import OWNERS, TEAM

LATELY = 90  # days since creation, for which an item counts though nobody has begun it
MOST_QUOTING = 3  # open items: what more of them name is common knowledge
Pair = tuple[int, int]


def like_items(tx: Connection, now: datetime) -> tuple[PairFact, ...]:
    """Pairs that do not know of each other: neither is above the other, names it, or hangs below the same item."""
    since = millis(now) - LATELY * DAY
    titles = {(each.one, each.other): each for each in _alike(tx, since)}
    quoted = _quoted(tx, since)
    pairs = titles.keys() | quoted.keys()
    numbers = {number for pair in pairs for number in pair}
    items = {row.id: row for row in among(tx, _ITEMS, numbers)}
    known = _known(tx, numbers)
    facts = []
    for pair in pairs:
        one, other = (items[number] for number in pair)
        if not (known & {pair, pair[::-1]}) and not _related(one, other):
            found = _fact(one, other, quoted.get(pair, ()))
            like = titles.get(pair)
            facts.append(replace(found, likeness=like.likeness, words=like.words) if like else found)
    return tuple(sorted(facts, key=lambda fact: (fact.first.created, fact.first.key, fact.second.key)))


def _alike(tx: Connection, since: int) -> Iterator[Alike]:
    groups = kept.may_be_alike(tx, since)
    rows = among(tx, _TITLES, {number for group in groups for number in group})
    return alike(((row.id, row.title, (row.source, row.team)) for row in rows), groups)


def _quoted(tx: Connection, since: int) -> dict[Pair, tuple[str, ...]]:
    """Keys of items and addresses that few name; what a goal or epic is called by is no sign of the same work."""
    naming: dict[str, list[Any]] = defaultdict(list)
    query = f"{kept.reading(tx, since // DAY)} {_QUOTED}"
    for row in tx.execute(text(query), {"since": since, "most": MOST_QUOTING}):
        naming[row.ref].append(row)
    pairs: dict[Pair, list[str]] = defaultdict(list)
    for ref, rows in naming.items():
        for nth, one in enumerate(rows):
            for other in rows[nth + 1 :]:
                if (one.source, one.team) != (other.source, other.team):
                    pairs[one.id, other.id].append(ref)
    return {pair: tuple(refs) for pair, refs in pairs.items()}


def _known(tx: Connection, numbers: Iterable[int]) -> set[Pair]:
    """Which of these items name another item, and which."""
    return {(row.item_id, row.named) for row in among(tx, _NAMED, numbers)}


def _related(one: Any, other: Any) -> bool:
    """By parent: one is above the other, or both hang below the same item."""
    parents = [row.parent_key for row in (one, other) if row.parent_key]
    twins = len(parents) == 2 and parents[0] == parents[1]
    return one.source == other.source and (twins or one.key in parents or other.key in parents)


def _fact(one: Any, other: Any, quoted: tuple[str, ...]) -> PairFact:
    first, second = sorted((one, other), key=lambda row: (row.created_at, row.source, row.key))
    return PairFact(first=_item(first), second=_item(second), quoted=quoted)


def _item(row: Any) -> OpenItem:
    return OpenItem(
        key=f"{row.source}:{row.key}",
        source=row.source,
        title=row.title,
        url=row.url,
        created=moment(row.created_at),
        team=row.team,
        goal=row.goal,
    )


_TITLES = f"SELECT i.id, i.title, i.source, {TEAM} AS team FROM items i {OWNERS} WHERE i.id IN :values"
# an address that an item names with a query or fragment is another one without it
_QUOTED = f"""
SELECT f.ref, i.id, i.source, {TEAM} AS team
FROM (SELECT ref FROM quotes WHERE waits >= :since GROUP BY ref HAVING count(*) BETWEEN 2 AND :most) AS f
JOIN quotes n ON n.ref = f.ref AND n.waits >= :since
JOIN items i ON i.id = n.item_id
{OWNERS}
WHERE (f.ref LIKE '%://%' OR EXISTS (SELECT 1 FROM item_names m WHERE m.name = f.ref))
    AND NOT EXISTS (SELECT 1 FROM goals g WHERE lower(g.key) = f.ref)
    AND NOT EXISTS (
        SELECT 1 FROM item_refs o WHERE o.item_id = i.id AND substr(o.ref, 1, length(f.ref) + 1) IN (f.ref || '?', f.ref || '#')
    )
    AND NOT EXISTS (
        SELECT 1 FROM item_names m JOIN items e ON e.id = m.item_id WHERE m.name = f.ref AND e.kind = 'epic'
    )
ORDER BY f.ref, i.id
"""
_ITEMS = f"""
SELECT i.id, i.source, i.key, i.title, i.url, i.created_at, i.parent_key, {TEAM} AS team, l.goal FROM items i
LEFT JOIN links l ON l.item_id = i.id AND l.valid_to IS NULL AND l.position = 0
{OWNERS}
WHERE i.id IN :values
"""
_NAMED = """
SELECT r.item_id, n.item_id AS named FROM item_refs r JOIN item_names n ON n.name = r.ref WHERE r.item_id IN :values
"""
