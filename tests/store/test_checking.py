"""What is wrong with a database is found before anything is written outside, and the mend is named (P20)."""

import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import copy

import pytest
from sqlalchemy import text

from store import Store, StoreError, audit
from store.care.checking import complaints, sizes
from store.tables import Row
from tests.store.conftest import NewUrl
from tests.store.samples import NOW, activity, goal, item, pull

PAGE = 8_192
WRONG = {
    "INSERT INTO item_refs VALUES ('x', 99)": "1 rows of item_refs are of items that are none. stop the hub",
    "INSERT INTO finished VALUES (99, 1, '', '', 1, 1, true)": "1 rows of finished are of items that are none. `fairlead map",
    "DELETE FROM goal_versions": "1 goals have no version. stop the hub",
    "DELETE FROM streams WHERE connector = 'jira'": "2 items are of streams that are none. `fairlead sync`",
    "DROP INDEX items_by_key": "the schema differs from that of this version: add_index items_by_key. stop the hub",
    "DROP TABLE quarantine": "the schema differs from that of this version: add_table quarantine. stop the hub",
    "UPDATE alembic_version SET version_num = '0000'": "its schema is 0000, and this version has",
}


def filled(url: str) -> Store:
    store = Store.open(url)
    pull(store, item(1), item(2), activity(1), goal("O-1"))
    with store.write() as tx:
        audit.record(tx, NOW, "ann", "linked", "x")
    return store


def said(store: Store) -> list[str]:
    return [f"{each.what}. {each.mend}" for each in complaints(store)]


def test_nothing_is_wrong_with_one_that_is_well(store: Store) -> None:
    assert complaints(store) == []
    pull(store, item(1), item(2), activity(1), goal("O-1"))
    assert complaints(store) == []
    with store.read() as tx:
        found = sizes(tx)
    assert {size.table for size in found} == {table.name for table in Row.metadata.sorted_tables}
    assert {size.table: size.rows for size in found}["items"] == 2
    assert all(size.bytes > 0 for size in found)


@pytest.mark.parametrize("wrong", WRONG)
def test_each_thing_that_is_wrong_is_told_with_its_mend(database_file: Path, wrong: str) -> None:
    with closing(filled(f"sqlite:///{database_file}")) as store:
        with store.write() as tx:
            tx.execute(text(wrong))
        assert [each for each in said(store) if each.startswith(WRONG[wrong])]


def test_a_guard_that_is_gone_and_a_changed_record_are_told(new_url: NewUrl) -> None:
    for kind, trigger in (("sqlite", "audit_no_update"), ("postgresql", "audit_only_added ON audit")):
        with closing(filled(new_url(kind))) as store:
            with store.write() as tx:
                tx.execute(text(f"DROP TRIGGER {trigger}"))
                tx.execute(text("UPDATE audit SET actor = 'bob'"))
            first, second = said(store)
            assert first.startswith(f"the trigger {trigger.split()[0]} is gone")
            assert second.startswith("the audit was changed: row 1 does not fit")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of many pages, folded into one file."""
    path = tmp_path_factory.mktemp("whole") / "fairlead.db"
    with closing(Store.open(f"sqlite:///{path}")) as store:
        pull(store, *(item(number) for number in range(700)), *(activity(number) for number in range(700)))
    return path


def flips(whole: Path) -> Iterator[tuple[int, int]]:
    """A place in each of 50 pages, and what to flip there: in the head of the page, where SQLite says what it is."""
    rng, pages = random.Random(3), whole.stat().st_size // PAGE
    assert pages > 60
    for page in rng.sample(range(1, pages), 50):
        yield page * PAGE, 0xFF


def test_a_byte_flipped_in_any_of_50_pages_is_found_by_the_look_before_a_write(whole: Path, tmp_path: Path) -> None:
    path = Path(copy(whole, tmp_path / "flipped.db"))
    for place, flip in flips(whole):
        with path.open("r+b") as file:
            file.seek(place)
            (byte,) = file.read(1)
            file.seek(place)
            file.write(bytes([byte ^ flip]))
        with (
            pytest.raises(StoreError, match=r"damaged.*`fairlead restore FILE`"),
            closing(Store.reach(f"sqlite:///{path}")) as store,
        ):
            store.check()
        with closing(Store.reach(f"sqlite:///{path}")) as store:
            assert "`fairlead restore FILE`" in said(store)[0], place
        with path.open("r+b") as file:
            file.seek(place)
            file.write(bytes([byte]))
    with closing(Store.open(f"sqlite:///{path}")) as store:
        store.check()
