"""Migrations, shipped with the package and run when a database is opened, each in one transaction."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from store.engine import StoreError


def config(tx: Connection | None = None) -> Config:
    settings = Config(attributes={"connection": tx})
    settings.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return settings


def upgrade(tx: Connection) -> None:
    """The schema of this version, or StoreError if a newer Fairlead has been here."""
    settings = config(tx)
    known = {script.revision for script in ScriptDirectory.from_config(settings).walk_revisions()}
    found = MigrationContext.configure(tx).get_current_heads()
    if not known.issuperset(found):
        raise StoreError(
            f"the database was written by a newer Fairlead (schema {', '.join(found)}); "
            "install that version again, or put a backup from before the upgrade in its place"
        )
    command.upgrade(settings, "head")
