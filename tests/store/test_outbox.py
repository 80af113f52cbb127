"""No call without a committed intent, and always a true picture of what stands in the tools."""

from msgspec.structs import replace
from sqlalchemy import text

from core.plan import Operation, Standing, Target, Wanted, make_plan
from store import Store, outbox
from tests.store.samples import DAY, NOW

COMMENT = Target("jira", "comment", "PAY-1")
LABEL = Target("jira", "label", "PAY-1", "fairlead-unlinked")
KEY = b"secret"


def plan(store: Store, *wanted: Wanted) -> tuple[Operation, ...]:
    with store.read() as tx:
        return make_plan(wanted, outbox.standing(tx), KEY).operations


def apply(store: Store, *wanted: Wanted, day: int = 0) -> list[str]:
    """Carries everything out; returns the steps."""
    now = NOW + day * DAY
    with store.write() as tx:
        operations = outbox.record_intents(tx, make_plan(wanted, outbox.standing(tx), KEY).operations, "run-1", now)
    for operation in operations:
        with store.write() as tx:
            outbox.mark_sent(tx, operation.mark, now)
        with store.write() as tx:
            outbox.mark_done(tx, operation.mark, f"ref of {operation.target.verb}", now)
    return [f"{operation.step} {operation.target.verb}" for operation in operations]


def test_what_is_done_stands_until_it_is_taken_away(store: Store) -> None:
    wanted = [Wanted(COMMENT, "It drifts", "https://x.test", ("f1",)), Wanted(LABEL, "fairlead-unlinked")]
    assert apply(store, *wanted) == ["add comment", "add label"]
    assert plan(store, *wanted) == ()
    with store.read() as tx:
        assert outbox.standing(tx)[COMMENT] == Standing(
            COMMENT, "It drifts", "https://x.test", "ref of comment", ("f1",)
        )
    assert apply(store, Wanted(COMMENT, "It drifts more"), wanted[1]) == ["change comment"]
    assert apply(store) == ["remove comment", "remove label"]
    with store.read() as tx:
        assert outbox.standing(tx) == {}
        assert tx.execute(text("SELECT revision FROM intents WHERE verb = 'comment'")).scalar() == 3


def test_a_call_in_the_air_is_not_planned_over(store: Store) -> None:
    [operation] = plan(store, Wanted(COMMENT, "It drifts", findings=("f1",)))
    with store.write() as tx:
        assert outbox.record_intents(tx, [operation], "run-1", NOW) == [operation]
        assert outbox.unfinished(tx) == []  # no call was made yet
        outbox.mark_sent(tx, operation.mark, NOW)
    with store.write() as tx:
        [intent] = outbox.unfinished(tx)
        assert (intent.operation, intent.attempts, intent.run) == (operation, 1, "run-1")
        assert outbox.record_intents(tx, [replace(operation, body="Other")], "run-2", NOW) == []
        outbox.mark_failed(tx, operation.mark, "timed out", NOW, ambiguous=True)
        assert [intent.error for intent in outbox.unfinished(tx)] == ["timed out"]
        outbox.mark_done(tx, operation.mark, "c-1", NOW)
        assert outbox.unfinished(tx) == []
        assert outbox.standing(tx)[COMMENT].ref == "c-1"


def test_a_refused_change_leaves_what_stood(store: Store) -> None:
    apply(store, Wanted(COMMENT, "It drifts"))
    [operation] = plan(store, Wanted(COMMENT, "It drifts more"))
    with store.write() as tx:
        outbox.record_intents(tx, [operation], "run-2", NOW)
        outbox.mark_sent(tx, operation.mark, NOW)
        outbox.mark_failed(tx, operation.mark, "403", NOW)
        assert outbox.unfinished(tx) == []
        assert outbox.standing(tx)[COMMENT].body == "It drifts"
    assert plan(store, Wanted(COMMENT, "It drifts more")) == (operation,)


def test_calls_are_counted_by_tool_and_day(store: Store) -> None:
    apply(store, Wanted(COMMENT, "a"), Wanted(Target("slack", "message", "#pay"), "b"))
    apply(store, Wanted(COMMENT, "a"), Wanted(Target("slack", "message", "#pay"), "c"), day=1)
    with store.read() as tx:
        assert outbox.writes_today(tx, NOW) == {"jira": 1, "slack": 2}
        assert outbox.writes_today(tx, NOW + DAY) == {"slack": 1}
        assert outbox.writes_today(tx, NOW + 2 * DAY) == {}


def test_the_audit_tells_what_each_write_changed(store: Store) -> None:
    apply(store, Wanted(COMMENT, "It drifts"))
    apply(store, Wanted(COMMENT, "It drifts more"))
    with store.read() as tx:
        rows = tx.execute(text("SELECT actor, action, target, before, after FROM audit ORDER BY id")).all()
    assert [tuple(row) for row in rows[2:]] == [
        ("run run-1", "sent", "jira comment PAY-1", "It drifts", "It drifts more"),
        ("run run-1", "done", "jira comment PAY-1", "It drifts", "It drifts more"),
    ]


def test_with_a_new_key_a_target_still_stands_once(store: Store) -> None:
    apply(store, Wanted(COMMENT, "It drifts"))
    with store.write() as tx:
        other_key = make_plan([], outbox.standing(tx), b"new key").operations
        [removal] = outbox.record_intents(tx, other_key, "run-2", NOW)
        assert removal.ref == "ref of comment"
        outbox.mark_sent(tx, removal.mark, NOW)
        outbox.mark_done(tx, removal.mark, None, NOW)
    assert plan(store) == ()


def test_a_call_in_the_air_under_an_older_key_is_not_planned_over(store: Store) -> None:
    wanted = [Wanted(COMMENT, "It drifts")]
    with store.write() as tx:
        [operation] = outbox.record_intents(tx, make_plan(wanted, {}, KEY).operations, "run-1", NOW)
        outbox.mark_sent(tx, operation.mark, NOW)
        assert outbox.record_intents(tx, make_plan(wanted, {}, b"new key").operations, "run-2", NOW) == []
