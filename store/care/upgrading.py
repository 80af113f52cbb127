"""From the schema of an older version to that of this one (P30): a snapshot first, then all of it in one transaction."""

from pathlib import Path

from msgspec import Struct
from sqlalchemy import Connection

from store import engine, migrations
from store.care.backup import snapshot
from store.engine import Store, StoreError, revision
from store.schema import create


class Upgraded(Struct, frozen=True):
    """Revisions of the schema before (None: there was nothing) and after; `snapshot` is the file that holds what was before."""

    before: str | None
    after: str
    snapshot: Path | None = None


def upgrade(store: Store, *, snapshots: bool = True, asked: bool = True) -> Upgraded:
    """StoreError when a newer version wrote it, when somebody else has it open, and on PostgreSQL where nobody `asked` for it,
    or a snapshot is wanted that only its own tools can make. Whatever dies, the schema is the old or the new one."""
    with store.read() as tx:
        found = revision(tx)
    if found == engine.REVISION:
        return Upgraded(found, found)
    insist_on_known(found)
    _insist_on_asked(store, found, snapshots=snapshots, asked=asked)
    with store.whole("upgraded"), store.write(durable=True) as tx:
        return _upgraded(store, tx, revision(tx), snapshots)


def insist_on_known(found: str | None) -> None:
    """StoreError for a schema that only a newer version knows."""
    if found not in {None, *migrations.known()}:
        raise StoreError(
            f"the database was written by a newer Fairlead (schema {found}, this one knows up to {engine.REVISION}); install "
            "that version again, or `fairlead restore` a snapshot from before the upgrade: it lies beside the database"
        )


def _upgraded(store: Store, tx: Connection, found: str | None, snapshots: bool) -> Upgraded:
    if found is None:
        create(tx)
        return Upgraded(None, engine.REVISION)
    kept = snapshot(store, found) if snapshots and store.file else None
    migrations.upgrade(tx)
    return Upgraded(found, engine.REVISION, kept)


def _insist_on_asked(store: Store, found: str | None, *, snapshots: bool, asked: bool) -> None:
    if store.file or found is None:
        return
    if not asked:
        raise StoreError(
            f"the database has the schema of an older Fairlead ({found}, this one needs {engine.REVISION}): stop all that "
            "work on it, then `fairlead db upgrade`"
        )
    if snapshots:
        raise StoreError(
            "a snapshot of PostgreSQL is made by its own tools: `pg_dump --format=custom --file=fairlead.dump` with the "
            "address of the database, then `fairlead db upgrade --no-snapshot`"
        )
