"""Migrations, shipped with the package and run by `store.care.upgrading`, each time all that are missing in one transaction."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

FOLDER = Path(__file__).parent
VERSIONS: tuple[Path, ...] = (FOLDER / "versions",)


def config(tx: Connection | None = None) -> Config:
    settings = Config(attributes={"connection": tx})
    settings.set_main_option("script_location", _escaped(FOLDER))
    settings.set_main_option("path_separator", "newline")
    settings.set_main_option("version_locations", "\n".join(map(_escaped, VERSIONS)))
    return settings


def known() -> set[str]:
    """The revisions that this version of the hub has heard of."""
    return {script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()}


def upgrade(tx: Connection) -> None:
    """To the schema of this version, inside the transaction."""
    command.upgrade(config(tx), "head")


def _escaped(path: Path) -> str:
    return str(path).replace("%", "%%")
