"""Both databases, for every test that asks for `store`."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from store import Store
from store.tables import Row
from tests.databases import NewUrl

__all__ = ["NewUrl"]

DATABASES = ("sqlite", "postgresql")
ONLY_ADDED = ("audit", "writes")


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
