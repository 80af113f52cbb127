"""Since when rows are kept, and by which definitions: another version of the hub may make other rows of the same tables."""

from sqlalchemy import Connection, text

from core.journey import Journey
from core.likeness import found_by
from store import meta
from store.encoding import digest
from store.flow import WORK
from store.kept import definitions

KEY = "kept since"
DIALECTS = ("sqlite", "postgresql")
_QUERIES = (
    definitions.goal_items(some=False),
    definitions.TALLIES,
    definitions.marks(some=False),
    definitions.quotes(0, some=False),
    WORK,
    str(Journey.__struct_fields__),
    *map(str, sorted(found_by("[A-1] Öffne the first of 2 examples"))),
    *(definitions.finished(dialect, 0, some=False) for dialect in DIALECTS),
    *(definitions.divided(dialect, some=False) for dialect in DIALECTS),
    definitions.efforts(0, some=False),
)
DEFINED = digest("\n".join(_QUERIES).encode()).hex()


def kept_since(tx: Connection) -> int | None:
    """The UTC day (counted from 1970) from which effort is kept. None: nothing is kept, or what other definitions made."""
    day, _, made_by = (meta.get(tx, KEY) or "").partition(" ")
    return int(day) if made_by == DEFINED else None


def keep_since(tx: Connection, day: int) -> None:
    meta.put(tx, KEY, f"{day} {DEFINED}")


def keep_nothing(tx: Connection) -> None:
    tx.execute(text("DELETE FROM meta WHERE key = :key"), {"key": KEY})
