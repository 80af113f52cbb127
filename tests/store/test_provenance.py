"""Since when an item holds its links, what it held before, and what people said of it."""

from datetime import date

from sqlalchemy import text

from core.links import Choice, Link
from store import Store, choices, provenance
from store.links import save_links
from store.provenance import Saying
from tests.store.samples import DAY, NOW, item, pull


def made(goal: str, share: float = 1.0) -> Link:
    return Link(source="jira", item="PAY-1", goal=goal, via="rule", rule="r", version="v", share=share)


def test_intervals_of_one_item_newest_first_and_references_last(store: Store) -> None:
    pull(store, item(1), item(2))
    with store.write() as tx:
        save_links(tx, [made("O-1")], [1, 2], NOW)
        save_links(tx, [made("O-2", 0.4), made("O-3", 0.6), made("O-9", 0)], [1, 2], NOW + DAY)
        found = provenance.intervals(tx, 1)
        assert provenance.intervals(tx, 2) == []
    assert [(each.goal, each.share, each.since, each.until) for each in found] == [
        ("O-3", 0.6, NOW + DAY, None),
        ("O-2", 0.4, NOW + DAY, None),
        ("O-9", 0.0, NOW + DAY, None),
        ("O-1", 1.0, NOW, NOW + DAY),
    ]
    assert {(each.via, each.rule, each.version, each.actor) for each in found} == {("rule", "r", "v", None)}


def test_a_link_that_stands_is_told_however_often_others_came_and_went(store: Store) -> None:
    pull(store, item(1))
    with store.write() as tx:
        for day in range(provenance.NEWEST + 1):
            save_links(tx, [made("O-1"), made(f"O-{2 + day % 2}", 0)], [1], NOW + day * DAY)
        found = provenance.intervals(tx, 1)
    assert [(each.goal, each.since) for each in found[:2]] == [("O-2", NOW + provenance.NEWEST * DAY), ("O-1", NOW)]
    assert len(found) == provenance.NEWEST


def test_what_people_said_with_who_and_when(store: Store) -> None:
    pull(store, item(1))
    with store.write() as tx:
        number = int(tx.execute(text("SELECT id FROM items")).scalar_one())
        until = date(2026, 1, 1)
        choices.choose(
            tx, number, Choice(shares=(("O-1", 0.6), ("O-2", 0.4)), actor="ana", reason="so", until=until), NOW
        )
        choices.dispute(tx, number, "O-3", "r", "bo", "not ours", NOW + DAY)
        found = provenance.sayings(tx, number)
    chosen = {"disputed": False, "actor": "ana", "reason": "so", "at": NOW, "until": until}
    assert found == [
        Saying(goal="O-1", share=0.6, **chosen),  # type: ignore[arg-type]
        Saying(goal="O-2", share=0.4, **chosen),  # type: ignore[arg-type]
        Saying(goal="O-3", share=0.0, disputed=True, actor="bo", reason="not ours", at=NOW + DAY),
    ]
