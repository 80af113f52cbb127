"""Answers of owners, and what they are asked, on both databases."""

from datetime import date, timedelta

from core.asked import Asked, DoneItem, KeyResult, Shifted
from core.checkins import Answer
from store import Store, answers, meta
from tests.store.samples import DAY, NOW, OKRS, goal, item, pull
from tests.store.test_facts import link
from tests.store.test_movements import DONE

SAID = Answer(
    kind="check-in", goal="KR-1", asked="2026-W10", person="ana@example.com", at=NOW, day=date(2026, 3, 2), value=42.5,
    confidence=7, note="waits for\x00 the bank",
)  # fmt: skip


def test_an_answer_takes_the_place_of_the_one_before(store: Store) -> None:
    later = Answer(
        kind="check-in", goal="KR-1", asked="2026-W10", person="bo@example.com", at=NOW, day=date(2026, 3, 3)
    )
    commit = Answer(
        kind="commit", goal="KR-1", asked="2026-02-23", person="ana@example.com", at=NOW, day=date(2026, 3, 2)
    )
    with store.write() as tx:
        answers.save(tx, SAID)
        answers.save(tx, commit)
        kept = answers.answer(tx, "check-in", "KR-1", "2026-W10")
        assert kept
        assert (kept.value, kept.confidence, kept.day, kept.at) == (42.5, 7, date(2026, 3, 2), NOW)
        assert kept.note == "waits for\N{REPLACEMENT CHARACTER} the bank"
        answers.save(tx, later)
        assert answers.answer(tx, "check-in", "KR-1", "2026-W10") == later
        assert answers.answer(tx, "check-in", "KR-1", "2026-W11") is None
        assert answers.answers(tx, NOW, 1) == (later, commit)
        assert answers.answers(tx, NOW + timedelta(days=2), 1) == ()


def test_what_is_asked_is_read_back_as_it_was_kept(store: Store) -> None:
    made = Asked(
        (KeyResult(goal="KR-1", title="Grow", owner="ana@example.com", measure="keep", said_on=date(2026, 3, 1)),),
        (Shifted(goal="O-1", title="New", owner="bo@example.com", day=date(2026, 2, 2), until=date(2026, 2, 23), before=0,
                 after=1),),
    )  # fmt: skip
    with store.write() as tx:
        assert answers.last_asked(tx) == Asked()
        answers.keep(tx, made)
    with store.read() as tx:
        assert answers.last_asked(tx) == made
    for kept in ('{"key_results": 1}', "no JSON"):
        with store.write() as tx:
            meta.put(tx, answers.KEY, kept)
            assert answers.last_asked(tx) == Asked()


def test_items_done_lately_with_the_goals_they_serve(store: Store) -> None:
    pull(store, goal("KR-1"), goal("KR-2"), stream=OKRS)
    pull(
        store,
        item(1, done_at=NOW - DAY, **DONE),
        item(2, done_at=NOW - 8 * DAY, **DONE),
        item(3),
        item(4, done_at=NOW - 2 * DAY, **DONE),
        item(5, done_at=NOW - DAY, **DONE),
    )
    link(store, {1: "KR-1", 2: "KR-1", 3: "KR-1", 4: "KR-2"})
    with store.read() as tx:
        assert answers.done_items(tx, NOW) == [DoneItem("KR-1", "Item 1"), DoneItem("KR-2", "Item 4")]
