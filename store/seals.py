"""How the audit is chained (S23): a changed, missing, moved or inserted row breaks the chain from there on.

The seal of a row is a digest of all it says and of a salt of its own; its chain is a digest of that seal and of the chain of
the row before. When words of a row must go (a person is erased, texts have had their time), it keeps the seal and loses the
salt: its place in the chain still holds, and nobody can try out which words stood there. How many rows lost words is itself
on record, in rows of action `cut`, so that nobody can pass a change off as such.
"""

from collections.abc import Iterable, Sequence
from contextlib import closing
from hashlib import blake2b
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, text

SALT_BYTES = 16
BYTES = 32
CUT = "cut"
WORDS = ("at", "actor", "action", "target", "before", "after")


class Chain(Struct, frozen=True):
    """How many rows hold, up to the `head` (hexadecimal, empty without rows), and why the next one does not. `seen`: the head
    that was asked for stands in it."""

    rows: int
    head: str
    broken: str | None
    seen: bool


def sealed(salt: bytes, row: Sequence[Any]) -> bytes:
    """The seal of a row with these `WORDS`."""
    return blake2b(salt + msgspec.json.encode(row), digest_size=BYTES).digest()


def chained(before: bytes | None, seal: bytes) -> bytes:
    """The chain of a row after one with the chain `before`; None for the first."""
    return blake2b((before or b"") + seal, digest_size=BYTES).digest()


def verify(tx: Connection, noted: str = "") -> Chain:
    """The whole audit, read once from its first row. `noted` is a head that somebody wrote down: rows that are taken away from
    the end break nothing, and are found by that alone."""
    with closing(tx.execute(text(_ROWS).execution_options(yield_per=1_000))) as rows:
        return _verified(rows, noted)


def _verified(rows: Iterable[Any], noted: str) -> Chain:
    chain, held, cut, told, seen = None, 0, 0, 0, not noted
    for row in rows:
        seal = row.seal if row.salt is None else sealed(row.salt, row[1:7])
        chain, before = chained(chain, seal or b""), chain
        if row.chain != chain:
            return Chain(held, _hex(before), f"row {row.id} does not fit the one before it, or what it says", seen)
        held, seen = held + 1, seen or noted == chain.hex()
        cut += row.salt is None
        if row.action == CUT and row.salt is not None and str(row.after).isdecimal():
            told += int(row.after)
    broken = None if cut == told else f"{cut} rows have lost words, and {told} are on record to have"
    return Chain(held, _hex(chain), broken, seen)


def head(tx: Connection) -> str:
    """The chain of the newest row, in hexadecimal; empty without rows."""
    return _hex(tx.execute(text("SELECT chain FROM audit ORDER BY id DESC LIMIT 1")).scalar())


def cut(tx: Connection, rows: Iterable[Any], changed: Sequence[str]) -> int:
    """Puts these rows (of the audit, with other words in the columns `changed`) in the place of what they said. Returns how
    many: whoever cuts records that, by an entry of action `CUT`, in the same transaction."""
    news = ", ".join(f"{name} = :{name}" for name in changed)
    statement = text(f"UPDATE audit SET {news}, salt = NULL, seal = :seal WHERE id = :id")
    done = 0
    for row in rows:
        salt = tx.execute(text(_SEALED), {"id": row["id"]}).one()
        seal = salt.seal if salt.salt is None else sealed(salt.salt, salt[2:])
        tx.execute(statement, {"id": row["id"], "seal": seal, **{name: row[name] for name in changed}})
        done += salt.salt is not None
    return done


def _hex(chain: bytes | None) -> str:
    return chain.hex() if chain else ""


_SEALED = f"SELECT salt, seal, {', '.join(WORDS)} FROM audit WHERE id = :id"
_ROWS = f"SELECT id, {', '.join(WORDS)}, salt, seal, chain FROM audit ORDER BY id"
