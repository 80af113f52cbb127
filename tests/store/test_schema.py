"""The schema of a migrated database is the one that the tables say."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from store import Store
from store.engine import REVISION
from store.migrations import config
from store.tables import Row


def test_the_migrated_schema_is_the_one_of_the_tables(store: Store) -> None:
    with store.read() as tx:
        context = MigrationContext.configure(tx, opts={"compare_type": True})
        assert compare_metadata(context, Row.metadata) == []


def test_the_code_names_the_newest_migration() -> None:
    assert ScriptDirectory.from_config(config()).get_heads() == [REVISION]
