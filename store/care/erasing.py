"""A person erased from the hub's own database (S24): found by set-based SQL, replaced batch by batch, until nothing is left."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, String, Table, or_, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel.sql.sqltypes import AutoString

from core.erasure import Scrub, Traces
from store import audit, reports, seals
from store.bulk import batches
from store.encoding import digest
from store.engine import Store
from store.tables import Row

BATCH = 200
TEXTS = (String, AutoString)
STANDING = ("intents", "writes")
"""Their texts are compared with what should stand in the tools."""


def traces(tx: Connection, email: str) -> Traces | None:
    """By what this person is known; None for an address of nobody."""
    rows = tx.execute(text(_ACCOUNTS), {"person": email.lower()}).all()
    called = tx.execute(text("SELECT name FROM people WHERE person = :person"), {"person": email.lower()}).scalar()
    names = {name.strip() for name in (called or "", *(row.name for row in rows))}
    emails = {row.email.lower() for row in rows if row.email} - {email.lower()}
    if not rows and called is None and not _stated(tx, email):
        return None
    accounts = tuple(sorted((row.source, row.id) for row in rows))
    return Traces((email.lower(), *sorted(emails)), tuple(sorted(filter(None, names))), accounts)


def count(store: Store, scrub: Scrub) -> dict[str, int]:
    """How many rows of each table name the person."""
    with store.read() as tx:
        counts = {str(table.name): sum(1 for _ in _changes(tx, table, scrub)) for table in Row.metadata.sorted_tables}
    return {table: rows for table, rows in counts.items() if rows}


def erase(store: Store, scrub: Scrub, actor: str, now: datetime) -> None:
    """Writers wait for one batch at a time. What others write meanwhile is looked for again. Kept reports are made anew by the
    next evaluation."""
    with store.write() as tx:
        reports.forget(tx)
    for table in Row.metadata.sorted_tables:
        while True:
            with store.read() as tx:
                found = [old for old, _ in _changes(tx, table, scrub)]
            for part in batches(found, BATCH):
                with store.write() as tx:
                    _shred(tx)
                    _replace(tx, table, [(old, _scrubbed(table, old, scrub)) for old in part], actor, now)
            if not found:
                break


def _changes(tx: Connection, table: Table, scrub: Scrub) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Rows as they are and as they should be."""
    texts = [column for column in table.columns if isinstance(column.type, TEXTS)]
    if not texts:
        return
    named = or_(*(column.icontains(each, autoescape=True) for column in texts for each in scrub.needles))
    for row in tx.execute(select(table).where(named)).mappings().all():
        old = dict(row)
        if (new := _scrubbed(table, old, scrub)) != old:
            yield old, new


def _scrubbed(table: Table, old: dict[str, Any], scrub: Scrub) -> dict[str, Any]:
    """A digest of the row's own data goes with it, so that the next pull finds nothing changed."""
    gone = table.name in STANDING
    new = {name: scrub.text(value, gone=gone) if isinstance(value, str) else value for name, value in old.items()}
    for name in ("base", "data"):
        if "digest" in old and old.get(name) and old["digest"] == digest(old[name].encode()):
            new["digest"] = digest(new[name].encode())
    return new


def _replace(tx: Connection, table: Table, changes: Sequence[tuple[Any, Any]], actor: str, now: datetime) -> None:
    if table.name == "audit":
        columns = ("actor", "target", "before", "after")
        if rows := seals.cut(tx, [new for _, new in changes], columns):
            audit.record(tx, now, actor, seals.CUT, "a person was erased", None, str(rows))
        return
    keys = [column.name for column in table.primary_key.columns]
    for old, new in changes:
        this = [table.columns[name] == old[name] for name in keys]
        if all(old[name] == new[name] for name in keys):
            tx.execute(table.update().where(*this).values({name: new[name] for name in new if new[name] != old[name]}))
        else:
            tx.execute(table.delete().where(*this))
            tx.execute(_INSERT[tx.dialect.name](table).values(new).on_conflict_do_nothing())


def _shred(tx: Connection) -> None:
    """SQLite writes over what it removes, which it does not do by itself everywhere."""
    if tx.dialect.name == "sqlite":
        tx.exec_driver_sql("PRAGMA secure_delete = ON")


def _stated(tx: Connection, email: str) -> bool:
    query = "SELECT 1 FROM statements WHERE kind = 'profile' AND lower(subject) = :email LIMIT 1"
    return bool(tx.execute(text(query), {"email": email.lower()}).scalar())


_ACCOUNTS = "SELECT source, id, name, email FROM accounts WHERE person = :person OR lower(email) = :person"
_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
