"""Both databases, for every test that asks for `store`."""

from collections.abc import Callable, Iterator
from contextlib import closing
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


@pytest.fixture(scope="session")
def emptied(lasting: str) -> Callable[[], str]:
    """The URL of that database with nothing in it, again and again within one test."""

    def url() -> str:
        with closing(Store.open(lasting)) as store:
            _empty(store)
        return lasting

    return url


def _empty(store: Store) -> None:
    """No key refers to another table, so any order will do. To truncate takes ten times longer than to delete."""
    rest = [table.name for table in Row.metadata.sorted_tables if table.name not in ONLY_ADDED]
    with store.write() as tx:
        tx.exec_driver_sql("; ".join(f"DELETE FROM {name}" for name in rest))
        if tx.execute(text("SELECT count(last_value) FROM pg_sequences")).scalar_one():
            tx.execute(text(f"TRUNCATE {', '.join(ONLY_ADDED)} RESTART IDENTITY"))


@pytest.fixture
def database_file(tmp_path: Path) -> Path:
    return tmp_path / "fairlead.db"


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database to copy."""
    path = tmp_path_factory.mktemp("empty") / "fairlead.db"
    Store.open(f"sqlite:///{path}").close()
    return path
