"""Check-ins and series for the detectors: of the window, oldest first, by persons."""

from datetime import date
from typing import Any

from core.records import Reading
from store import Store
from store.facts import facts
from store.readings import readings
from tests.store.samples import NOW, account, pull


def reading(id_: str, at: date, **more: Any) -> Reading:
    return Reading(source="sheets", id=id_, subject="KR-1", at=at, place=f"Check-ins!{id_}", **more)


def told(store: Store, days: int = 400) -> list[str]:
    with store.read() as tx:
        return [each.id for each in readings(tx, NOW, days)]


def test_readings_of_the_window_oldest_first_and_none_that_is_dated_ahead(store: Store) -> None:
    pull(
        store,
        *(reading("ahead", date(2026, 3, 3)), reading("today", date(2026, 3, 2)), reading("b", date(2026, 1, 1))),
        *(reading("a", date(2026, 1, 1)), reading("edge", date(2025, 1, 26)), reading("old", date(2025, 1, 25))),
    )
    assert told(store) == ["edge", "a", "b", "today"]
    assert told(store, 0) == ["today"]


def test_authors_are_persons_where_the_account_is_known(store: Store) -> None:
    pull(
        store,
        account("ana"),
        *(
            reading(author or "-", date(2026, 3, 1), author=author)
            for author in ("jira:ana", "Bo@Example.com", "sheets:Cleo", None)
        ),
    )
    with store.read() as tx:
        found = {each.id: each.author for each in facts(tx, NOW).readings}
    assert found == {
        "jira:ana": "ana@example.com",
        "Bo@Example.com": "bo@example.com",
        "sheets:Cleo": "sheets:Cleo",
        "-": None,
    }
