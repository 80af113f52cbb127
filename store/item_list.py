"""Items as a list to look through: filtered, and cut into pages, whatever their number."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, bindparam, text

from core.links import Link
from core.records import Category, Kind
from core.times import moment
from store.audience import told_title
from store.item_team import OWNERS, TEAM
from store.links import holders
from store.reaching import LIKE, pattern

READ = 1_000  # rows at a time


class Wanted(Struct, frozen=True, kw_only=True):
    """Which items; of what is left out any. Those that serve one of these `goals` (none: whichever), and all `words` of which
    are in key and title as others may read it. `unlinked`: those that serve no goal, and need one as far as anybody knows."""

    goals: Sequence[str] = ()
    source: str = ""
    container: str = ""
    kind: str = ""
    category: str = ""
    team: str = ""
    words: str = ""
    unlinked: bool = False


class Listed(Struct, frozen=True, kw_only=True):
    """An item with the links that divide it, the main one first; `narrow` ones are told without their words."""

    id: int
    source: str
    key: str
    kind: Kind
    container: str
    title: str
    status: str
    category: Category
    since: datetime
    due: str | None
    team: str | None
    url: str
    links: tuple[Link, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.source}:{self.key}"


def listed(tx: Connection, wanted: Wanted, size: int, after: int = 0) -> tuple[Sequence[Listed], int | None]:
    """So many behind the item of that number, in the order in which the hub met them; and the number after which the next
    ones stand, None at the end."""
    found = []
    for row in _rows(tx, wanted, size + 1, after):
        found.append(row)
        if len(found) > size:
            break
    held = {each.id: each.links for each in holders(tx, [row.id for row in found[:size]])}
    return [_listed(row, held[row.id]) for row in found[:size]], found[size - 1].id if len(found) > size else None


def _rows(tx: Connection, wanted: Wanted, size: int, after: int) -> Iterator[Any]:
    """The database sieves by words; letters are compared here, for databases do not agree on all of them."""
    words = wanted.words.casefold().split()
    query, values = _query(wanted, words, LIKE[tx.dialect.name])
    if not words:
        yield from tx.execute(query, {**values, "after": after, "size": size})
    while words:
        rows = tx.execute(query, {**values, "after": after, "size": READ}).all()
        yield from (row for row in rows if all(word in f"{row.key} {row.title}".casefold() for word in words))
        if len(rows) < READ:
            return
        after = rows[-1].id


def _query(wanted: Wanted, words: Sequence[str], like: str) -> tuple[Any, dict[str, Any]]:
    values: dict[str, Any] = {name: value for name in _EQUAL if (value := getattr(wanted, name))}
    where = [f"{column} = :{name}" for name, column in _EQUAL.items() if name in values]
    if wanted.goals:
        values["goals"], where = list(wanted.goals), [*where, _SERVES]
    for at, word in enumerate(words):
        values[f"word{at}"] = f"%{pattern([word])}%"
        where.append(f"(i.key || ' ' || {told_title()}) {like} :word{at}")
    query = text(_LISTED.format(where=" AND ".join([*where, *([_UNLINKED] if wanted.unlinked else []), "TRUE"])))
    return query.bindparams(bindparam("goals", expanding=True)) if wanted.goals else query, values


def _listed(row: Any, links: tuple[Link, ...]) -> Listed:
    return Listed(**{**row._mapping, "since": moment(row.since), "links": links})


_EQUAL = {
    "source": "i.source",
    "container": "i.container",
    "kind": "i.kind",
    "category": "i.category",
    "team": TEAM,
}
_SERVES = "i.id IN (SELECT item_id FROM links WHERE goal IN :goals AND valid_to IS NULL AND position >= 0)"
_UNLINKED = "NOT EXISTS (SELECT 1 FROM links l WHERE l.item_id = i.id AND l.valid_to IS NULL AND l.position >= 0)"
_LISTED = f"""
SELECT i.id, i.source, i.key, i.kind, i.container, {told_title()} AS title, i.status, i.category, i.category_since AS since,
    i.due, {TEAM} AS team, i.url
FROM items i {OWNERS}
WHERE i.gone_at IS NULL AND i.id > :after AND {{where}} ORDER BY i.id LIMIT :size
"""
