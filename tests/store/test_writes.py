"""The journal tells what each write changed, and how many there were lately."""

from core.plan import Target, Wanted
from store import Store, addressed, attempts, outbox, writes
from tests.store.samples import DAY, NOW
from tests.store.test_outbox import COMMENT, apply, plan

MESSAGE = Target("slack", "message", "#pay")
CELLS = [
    *(Target("sheets", "cells", f"KR-{n}", "findings") for n in range(3)),
    Target("sheets", "cells", "KR-4", "pace"),
]


def test_each_write_is_told_with_what_stood_before_and_after(store: Store) -> None:
    apply(store, Wanted(COMMENT, "It drifts", "https://x.test", ("f1",)))
    apply(store, Wanted(COMMENT, "It drifts more"), day=1)
    apply(store, day=2)
    with store.read() as tx:
        first, second, third = writes.of_run(tx, "run-1")
        newest = writes.newest(tx, since=NOW + DAY, tool="jira", at_most=1)
    assert (first.operation.step, first.operation.body, first.operation.url) == ("add", "It drifts", "https://x.test")
    assert (first.operation.before, first.operation.ref, first.operation.findings) == (None, "ref of comment", ("f1",))
    assert (second.operation.before, second.operation.before_url) == ("It drifts", "https://x.test")
    assert (third.operation.step, third.operation.body, third.operation.ref) == ("remove", None, None)
    assert (third.at, third.approved, third.undone_by) == (NOW + 2 * DAY, False, None)
    assert newest == [third]


def test_what_is_asked_for_is_found(store: Store) -> None:
    apply(store, Wanted(COMMENT, "a"), Wanted(MESSAGE, "b"))
    with store.read() as tx:
        for asked, tools in (
            ({}, ["slack", "jira"]),
            ({"tool": "slack"}, ["slack"]),
            ({"run_id": "run-2"}, []),
            ({"since": NOW + DAY}, []),
        ):
            found = writes.newest(tx, at_most=9, **asked)
            assert [write.operation.target.tool for write in found] == tools


def test_calls_are_counted_by_tool_whatever_came_of_them(store: Store) -> None:
    apply(store, Wanted(COMMENT, "a"), Wanted(MESSAGE, "b"))
    with store.write() as tx:
        intents = outbox.record_intents(tx, plan(store, Wanted(COMMENT, "a"), Wanted(MESSAGE, "c")), "run-2", NOW + DAY)
        attempts.mark_sent(tx, [[intents[0].operation.mark]], NOW + DAY)
        attempts.mark_dead(tx, [intents[0].operation.mark], "archived", NOW + DAY)
    with store.read() as tx:
        assert [write.run for write in writes.of_run(tx, "run-2")] == []
        assert writes.calls_since(tx, NOW) == {"jira": 1, "slack": 2}
        assert writes.calls_since(tx, NOW + DAY) == {"slack": 1}
        assert writes.calls_since(tx, NOW + 2 * DAY) == {}


def test_a_call_that_was_not_made_is_not_counted(store: Store) -> None:
    """Else a refused credential would use up the day while nobody is there to mend it."""
    with store.write() as tx:
        [intent] = outbox.record_intents(tx, plan(store, Wanted(COMMENT, "a")), "run-1", NOW)
        for _ in range(3):
            attempts.mark_sent(tx, [[intent.operation.mark]], NOW)
            attempts.take_back(tx, [intent.operation.mark], "401", None, NOW)
        assert writes.calls_since(tx, NOW) == {}
        attempts.mark_sent(tx, [[intent.operation.mark]], NOW)
        assert writes.calls_since(tx, NOW) == {"jira": 1}


def test_the_cells_of_one_call_are_one_call_and_each_is_told(store: Store) -> None:
    cells = [Wanted(Target("sheets", "cells", f"KR-{n}", "findings"), "b") for n in range(3)]
    with store.write() as tx:
        intents = outbox.record_intents(tx, plan(store, *cells), "run-1", NOW, approved=True)
        marks = [intent.operation.mark for intent in intents]
        attempts.mark_sent(tx, [marks], NOW)
        attempts.mark_done(tx, marks, None, NOW)
    with store.read() as tx:
        assert writes.calls_since(tx, NOW) == {"sheets": 1}
        assert [write.operation for write in writes.of_run(tx, "run-1")] == [intent.operation for intent in intents]
        assert all(write.approved for write in writes.of_run(tx, "run-1"))


def test_when_a_message_first_told_of_a_finding(store: Store) -> None:
    apply(store, Wanted(MESSAGE, "a", findings=("f1",)))
    apply(store, Wanted(MESSAGE, "b", findings=("f1", "f2")), day=2)
    with store.read() as tx:
        first, second = NOW.date(), (NOW + 2 * DAY).date()
        assert addressed.added(tx, NOW) == {(MESSAGE, "f1"): first, (MESSAGE, "f2"): second}
        assert addressed.added(tx, NOW + DAY) == {(MESSAGE, "f1"): second, (MESSAGE, "f2"): second}
