"""Records come in once, with their cursor, whatever happens on the way."""

import pytest
from sqlalchemy import text

from core.contract import Stream
from core.records import Change, Record, Rejected, Tombstone
from core.times import millis
from store import Counts, Store, pulls, roster
from store.export import canonical
from tests.store.samples import DAY, ISSUES, NOW, account, activity, finish, goal, item, pull, waiting


def dump(store: Store) -> list[str]:
    with store.read() as tx:
        return list(canonical(tx))


def value(store: Store, query: str) -> object:
    with store.read() as tx:
        return tx.execute(text(query)).scalar()


def test_a_cursor_stands_with_its_records_or_not_at_all(store: Store) -> None:
    def dying() -> None:
        with store.write() as tx:
            pulls.commit(tx, "jira", ISSUES, [item(1)], "first", NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        dying()
    with store.read() as tx:
        assert pulls.cursor(tx, "jira", ISSUES) is None
    assert value(store, "SELECT count(*) FROM items") == 0
    pull(store, item(1))
    with store.read() as tx:
        assert pulls.cursor(tx, "jira", ISSUES) == "cursor"
        assert pulls.cursor(tx, "jira", Stream("issues", "OTHER")) is None


def test_counts_say_what_a_commit_did(store: Store) -> None:
    records: list[Record] = [
        item(1),
        item(2),
        activity(1),
        account("ana"),
        goal("O-1"),
        Rejected(source="jira", place="x", reason="y"),
    ]
    assert pull(store, *records) == Counts(read=6, new=2, activities=1, goals=1, rejected=1)
    assert pull(store, *records) == Counts(read=6, unchanged=2, rejected=1)
    assert pull(store, item(1, title="Moved on"), item(2)) == Counts(read=2, changed=1, unchanged=1)


def test_the_same_records_again_change_nothing(store: Store) -> None:
    records: list[Record] = [item(1, refs=("PAY-2",)), item(2), activity(1), account("ana"), goal("O-1")]
    pull(store, *records)
    before = dump(store)
    with store.write() as tx:
        tx.execute(text("DELETE FROM pending"))
    pull(store, *records, now=NOW + DAY)
    assert dump(store) == before
    assert value(store, "SELECT count(*) FROM pending") == 0


def test_a_moved_item_takes_its_children_and_activities_along(store: Store) -> None:
    pull(store, item(1), item(2, parent="PAY-1"), activity(1, "PAY-1"))
    pull(store, item(1, key="OPS-7"))
    assert value(store, "SELECT parent_key FROM items WHERE key = 'PAY-2'") == "OPS-7"
    assert value(store, "SELECT item_key FROM activities") == "OPS-7"


def test_a_buried_item_is_gone_until_it_comes_back(store: Store) -> None:
    pull(store, item(1), item(2))
    assert pull(store, Tombstone("jira", item(1).id, "deleted")).changed == 1
    assert pull(store, Tombstone("jira", item(1).id, "deleted")).changed == 0
    assert value(store, "SELECT count(*) FROM items WHERE gone_at IS NULL") == 1
    assert pull(store, Tombstone("jira", item(2).id, "deleted"), item(1), item(2)) == Counts(
        read=3, changed=1, unchanged=1
    )
    assert value(store, "SELECT count(*) FROM items WHERE gone_at IS NULL") == 2


def test_history_keeps_what_the_tool_told_and_what_it_did_not(store: Store) -> None:
    born = item(1).created_at
    began = Change(born + DAY, "category", "todo", "doing")
    pull(store, item(1, changes=(began,)))
    pull(store, item(1, changes=(began,), assignee="ana", updated_at=NOW))
    with store.read() as tx:
        rows = tx.execute(
            text("SELECT valid_from, valid_to, category, assignee FROM item_versions ORDER BY valid_from")
        )
        assert [tuple(row) for row in rows] == [
            (millis(born), millis(born + DAY), "todo", None),
            (millis(born + DAY), millis(NOW), "doing", None),
            (millis(NOW), None, "doing", "ana"),
        ]
        assert tx.execute(text("SELECT category_since FROM items")).scalar() == millis(born + DAY)


@pytest.mark.parametrize("poison", ["half \ud800", "nul \0"])
def test_what_no_database_can_keep_stops_nobody_else(store: Store, poison: str) -> None:
    counts = pull(
        store,
        *(item(1), item(2, title=poison), item(3, title=r"the text \u0000 is harmless")),
        *(activity(1), activity(2, kind=poison), account("ana"), account("bo", name=poison)),
        *(goal("O-1"), goal("O-2", title=poison)),
    )
    assert counts == Counts(read=9, new=2, activities=1, goals=1, rejected=4)
    assert value(store, "SELECT count(*) FROM quarantine") == 4
    assert pull(store, item(2)).new == 1
    assert value(store, "SELECT count(*) FROM quarantine") == 3


def test_quarantine_keeps_since_when_and_is_left_when_read_well(store: Store) -> None:
    bad = Rejected(source="jira", place=f"jira issue {item(1).id}", reason="no status", raw="\0" + "x" * 9_000)
    pull(store, bad)
    pull(store, bad, now=NOW + DAY)
    assert value(store, "SELECT since FROM quarantine") == millis(NOW)
    assert value(store, "SELECT length(raw) FROM quarantine") == 2_000
    pull(store, item(1), Rejected(source="jira", place=f"jira issue {item(1).id}", reason="odd date", lost=False))
    assert value(store, "SELECT reason FROM quarantine") == "odd date"
    pull(store, item(1))
    assert value(store, "SELECT count(*) FROM quarantine") == 0


def test_an_exhaustive_pull_to_the_end_empties_the_quarantine_of_its_stream(store: Store) -> None:
    pull(store, Rejected(source="jira", place="A", reason="x"))
    finish(store, ISSUES)
    pull(store, Rejected(source="jira", place="B", reason="x"))
    finish(store, ISSUES, complete=False)
    assert value(store, "SELECT count(*) FROM quarantine") == 2
    finish(store, ISSUES)
    assert value(store, "SELECT count(*) FROM quarantine") == 0


def test_a_failing_stream_remembers_since_when(store: Store) -> None:
    with store.write() as tx:
        pulls.failed(tx, "jira", ISSUES, NOW, "401 at jira.example.com")
        pulls.failed(tx, "jira", ISSUES, NOW + DAY, "401 again")
    assert value(store, "SELECT error_since FROM streams") == millis(NOW)
    finish(store, ISSUES)
    assert value(store, "SELECT error_since FROM streams") is None
    with store.write() as tx:
        assert roster.retire(tx, "jira", [ISSUES]) == 0
        assert roster.retire(tx, "jira", []) == 1


def test_pending_are_the_items_that_changed(store: Store) -> None:
    pull(store, item(1), item(2))
    with store.write() as tx:
        assert waiting(tx) == 2
        tx.execute(text("DELETE FROM pending"))
    pull(store, item(1), item(2, status="Review"))
    with store.read() as tx:
        assert waiting(tx) == 1


def test_what_a_retired_stream_could_not_read_is_nobodys_trouble(store: Store) -> None:
    pull(store, Rejected(source="jira", place="A", reason="x"))
    with store.write() as tx:
        roster.retire(tx, "jira", [])
    assert value(store, "SELECT count(*) FROM quarantine") == 0
