"""From an older schema to a newer one (P30), with a revision that only this test knows."""

import random
import sqlite3
import time
from contextlib import closing
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path
from shutil import copy

import pytest
from sqlalchemy import text

from store import Store, StoreError, engine, migrations
from store.care.upgrading import Upgraded, upgrade
from tests.seeds import SOAK
from tests.store.conftest import NewUrl
from tests.store.samples import item, pull

NEXT = Path(__file__).with_name("next_version")
KILLS = 100 if SOAK else 5
ITEMS = 300
FORKED = get_context("fork")  # all is imported here already, and no connection is open


@pytest.fixture(scope="module")
def old(empty: Path) -> Path:
    """A database of the present version with something in it."""
    path = empty.with_name("old.db")
    with closing(Store.open(f"sqlite:///{copy(empty, path)}")) as store:
        pull(store, *(item(number) for number in range(ITEMS)))
    return path


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process is of a later version of the hub."""
    monkeypatch.setattr(migrations, "VERSIONS", (*migrations.VERSIONS, NEXT))
    monkeypatch.setattr(engine, "REVISION", "0002")


def schema(path: Path) -> tuple[str, int]:
    """The revision, and how many items there are of it; an error when it is neither the old nor the new one."""
    with closing(sqlite3.connect(path)) as tx:
        (found,) = tx.execute("SELECT version_num FROM alembic_version").fetchone()
        columns = {row[1] for row in tx.execute("PRAGMA table_info(items)")}
        tables = {row[0] for row in tx.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert tx.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert ("weight" in columns, "narrow" in columns, "later" in tables) == {
            "0001": (False, True, False),
            "0002": (True, False, True),
        }[found]
        (items,) = tx.execute("SELECT count(*) FROM items").fetchone()
        return found, items


def snapshots(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.name.startswith("fairlead.db.0001-")]


@pytest.mark.usefixtures("later")
def test_opened_by_a_later_version_it_is_upgraded_after_a_snapshot(old: Path, database_file: Path) -> None:
    Store.open(f"sqlite:///{copy(old, database_file)}").close()
    assert schema(database_file) == ("0002", ITEMS)
    (kept,) = snapshots(database_file.parent)
    assert (schema(kept), kept.stat().st_mode & 0o777) == (("0001", ITEMS), 0o600)
    Store.open(f"sqlite:///{database_file}").close()
    assert snapshots(database_file.parent) == [kept]


@pytest.mark.usefixtures("later")
def test_while_somebody_else_has_it_open_it_stays_as_it_is(old: Path, database_file: Path) -> None:
    url = f"sqlite:///{copy(old, database_file)}"
    with closing(Store.reach(url)):
        with pytest.raises(StoreError, match="cannot be upgraded while another Fairlead has it open"):
            Store.open(url)
        assert schema(database_file) == ("0001", ITEMS)
    Store.open(url).close()
    assert schema(database_file)[0] == "0002"


@pytest.mark.usefixtures("later")
def test_postgresql_is_upgraded_when_somebody_asks(new_url: NewUrl, monkeypatch: pytest.MonkeyPatch) -> None:
    url = new_url("postgresql")
    with monkeypatch.context() as before:
        before.setattr(engine, "REVISION", "0001")
        Store.open(url).close()
    with pytest.raises(StoreError, match=r"older Fairlead \(0001, this one needs 0002\).*`fairlead db upgrade`"):
        Store.open(url)
    with closing(Store.reach(url)) as store, closing(Store.reach(url)) as other:
        with pytest.raises(StoreError, match="pg_dump"):
            upgrade(store)
        with other.read() as tx:
            tx.execute(text("SELECT 1"))
            with pytest.raises(StoreError, match="another Fairlead has it open"):
                upgrade(store, snapshots=False)
    with closing(Store.reach(url)) as store:
        assert upgrade(store, snapshots=False) == Upgraded("0001", "0002")
    Store.open(url).close()


def upgraded_in_its_own_process(url: str, begun: Event) -> None:
    migrations.VERSIONS = (*migrations.VERSIONS, NEXT)
    engine.REVISION = "0002"
    begun.set()
    Store.open(url).close()


def killed(database: Path, after: float | None) -> tuple[float, tuple[str, int]]:
    """An upgrade in a process of its own, killed so many seconds after it began (None: not at all). How long it went on, and
    what it left."""
    begun = FORKED.Event()
    process = FORKED.Process(target=upgraded_in_its_own_process, args=(f"sqlite:///{database}", begun))
    process.start()
    begun.wait()
    began = time.monotonic()
    process.join(after)
    process.kill()
    process.join()
    return time.monotonic() - began, schema(database)


def test_killed_at_any_instant_it_is_the_old_or_the_new_one(old: Path, database_file: Path) -> None:
    """Each is of a database of its own; the first one, which nobody kills, says how long it takes."""
    rng = random.Random(7)
    took, found = killed(Path(copy(old, database_file)), None)
    seen = {found}
    for kill in range(KILLS):
        folder = database_file.parent / str(kill)
        folder.mkdir()
        _, found = killed(Path(copy(old, folder / database_file.name)), rng.uniform(0, 1.2 * took))
        seen.add(found)
        assert {schema(each) for each in snapshots(folder)} <= {("0001", ITEMS)}
    assert seen <= {("0001", ITEMS), ("0002", ITEMS)}
    assert not SOAK or len(seen) == 2
