"""What is wrong with a database, and how to mend it (P20): its pages, its schema, facts about nothing, the chained audit."""

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct
from sqlalchemy import Connection, text

from store import engine, seals
from store.engine import Store, revision
from store.tables import Row

MOST = 5  # complaints of one kind that are told
LONG_LOG = 256_000_000  # bytes; sixteen times as much as the writer lets stand when nobody hinders it
RESTORE = "stop the hub, then `fairlead restore FILE` puts a backup in its place"
REBUILT = "`fairlead map --all`, then `fairlead reconcile` make these rows anew"


class Complaint(Struct, frozen=True):
    """What is wrong, and what to do about it."""

    what: str
    mend: str


class Size(Struct, frozen=True):
    """Of a table with its indexes, in bytes; 0 where this SQLite cannot say."""

    table: str
    rows: int
    bytes: int


def complaints(store: Store) -> list[Complaint]:
    """Nothing is changed. Of a database of which pages are damaged nothing else is asked."""
    try:
        with store.read() as tx:
            broken = list(_pages(tx))
            if broken or revision(tx) != engine.REVISION:
                return broken or [_foreign(revision(tx))]
            log = list(_log(store.file))
            return [found for check in (_schema, _orphans, _audit) for found in check(tx)] + log
    except engine.StoreError as error:
        return [Complaint(str(error), RESTORE)]


def sizes(tx: Connection) -> list[Size]:
    """The largest first."""
    known = dict(_bytes(tx))
    names = [str(table.name) for table in Row.metadata.sorted_tables]
    found = [
        Size(each, tx.execute(text(f'SELECT count(*) FROM "{each}"')).scalar_one(), known.get(each, 0))
        for each in names
    ]
    return sorted(found, key=lambda size: (-size.bytes, size.table))


def _pages(tx: Connection) -> Iterator[Complaint]:
    """Indexes are compared with their tables too, unlike by the quick look before each apply."""
    if tx.dialect.name == "sqlite":
        for row in tx.execute(text(f"PRAGMA integrity_check({MOST})")):
            if row[0] != "ok":
                yield Complaint(f"the file is damaged: {' '.join(row[0].split())}", RESTORE)


def _foreign(found: str | None) -> Complaint:
    return Complaint(
        f"its schema is {found or 'none'}, and this version has {engine.REVISION}", "`fairlead db upgrade`"
    )


def _schema(tx: Connection) -> Iterator[Complaint]:
    """Against what the tables say, and against what guards the record of what was done."""
    from alembic.autogenerate import compare_metadata  # takes longer to import than most commands run
    from alembic.runtime.migration import MigrationContext

    context = MigrationContext.configure(tx, opts={"compare_type": True})
    for difference in compare_metadata(context, Row.metadata)[:MOST]:
        yield Complaint(f"the schema differs from that of this version: {_words(difference)}", RESTORE)
    guards = set(tx.execute(text(_GUARDS[tx.dialect.name])).scalars())
    for guard in sorted(_GUARDED[tx.dialect.name] - guards):
        yield Complaint(f"the trigger {guard} is gone, which keeps the record of what was done", RESTORE)


def _words(difference: object) -> str:
    """Of what Alembic found: `add_index audit_by_moment`, without the values of a whole table."""
    first = difference[0] if isinstance(difference, list) else difference
    parts = first if isinstance(first, tuple) else (first,)
    return " ".join(str(getattr(part, "name", part)) for part in parts if part is not None)[:200]


def _orphans(tx: Connection) -> Iterator[Complaint]:
    for said, query, mend in _ORPHANS:
        found = tx.execute(text(f"SELECT count(*) FROM {query}")).scalar_one()
        if found:
            yield Complaint(f"{found:,} {said}", mend)


def _audit(tx: Connection) -> Iterator[Complaint]:
    if broken := seals.verify(tx).broken:
        yield Complaint(f"the audit was changed: {broken}", "find out who did; a backup from before has it as it was")


def _log(file: Path | None) -> Iterator[Complaint]:
    log = file.with_name(f"{file.name}-wal") if file else None
    if log and log.exists() and (size := log.stat().st_size) > LONG_LOG:
        yield Complaint(
            f"the write-ahead log has grown to {size / 1e6:,.0f} MB, because somebody has read for very long",
            "end the command that still reads; the next write folds the log in",
        )


def _bytes(tx: Connection) -> Iterator[tuple[str, int]]:
    if tx.dialect.name == "sqlite" and not tx.execute(text(_HAS_SIZES)).scalar_one():
        return
    for name, size in tx.execute(text(_SIZES[tx.dialect.name])):
        yield str(name), int(size)


def _without(column: str, table: str, of: str, key: str) -> str:
    return f"{table} t WHERE t.{column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {of} o WHERE o.{key} = t.{column})"


_KEPT = ("goal_items", "marks", "title_keys", "quotes", "journeys", "efforts", "finished")
_OF_ITEMS = ("item_versions", "item_names", "item_refs", "links", "manual_links", "disputes")
_ORPHANS: tuple[tuple[str, str, str], ...] = (
    *(
        (f"rows of {each} are of items that are none", _without("item_id", each, "items", "id"), RESTORE)
        for each in _OF_ITEMS
    ),
    *(
        (f"rows of {each} are of items that are none", _without("item_id", each, "items", "id"), REBUILT)
        for each in _KEPT
    ),
    (
        "decisions are about findings that are none",
        _without("fingerprint", "handlings", "findings", "fingerprint"),
        RESTORE,
    ),
    ("goals have no version", _without("key", "goals", "goal_versions", "goal"), RESTORE),
    (
        "items are of streams that are none",
        _without("stream", "items", "streams", "number"),
        "`fairlead sync` reads them anew",
    ),
)
_GUARDS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}
_GUARDED = {
    "sqlite": {"audit_no_delete", "audit_no_update", "writes_no_delete"},
    "postgresql": {"audit_only_added", "writes_only_added"},
}
_HAS_SIZES = "SELECT sqlite_compileoption_used('ENABLE_DBSTAT_VTAB')"
_SIZES = {
    "sqlite": "SELECT m.tbl_name, sum(s.pgsize) FROM dbstat s JOIN sqlite_master m ON m.name = s.name GROUP BY m.tbl_name",
    "postgresql": "SELECT relname, pg_total_relation_size(relid) FROM pg_stat_user_tables WHERE schemaname = current_schema()",
}
