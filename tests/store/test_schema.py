"""The schema of a migrated database is the one that the tables say."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from scripts.write_schema import statements
from store import Store
from store.engine import REVISION
from store.migrations import config
from store.schema import END
from store.tables import Row
from tests.store.conftest import NewUrl


def test_the_migrated_schema_is_the_one_of_the_tables(store: Store) -> None:
    with store.read() as tx:
        context = MigrationContext.configure(tx, opts={"compare_type": True})
        assert compare_metadata(context, Row.metadata) == []


def test_a_new_database_is_what_the_migrations_make(new_url: NewUrl) -> None:
    for kind in ("sqlite", "postgresql"):
        engine = create_engine(new_url(kind).replace("postgresql://", "postgresql+psycopg://"))
        script = (Path(__file__).parents[2] / "store" / "schema" / f"{kind}.sql").read_text()
        assert "".join(f"{statement}{END}" for statement in statements(engine)) == script


def test_the_code_names_the_newest_migration() -> None:
    assert ScriptDirectory.from_config(config()).get_heads() == [REVISION]
