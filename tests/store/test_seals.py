"""The audit is chained (S23): whoever changes it, past whatever guards it, is found out at the row."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError

from store import Store, StoreError, audit, seals
from tests.store.samples import NOW

TAMPERED = {
    "an actor": "UPDATE audit SET actor = 'nobody' WHERE id = 3",
    "a moment": "UPDATE audit SET at = at + 1 WHERE id = 3",
    "words that were none": "UPDATE audit SET before = '' WHERE id = 3",
    "words moved to the next column": "UPDATE audit SET action = 'linkedx', target = '-3' WHERE id = 3",
    "a row is gone": "DELETE FROM audit WHERE id = 3",
    "a salt is gone": "UPDATE audit SET salt = NULL WHERE id = 3",
    "a row is made up": "INSERT INTO audit (id, at, actor, action, target, chain) VALUES (9, 1, 'a', 'b', 'c', x'00')",
}


def filled(store: Store, rows: int = 5) -> None:
    for number in range(1, rows + 1):
        with store.write() as tx:
            audit.record(tx, NOW, "ann@example.com", "linked", f"x-{number}", None, "O-1")


def verified(store: Store, noted: str = "") -> seals.Chain:
    with store.read() as tx:
        return seals.verify(tx, noted)


def tampered(file: Path, *deeds: str) -> None:
    """By somebody who has the file, and takes the guards away first."""
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as tx:
        for trigger in ("audit_no_update", "audit_no_delete"):
            tx.execute(text(f"DROP TRIGGER {trigger}"))
        for deed in deeds:
            tx.execute(text(deed))
    engine.dispose()


def test_what_was_only_added_to_holds(store: Store) -> None:
    assert verified(store) == seals.Chain(0, "", None, seen=True)
    filled(store)
    first = verified(store)
    assert (first.rows, first.broken, len(first.head)) == (5, None, 64)
    filled(store, 1)
    assert verified(store, first.head).seen
    assert not verified(store, "ab" * 32).seen


def test_writers_side_by_side_make_one_chain(url: str) -> None:
    stores = [Store.open(url), Store.open(url)]
    threads = [threading.Thread(target=filled, args=(store, 6)) for store in stores for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (verified(stores[0]).rows, verified(stores[0]).broken) == (36, None)
    for store in stores:
        store.close()


@pytest.mark.parametrize("deed", TAMPERED.values(), ids=TAMPERED)
def test_the_first_row_that_does_not_fit_is_named(database_file: Path, deed: str) -> None:
    store = Store.open(f"sqlite:///{database_file}")
    filled(store)
    tampered(database_file, deed)
    found = verified(store)
    number = {"DELETE": 4, "INSERT": 9}.get(deed.split()[0], 3)
    assert found.broken == f"row {number} does not fit the one before it, or what it says"
    assert found.rows == (5 if number == 9 else 2)
    store.close()


def test_rows_that_are_taken_from_the_end_are_missed_by_who_noted_the_head(database_file: Path) -> None:
    store = Store.open(f"sqlite:///{database_file}")
    filled(store)
    noted = verified(store).head
    tampered(database_file, "DELETE FROM audit WHERE id > 3")
    assert (verified(store).broken, verified(store, noted).seen) == (None, False)
    store.close()


def test_words_may_go_and_the_chain_still_holds(store: Store) -> None:
    filled(store)
    with store.write() as tx:
        first = tx.execute(text("SELECT min(id) FROM audit")).scalar_one() - 1
        rows = [{"id": first + each, "actor": "erased-1"} for each in (2, 4)]
        assert seals.cut(tx, rows, ["actor"]) == 2
        assert seals.cut(tx, rows, ["actor"]) == 0
        audit.record(tx, NOW, "bob", seals.CUT, "a person was erased", None, "2")
    assert (verified(store).rows, verified(store).broken) == (6, None)
    with store.read() as tx:
        actors = [row.actor for row in tx.execute(text("SELECT actor FROM audit ORDER BY id"))]
    assert [actor for actor in actors if actor != "ann@example.com"] == ["erased-1", "erased-1", "bob"]


def test_words_that_went_and_nobody_said_so_are_noticed(database_file: Path) -> None:
    store = Store.open(f"sqlite:///{database_file}")
    filled(store)
    with store.write() as tx:
        seals.cut(tx, [{"id": 2, "actor": "erased-1"}, {"id": 4, "actor": "erased-1"}], ["actor"])
    assert verified(store).broken == "2 rows have lost words, and 0 are on record to have"
    store.close()


def deeds() -> dict[str, Callable[[Connection], object]]:
    def deed(statement: str) -> Callable[[Connection], object]:
        return lambda tx: tx.execute(text(statement))

    return {
        each: deed(f"UPDATE audit SET salt = NULL, {each}")
        for each in (
            "seal = NULL",
            "seal = chain, at = 1",
            "seal = chain, action = 'x'",
            "seal = chain, chain = substr(chain, 2)",
        )
    }


@pytest.mark.parametrize("deed", deeds().values(), ids=deeds())
def test_nothing_else_may_be_changed(store: Store, deed: Callable[[Connection], object]) -> None:
    filled(store, 1)
    with pytest.raises((DBAPIError, StoreError), match="only added"), store.write() as tx:
        deed(tx)


def test_a_row_that_says_no_number_of_cut_rows_accounts_for_none(store: Store) -> None:
    with store.write() as tx:
        audit.record(tx, NOW, "mallory", seals.CUT, "x", None, "many")
        audit.record(tx, NOW, "mallory", seals.CUT, "x", None, None)
        assert seals.verify(tx).broken is None
