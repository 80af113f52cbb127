"""A hub moves from one database to another with nothing lost."""

from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from core.records import Change
from store import Store, StoreError, audit, meta, pulls, seals
from store.care.copying import copy
from store.export import canonical
from store.tables import Row
from tests.store.conftest import NewUrl
from tests.store.samples import DAY, ISSUES, NOW, OKRS, account, activity, facet, goal, item, pull

WAYS = [("sqlite", "postgresql"), ("postgresql", "sqlite"), ("sqlite", "sqlite")]


def fill(url: str) -> None:
    """Texts that are hard to carry, numbers that are, and rows in as many tables as pulls fill."""
    hard = "tab\there, line\nthere, \\N \\ 'quoted' \"twice\" \N{SNOWMAN} \N{LEFT-TO-RIGHT OVERRIDE} \\x00"
    changes = (Change(NOW - DAY, "status", "To Do", "In Progress"),)
    with closing(Store.open(url)) as store:
        pull(store, *(item(n, title=hard, changes=changes, text=hard, narrow=n % 2 == 0) for n in range(20)))
        pull(store, *(activity(n, hours=0.1 + 0.2 * n) for n in range(20)), account("ana"), facet(3), facet(99))
        pull(store, goal("O-1"), goal("KR-1.1", parent="O-1", target=1 / 3), stream=OKRS)
        with store.write() as tx:
            meta.put(tx, "a", "")
            pulls.failed(tx, "jira", ISSUES, NOW, hard)
            for number in range(5):
                audit.record(tx, NOW, "ann", "linked", f"x-{number}", None, hard)


def dump(url: str) -> list[str]:
    with closing(Store.open(url)) as store, store.read() as tx:
        return list(canonical(tx))


@pytest.fixture(params=WAYS, ids=lambda way: " to ".join(way))
def way(request: pytest.FixtureRequest, new_url: NewUrl) -> tuple[str, str]:
    source, target = map(new_url, request.param)
    fill(source)
    return source, target


def test_all_is_there_and_goes_on(way: tuple[str, str]) -> None:
    source, target = way
    told: list[tuple[str, int, int]] = []
    with closing(Store.open(source)) as old, closing(Store.reach(target)) as new:
        counts = copy(old, new, lambda *step: told.append(step))
    assert {table.name for table in Row.metadata.sorted_tables} == set(counts)
    assert sum(1 for rows in counts.values() if rows) > 10
    assert {table: done for table, done, whole in told if done == whole} == counts
    assert dump(target) == dump(source) != []
    with closing(Store.open(target)) as store:
        with store.read() as tx:
            before = seals.verify(tx)
        with store.write() as tx:
            audit.record(tx, NOW, "bob", "linked", "x-9")
        with store.read() as tx:
            after = seals.verify(tx)
    assert (before.rows, before.broken, after.rows, after.broken) == (5, None, 6, None)


def test_nothing_is_copied_over_something(new_url: NewUrl) -> None:
    source, target = new_url("sqlite"), new_url("sqlite")
    fill(source)
    with closing(Store.open(target)) as store:
        pull(store, item(1))
    with closing(Store.open(source)) as old:
        with closing(Store.reach(target)) as new, pytest.raises(StoreError, match="is not empty: item_names has rows"):
            copy(old, new, lambda *_: None)
        with closing(Store.reach(source)) as new, pytest.raises(StoreError, match="name another one"):
            copy(old, new, lambda *_: None)
    assert len(dump(target)) < len(dump(source))


def test_nothing_is_copied_under_a_hub_that_is_at_work(new_url: NewUrl) -> None:
    source, target = new_url("sqlite"), new_url("sqlite")
    refused = pytest.raises(StoreError, match="cannot be copied while another Fairlead has it open")
    with closing(Store.open(source)) as old, closing(Store.open(source)), closing(Store.reach(target)) as new, refused:
        copy(old, new, lambda *_: None)


@pytest.mark.parametrize(
    "spoilt", ["meta BEGIN UPDATE meta SET value = 'b' WHERE key = 'a'", "activities BEGIN DELETE FROM activities"]
)
def test_a_copy_that_differs_is_not_kept(new_url: NewUrl, spoilt: str) -> None:
    """Somebody's trigger in the target changes what comes."""
    source, target = new_url("sqlite"), new_url("sqlite")
    fill(source)
    with closing(Store.open(target)) as store, store.write() as tx:
        tx.execute(text("DELETE FROM meta"))
        tx.execute(text(f"CREATE TRIGGER spoil AFTER INSERT ON {spoilt}; END"))
    with closing(Store.open(source)) as old, closing(Store.reach(target)) as new:
        with pytest.raises(StoreError, match="what stands in the copy is not what was read"):
            copy(old, new, lambda *_: None)
        with new.read() as tx:
            assert tx.execute(text("SELECT count(*) FROM items")).scalar_one() == 0


def test_a_copy_that_is_killed_leaves_an_empty_target(new_url: NewUrl, tmp_path: Path) -> None:
    source, target = new_url("sqlite"), f"sqlite:///{tmp_path / 'target.db'}"
    fill(source)

    def dies(table: str, *_: int) -> None:
        if table == "links":
            raise KeyboardInterrupt

    with closing(Store.open(source)) as old:
        with closing(Store.reach(target)) as new, pytest.raises(KeyboardInterrupt):
            copy(old, new, dies)
        with closing(Store.reach(target)) as new:
            copy(old, new, lambda *_: None)
    assert dump(target) == dump(source)
