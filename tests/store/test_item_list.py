"""Items as a list, on both databases: what each filter shows, and that pages hold each item once."""

import pytest

from store import Store
from store.item_list import Wanted, listed
from tests.store.samples import ISSUES, OKRS, goal, item, pull
from tests.store.test_facts import link


def keys(store: Store, wanted: Wanted, size: int = 2) -> list[str]:
    """Of all pages."""
    found: list[str] = []
    after: int | None = 0
    with store.read() as tx:
        while after is not None:
            page, after = listed(tx, wanted, size, after)
            found += [each.key for each in page]
    return found


def filled(store: Store) -> None:
    pull(store, goal("O-1"), goal("O-2"), stream=OKRS)
    pull(
        store,
        item(1, title="Straße 100% fertig"),
        item(2, title="KELVIN_scale"),
        item(3, title="secret words", narrow=True),
        item(4, kind="thread"),
        item(5),
        stream=ISSUES,
    )
    link(store, {1: "O-1", 2: "O-2", 5: None})


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (Wanted(), [1, 2, 3, 4, 5]),
        (Wanted(goals=("O-1",)), [1]),
        (Wanted(goals=("O-1", "O-2")), [1, 2]),
        (Wanted(unlinked=True), [3, 4]),
        (Wanted(unlinked=True, kind="issue"), [3]),
        (Wanted(words="STRASSE 100%"), [1]),
        (Wanted(words="kelvin_"), [2]),
        (Wanted(words="secret"), []),
        (Wanted(words="private pay-3"), [3]),
        (Wanted(container="ELSE"), []),
    ],
)
def test_what_is_wanted_is_listed_once(store: Store, wanted: Wanted, numbers: list[int]) -> None:
    filled(store)
    assert keys(store, wanted) == [f"PAY-{number}" for number in numbers]
