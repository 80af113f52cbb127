"""Who did what, when, and what it changed. Rows are only ever added, each chained to the one before (`store.seals`)."""

from collections.abc import Sequence
from datetime import datetime
from secrets import token_bytes

from msgspec import Struct
from sqlalchemy import Connection, text

from core.times import millis, moment
from store.bulk import fetch, run
from store.encoding import clean
from store.seals import SALT_BYTES, chained, sealed

LOOKED = 20_000  # entries in which words are looked for at a time


class Entry(Struct, frozen=True):
    """Somebody did something to `target`; what `before` and `after` hold is up to the action."""

    at: datetime
    actor: str
    action: str
    target: str
    before: str | None
    after: str | None


def record(
    tx: Connection,
    now: datetime,
    actor: str,
    action: str,
    target: str,
    before: str | None = None,
    after: str | None = None,
) -> None:
    record_all(tx, [Entry(now, actor, action, target, before, after)])


def record_all(tx: Connection, entries: Sequence[Entry]) -> None:
    """In this order."""
    chain, rows = next((row.chain for row in fetch(tx, _HEAD)), None), []
    for each in entries:
        said = (each.actor, each.action, each.target, each.before, each.after)
        words = (millis(each.at), *(None if word is None else clean(word) for word in said))
        salt = token_bytes(SALT_BYTES)
        chain = chained(chain, sealed(salt, words))
        rows.append((*words, salt, chain))
    run(tx, _INSERT, rows)


def entries(tx: Connection, action: str, target: str | None = None) -> list[Entry]:
    """All of one action, or those that it did to one target, oldest first."""
    rows = tx.execute(text(_ENTRIES), {"action": action, "target": target, "all": target is None})
    return [Entry(moment(at), *others) for at, *others in rows]


class Asked(Struct, frozen=True, kw_only=True):
    """Which entries: what is empty or None is no matter. `text` is looked for in targets, before and after; `until` is the
    first moment that is too late."""

    actor: str | None = None
    action: str | None = None
    target: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""


class Numbered(Struct, frozen=True):
    """An entry with its place in the record."""

    id: int
    at: datetime
    actor: str
    action: str
    target: str
    before: str | None
    after: str | None


def page(tx: Connection, asked: Asked, before: int | None, at_most: int) -> tuple[list[Numbered], int | None]:
    """The newest that fit, from before an entry of this number; and the number from before which there may be more. Words are
    looked for in `LOOKED` entries at a time, so a page may have few, or none."""
    lowest, high = _bounds(tx, asked, before)
    low = max(lowest, high - LOOKED) if asked.text else lowest
    values = {"low": low, "high": high, "most": at_most + 1, "words": f"%{_plain(asked.text)}%"}
    given = {name: value for name in ("actor", "action", "target") if (value := getattr(asked, name))}
    if asked.since:
        given["since"] = millis(asked.since)
    if asked.until:
        given["until"] = millis(asked.until)
    where = "".join(f" AND {_FILTERS[name]}" for name in given) + (f" AND {_WORDS}" if asked.text else "")
    query = text(f"{_PAGE}{where} ORDER BY id DESC LIMIT :most")
    rows = [Numbered(row.id, moment(row.at), *row[2:]) for row in tx.execute(query, values | given)]
    if len(rows) > at_most:
        return rows[:at_most], rows[at_most - 1].id
    return rows, low if low > max(lowest, _first(tx)) else None


def actions(tx: Connection) -> list[str]:
    """Every one that there is, each found by one look into the index."""
    return [row.action for row in tx.execute(text(_ACTIONS)) if row.action is not None]


def _bounds(tx: Connection, asked: Asked, before: int | None) -> tuple[int, int]:
    """Numbers from and before which entries may be: days are found by their index, and need no walk through what is newer. A
    clock that was set back moves them by little, and `since` and `until` are asked of each entry as well."""
    low, high = 0, 2**62 if before is None else before
    if asked.text and before is None:
        high = (tx.execute(text("SELECT max(id) FROM audit")).scalar() or 0) + 1
    if asked.since:
        found = tx.execute(text(_LOWEST), {"at": millis(asked.since)}).scalar()
        low = high if found is None else found
    if asked.until:
        found = tx.execute(text(_HIGHEST), {"at": millis(asked.until)}).scalar()
        high = min(high, 0 if found is None else found + 1)
    return low, high


def _first(tx: Connection) -> int:
    return tx.execute(text("SELECT min(id) FROM audit")).scalar() or 0


def _plain(words: str) -> str:
    r"""Without what LIKE would read as more than itself; `\` stands before each."""
    return words.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def about(tx: Connection, target: str) -> list[Entry]:
    """All that anybody did to one target, oldest first."""
    return [Entry(moment(at), *others) for at, *others in tx.execute(text(_ABOUT), {"target": target})]


_PAGE = "SELECT id, at, actor, action, target, before, after FROM audit WHERE id >= :low AND id < :high"
_FILTERS = {
    "actor": "actor = :actor",
    "action": "action = :action",
    "target": "target = :target",
    "since": "at >= :since",
    "until": "at < :until",
}
_WORDS = """(
    lower(target) LIKE :words ESCAPE '\\' OR lower(before) LIKE :words ESCAPE '\\' OR lower(after) LIKE :words ESCAPE '\\'
)"""
_LOWEST = "SELECT id FROM audit WHERE at >= :at ORDER BY at, id LIMIT 1"
_HIGHEST = "SELECT id FROM audit WHERE at < :at ORDER BY at DESC, id DESC LIMIT 1"
_ACTIONS = """
WITH RECURSIVE found(action) AS (
    SELECT min(action) FROM audit
    UNION ALL
    SELECT (SELECT min(a.action) FROM audit a WHERE a.action > found.action) FROM found WHERE found.action IS NOT NULL
)
SELECT action FROM found
"""
_ABOUT = "SELECT at, actor, action, target, before, after FROM audit WHERE target = :target ORDER BY at, id"
_ENTRIES = """
SELECT at, actor, action, target, before, after FROM audit
WHERE action = :action AND (:all OR target = :target) ORDER BY at, id
"""
_HEAD = "SELECT chain FROM audit ORDER BY id DESC LIMIT 1"
_INSERT = """
INSERT INTO audit (at, actor, action, target, before, after, salt, chain) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
