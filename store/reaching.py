"""Items that an edit of the rules may reach: sieved by the database, and decoded only as far as the rules look at them."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, cast

import msgspec
from sqlalchemy import Connection, text

from core.links import Placed
from core.records import Item
from core.sieve import Fits, Sieve
from store.bulk import batches
from store.item_team import OWNERS, TEAM
from store.linking import ancestors

PART = 2_000  # items decoded at a time
LIKE = {"sqlite": "LIKE", "postgresql": 'COLLATE "C" ILIKE'}
_COLUMNS = {"parent": "i.parent_key"} | {
    name: f"i.{name}" for name in ("source", "container", "kind", "status", "category", "title", "assignee", "key")
}
_IN_DATA = {
    *("type", "labels", "components", "versions", "milestone", "text", "author", "priority", "blocked_by"),
    "participants",
}
# letters that may stand for others in the same text (ligatures, the long s, the sign of kelvin), what JSON escapes, and what
# LIKE does not read as it stands; then other alphabets, with the letters beside them that may be one with them
_AMBIGUOUS = re.compile(r'st?|k|f[fil]+|["\\%_]')
_FOREIGN = re.compile(r".?[^ -~]+.?", re.DOTALL)


def placed(tx: Connection, sieve: Sieve, read: Collection[str]) -> Iterator[tuple[int, Placed]]:
    """Items (with their numbers) that the sieve lets through, and maybe others, with no more of them than the fields of an
    item that are `read`, their team and their ancestors."""
    values: dict[str, str] = {}
    where = _where(sieve, values, tx.dialect.name)
    decode = _decoder(frozenset(read) - {"team", "ancestors"})
    query = text(f"{_TEAMED if 'team' in read else _PLAIN} WHERE i.gone_at IS NULL AND {where}")
    rows: Iterable[Any] = tx.execute(query.execution_options(yield_per=PART), values)
    for part in batches(rows, PART):
        above = ancestors(tx, [row[0] for row in part]) if "ancestors" in read else {}
        for row in part:
            yield row[0], Placed(_item(decode, row), row[3], above.get(row[0], ()))


_PLAIN = "SELECT i.id, i.parent_key, i.data, NULL AS team FROM items i"
_TEAMED = f"""
SELECT i.id, i.parent_key, i.data, {TEAM} AS team FROM items i
{OWNERS}
"""


def _where(sieve: Sieve | Fits, values: dict[str, str], dialect: str) -> str:
    """The sieve in SQL; the texts that it looks for are added to `values`."""
    if isinstance(sieve, Fits):
        return _fits(sieve, values, dialect)
    parts = [_where(part, values, dialect) for part in sieve.parts]
    return f"({(' OR ' if sieve.op == 'any' else ' AND ').join(parts)})" if parts else "true"


def _fits(fits: Fits, values: dict[str, str], dialect: str) -> str:
    column = _COLUMNS.get(fits.field)
    if column is None and fits.field not in _IN_DATA and not fits.field.startswith("fields."):
        return "true"
    like = LIKE[dialect]
    found = []
    for shape in fits.shapes:
        name = f"v{len(values)}"
        values[name] = pattern(shape) if column else f'%"{pattern(shape)}"%'
        found.append(f"{column or 'i.data'} {like} :{name}")
    return f"({' OR '.join(found)})"


def pattern(shape: Sequence[str]) -> str:
    """For LIKE without regard to the case of plain letters: fits whatever Python, or RE2, takes for the same in any case."""
    return re.sub("%+", "%", "%".join(map(_vague, shape)))


def _vague(piece: str) -> str:
    return _FOREIGN.sub("%", _AMBIGUOUS.sub("%", piece.casefold()))


@cache
def _decoder(read: frozenset[str]) -> Any:
    """Reads these fields of an item and no others: a fifth of the time."""
    fields = [field for field in msgspec.structs.fields(Item) if field.name in read]
    part = msgspec.defstruct("Part", [(field.name, field.type, _default(field)) for field in fields], gc=False)
    return msgspec.json.Decoder(part).decode


def _default(field: msgspec.structs.FieldInfo) -> Any:
    if field.default_factory is not msgspec.NODEFAULT:
        return msgspec.field(default_factory=field.default_factory)
    return msgspec.field() if field.default is msgspec.NODEFAULT else field.default


def _item(decode: Any, row: Any) -> Item:
    """Its parent's key is kept up to date beside it."""
    item = decode(row[2])
    if hasattr(item, "parent"):
        item.parent = row[1]
    return cast(Item, item)
