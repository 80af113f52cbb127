"""What queries look at, and how their values and faults are kept."""

from core.links import Link
from core.records import Reading
from core.times import millis
from store import Store, linking
from store.links import save_links
from store.queried import SOURCE, bad_queries, keep, last_values, linked_items
from tests.store.samples import DAY, NOW, OKRS, goal, item, pull


def value(back: int, number: float) -> Reading:
    day = (NOW - back * DAY).date()
    return Reading(source=SOURCE, id=f"KR-1/{day}", subject="KR-1", at=day, place="OKRs!P3", value=number)


def test_values_are_kept_and_faults_go_when_they_are_mended(store: Store) -> None:
    pull(store, goal("KR-1"), stream=OKRS)
    place = ("sheets", "OKRs!P3")
    with store.write() as tx:
        keep(tx, [value(3, 1.0), value(1, 2.0)], {place: "no", ("sheets", "OKRs!P4"): "no"}, millis(NOW))
        assert last_values(tx, ["KR-1", "KR-2"]) == {"KR-1": 2.0}
        keep(tx, [value(1, 4.0)], {place: "still no"}, millis(NOW + DAY))
        assert last_values(tx, ["KR-1", "KR-2"]) == {"KR-1": 4.0}
        assert bad_queries(tx) == {place: "still no"}
        keep(tx, [], {}, millis(NOW + DAY))
        assert bad_queries(tx) == {}


def test_items_are_those_that_are_linked_and_there(store: Store) -> None:
    pull(store, item(1), item(2), item(3, kind="thread"), item(4))
    links = [
        Link(source="jira", item=f"PAY-{n}", goal=key, via="rule") for n, key in ((1, "KR-1"), (3, "KR-1"), (4, "KR-2"))
    ]
    with store.write() as tx:
        covered = [each.id for part in linking.to_link(tx, everything=True) for each in part]
        save_links(tx, links, covered, NOW)
        assert list(linked_items(tx, ["KR-1"]).values()) == [["KR-1"]]
        assert linked_items(tx, []) == {}
