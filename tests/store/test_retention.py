"""What had its time goes, on both databases, and what is needed stays."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from core.plan import Target, Wanted
from core.projection.topics import Audience
from core.records import Rejected
from core.undoing import KEPT_NO_LONGER
from store import Store, reports, seals, writes
from store.care import retention
from store.care.retention import KINDS, Kind
from tests.store.samples import DAY, NOW, pull
from tests.store.test_outbox import COMMENT, LABEL, apply

ANA = Audience.of("slack", "#pay", "digest", "ana@example.com", "", mention=True)
BOB = Audience.of("slack", "#pay", "digest", "bob@example.com", "", mention=True)
LATER = NOW + 400 * DAY


def of(name: str) -> Kind:
    return next(kind for kinds in KINDS.values() for kind in kinds if kind.name == name)


def drop(store: Store, name: str, days: int) -> int:
    """All from before so many days ago, as seen 400 days later."""
    before = LATER - timedelta(days=days)
    with store.read() as tx:
        expected = retention.count(tx, of(name), before)
    done = retention.drop_all(store, of(name), before, LATER, lambda: False)
    assert done == expected
    return done


def told(store: Store) -> set[Target]:
    with store.read() as tx:
        rows = tx.execute(text("SELECT tool, verb, place, topic FROM intents WHERE verb = 'message'"))
        return {Target(*row) for row in rows}


@pytest.fixture(autouse=True)
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 1)
    monkeypatch.setattr(retention, "FOUND", 2)
    monkeypatch.setattr(retention, "BREATH", 0.0)


def test_of_past_messages_the_newest_to_each_reader_stays(store: Store) -> None:
    days = [date(2026, 1, day) for day in (5, 12, 19)]
    targets: Sequence[Target] = [
        *(ANA.target(day) for day in days),
        BOB.target(days[0]),
        Target("slack", "message", "#x", "y"),
    ]
    apply(store, *(Wanted(target, "hello") for target in targets))
    assert drop(store, "past messages", 500) == 0
    assert drop(store, "past messages", 180) == 2
    assert told(store) == {*targets[2:]}


def test_of_texts_what_stands_is_kept(store: Store) -> None:
    for day, body in enumerate(("one", "two", "three")):
        apply(store, Wanted(COMMENT, body), Wanted(LABEL, "here"), day=day)
    assert drop(store, "texts of earlier writes", 180) == 2
    with store.read() as tx:
        kept = [write.operation for write in writes.of_run(tx, "run-1")]
    assert [(each.before, each.body) for each in kept if each.target == COMMENT] == [
        (None, KEPT_NO_LONGER),
        (KEPT_NO_LONGER, KEPT_NO_LONGER),
        ("two", "three"),
    ]
    assert [(each.before, each.body) for each in kept if each.target == LABEL] == [(None, "here")]


def test_calls_lose_their_texts_and_the_chain_holds(store: Store) -> None:
    apply(store, Wanted(COMMENT, "a text"))
    apply(store, Wanted(COMMENT, "another"))
    assert drop(store, "texts of calls in the audit", 180) == 2
    with store.read() as tx:
        rows = tx.execute(text("SELECT before, after FROM audit WHERE actor LIKE 'run %'")).all()
        assert {*map(tuple, rows)} == {(None, None)}
        found = seals.verify(tx)
    assert (found.rows, found.broken) == (4, None)


def test_that_something_could_not_be_read_stays_and_its_words_go(store: Store) -> None:
    pull(store, Rejected(source="jira", place="x", reason="odd", raw="private words"))
    assert drop(store, "input that could not be read", 90) == 1
    with store.read() as tx:
        assert tx.execute(text("SELECT reason, raw FROM quarantine")).all() == [("odd", "")]


def test_what_another_tool_calls_alike_keeps_its_words(store: Store) -> None:
    pull(store, *(Rejected(source=each, place="row 7", reason="odd", raw="words") for each in ("jira", "sheets")))
    with store.write() as tx:
        tx.execute(text("UPDATE quarantine SET since = 1 WHERE source = 'jira'"))
    assert retention.drop_all(store, of("input that could not be read"), NOW - DAY, NOW, lambda: False) == 1
    with store.read() as tx:
        rows = tx.execute(text("SELECT source, raw FROM quarantine ORDER BY source")).all()
    assert rows == [("jira", ""), ("sheets", "words")]


def test_saved_plans_go(store: Store) -> None:
    with store.write() as tx:
        tx.execute(text("INSERT INTO saved_plans (digest, at, actor, held, data) VALUES ('a', 1, 'x', '', '[]')"))
    assert drop(store, "saved plans", 90) == 1


def test_held_edits_of_rules_go(store: Store) -> None:
    columns = "digest, at, actor, file, base, text, approval, reason"
    with store.write() as tx:
        tx.execute(text(f"INSERT INTO held_edits ({columns}) VALUES ('a', 1, 'x', '', '', '', '', '')"))
    assert drop(store, "held edits of rules", 90) == 1


def test_asked_to_stop_it_ends_between_batches(store: Store) -> None:
    with store.write() as tx:
        for digest in "abc":
            tx.execute(
                text(f"INSERT INTO saved_plans (digest, at, actor, held, data) VALUES ('{digest}', 1, 'x', '', '[]')")
            )
    answers = iter([False, False, True])
    assert retention.drop_all(store, of("saved plans"), LATER, LATER, lambda: next(answers)) == 2


def test_reports_of_past_days_go_and_the_newest_stay(store: Store) -> None:
    with store.write() as tx:
        for days in (0, 370, 399):
            reports.keep(tx, NOW + timedelta(days=days), b"of that day")
    assert drop(store, "reports of past days", 60) == 1
    with store.read() as tx:
        assert reports.newest(tx) == NOW + timedelta(days=399)
        assert reports.last(tx, (NOW + timedelta(days=380)).date()) == b"of that day"
        assert reports.last(tx, NOW.date()) is None
