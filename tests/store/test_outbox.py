"""No call without a committed intent, and always a true picture of what stands in the tools."""

from datetime import timedelta
from itertools import pairwise

import pytest
from msgspec.structs import replace
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.plan import Aside, Operation, Standing, Target, Wanted, make_plan
from store import Store, attempts, outbox, writes
from store.outbox import Intent
from tests.store.samples import DAY, NOW

COMMENT = Target("jira", "comment", "PAY-1")
LABEL = Target("jira", "label", "PAY-1", "fairlead-unlinked")
KEY = b"secret"
MINUTE = timedelta(minutes=1)


def plan(store: Store, *wanted: Wanted) -> tuple[Operation, ...]:
    with store.read() as tx:
        return make_plan(wanted, outbox.standing(tx), KEY).operations


def apply(store: Store, *wanted: Wanted, day: int = 0) -> list[str]:
    """Carries everything out; returns the steps."""
    now = NOW + day * DAY
    with store.write() as tx:
        intents = outbox.record_intents(tx, make_plan(wanted, outbox.standing(tx), KEY).operations, "run-1", now)
    for operation in (intent.operation for intent in intents):
        with store.write() as tx:
            attempts.mark_sent(tx, [[operation.mark]], now)
        with store.write() as tx:
            attempts.mark_done(tx, [operation.mark], f"ref of {operation.target.verb}", now)
    return [f"{intent.operation.step} {intent.operation.target.verb}" for intent in intents]


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


def sent(store: Store, *wanted: Wanted) -> list[Operation]:
    """Everything recorded and in the air."""
    with store.write() as tx:
        intents = outbox.record_intents(tx, plan(store, *wanted), "run-1", NOW)
        operations = [intent.operation for intent in intents]
        attempts.mark_sent(tx, [[operation.mark for operation in operations]], NOW)
    return operations


def intent(store: Store, mark: str) -> Intent:
    with store.read() as tx:
        return outbox.of_marks(tx, [mark])[mark]


def test_a_call_in_the_air_is_not_planned_over(store: Store) -> None:
    [operation] = plan(store, Wanted(COMMENT, "It drifts", findings=("f1",)))
    with store.write() as tx:
        assert [each.operation for each in outbox.record_intents(tx, [operation], "run-1", NOW)] == [operation]
        assert outbox.unfinished(tx) == []  # no call was made yet
        attempts.mark_sent(tx, [[operation.mark]], NOW)
    with store.write() as tx:
        [found] = outbox.unfinished(tx)
        assert (found.operation, found.attempts, found.run) == (operation, 1, "run-1")
        assert outbox.busy(tx) == {COMMENT}
        assert outbox.record_intents(tx, [replace(operation, body="Other")], "run-2", NOW) == []
        attempts.mark_doubtful(tx, [operation.mark], "timed out", NOW, NOW)
        assert [each.error for each in outbox.unfinished(tx)] == ["timed out"]
        attempts.mark_done(tx, [operation.mark], "c-1", NOW)
        assert outbox.unfinished(tx) == []
        assert outbox.standing(tx)[COMMENT].ref == "c-1"


def test_what_was_in_the_air_is_swept_within_ten_minutes_of_its_call(store: Store) -> None:
    [operation] = sent(store, Wanted(COMMENT, "It drifts"))
    with store.write() as tx:
        attempts.mark_sent(tx, [[operation.mark]], NOW + 2 * MINUTE)  # the probe
        attempts.mark_done(tx, [operation.mark], "c-1", NOW + 2 * MINUTE)
        assert outbox.to_sweep(tx, NOW + 2 * MINUTE) == []
        [late] = outbox.to_sweep(tx, NOW + 9 * MINUTE)
        assert late.operation.before == "It drifts"
        attempts.begin_sweep(tx, operation.mark, NOW + 9 * MINUTE)
        assert outbox.to_sweep(tx, NOW + 9 * MINUTE) == []
        assert len(outbox.to_sweep(tx, NOW + 18 * MINUTE)) == 1  # whoever swept died at it
        attempts.swept(tx, operation.mark, "c-2")
        assert outbox.to_sweep(tx, NOW + DAY) == []
        assert outbox.standing(tx)[COMMENT].ref == "c-2"


def test_a_probe_that_fails_leaves_the_doubt(store: Store) -> None:
    [operation] = sent(store, Wanted(COMMENT, "It drifts"))
    for fail in (attempts.mark_failed, attempts.take_back):
        with store.write() as tx:
            attempts.mark_sent(tx, [[operation.mark]], NOW + 2 * MINUTE)
            fail(tx, [operation.mark], "503", NOW + DAY, NOW + 2 * MINUTE)
        assert intent(store, operation.mark).state == "sent"
    assert intent(store, operation.mark).attempts == 2


def test_a_call_that_was_not_made_is_no_attempt(store: Store) -> None:
    first, second = sent(store, Wanted(COMMENT, "It drifts"), Wanted(LABEL, LABEL.topic))
    with store.write() as tx:
        attempts.take_back(tx, [first.mark], "401", None, NOW)
        attempts.hold_back(tx, [first.mark, second.mark], "not now", NOW + MINUTE)
    assert [intent(store, first.mark).state, intent(store, second.mark).state] == ["planned", "sent"]
    assert (intent(store, first.mark).attempts, intent(store, first.mark).error) == (0, "not now")
    assert intent(store, second.mark).error is None


def test_a_refused_change_leaves_what_stood_and_is_not_planned_again(store: Store) -> None:
    apply(store, Wanted(COMMENT, "It drifts"))
    [operation] = sent(store, Wanted(COMMENT, "It drifts more"))
    with store.write() as tx:
        attempts.mark_dead(tx, [operation.mark], "locked", NOW)
        assert outbox.unfinished(tx) == []
        assert outbox.standing(tx)[COMMENT].body == "It drifts"
        aside = outbox.aside(tx, NOW + DAY)
    assert plan_beside(store, aside, Wanted(COMMENT, "It drifts more")) == ()
    [other] = plan_beside(store, aside, Wanted(COMMENT, "It drifts even more"))
    assert (other.step, other.before) == ("change", "It drifts")


def test_what_waits_is_aside_for_a_day_and_then_weighed_again(store: Store) -> None:
    [operation] = sent(store, Wanted(COMMENT, "It drifts"))
    with store.write() as tx:
        attempts.mark_failed(tx, [operation.mark], "503", NOW + MINUTE, NOW)
        assert outbox.aside(tx, NOW + MINUTE) == {COMMENT: Aside("It drifts")}
        assert outbox.aside(tx, NOW + 2 * DAY) == {}


def test_who_tries_again_goes_on_counting_for_the_same_text(store: Store) -> None:
    [operation] = sent(store, Wanted(COMMENT, "It drifts"))
    with store.write() as tx:
        attempts.mark_failed(tx, [operation.mark], "503", NOW + MINUTE, NOW)
        [again] = outbox.record_intents(tx, [operation], "run-2", NOW + 2 * DAY)
        [other] = outbox.record_intents(tx, [replace(operation, body="Other")], "run-2", NOW + 2 * DAY)
    assert (again.attempts, other.attempts) == (1, 0)


def test_what_was_dropped_or_replayed_is_so_on_somebodys_word(store: Store) -> None:
    [operation] = sent(store, Wanted(COMMENT, "It drifts"))
    with store.write() as tx:
        attempts.mark_dead(tx, [operation.mark], "locked", NOW)
        attempts.drop(tx, [operation.mark], "ana", NOW)
        assert outbox.aside(tx, NOW) == {COMMENT: Aside("It drifts")}
        assert outbox.open_intents(tx)[0].error == "dropped by ana"
        attempts.replay(tx, [operation.mark], "ana", NOW + DAY)
        rows = tx.execute(text("SELECT actor, action, target, after FROM audit ORDER BY id")).all()
    again = intent(store, operation.mark)
    assert (again.state, again.attempts, again.approved, again.created_at) == ("planned", 0, True, NOW + DAY)
    assert [tuple(row) for row in rows[2:]] == [
        ("ana", "dropped", "jira comment PAY-1", "It drifts"),
        ("ana", "replayed", "jira comment PAY-1", "It drifts"),
    ]


def test_what_nobody_wants_any_more_is_let_go(store: Store) -> None:
    apply(store, Wanted(COMMENT, "It drifts"))
    [operation] = sent(store, Wanted(COMMENT, "It drifts more"))
    with store.write() as tx:
        attempts.mark_failed(tx, [operation.mark], "503", NOW, NOW)
        attempts.let_go(tx, [operation.mark])
        assert outbox.open_intents(tx) == []
    assert plan(store, Wanted(COMMENT, "It drifts")) == ()


def test_what_was_undone_is_put_aside_in_the_words_of_a_plan(store: Store) -> None:
    """A text that was taken back, a change that was turned back, a removal that was."""
    steps = [(), (Wanted(COMMENT, "One", "https://one.test"),), (Wanted(COMMENT, "Two"),), ()]
    for before, after in pairwise(steps):
        apply(store, *before)
        [done] = plan(store, *after)
        apply(store, *after)
        [back] = plan(store, *before)
        with store.write() as tx:
            outbox.record_intents(tx, [replace(back, undoes="run-1")], "undo", NOW)
            assert outbox.busy(tx) == {COMMENT}
            attempts.mark_sent(tx, [[back.mark]], NOW)
            attempts.mark_done(tx, [back.mark], "c-1", NOW)
            aside = outbox.aside(tx, NOW)
            standing = outbox.standing(tx)
        assert [each.body for each in standing.values()] == [want.body for want in before]
        assert plan_beside(store, aside, *after) == (), done.step


def plan_beside(store: Store, aside: dict[Target, Aside], *wanted: Wanted) -> tuple[Operation, ...]:
    with store.read() as tx:
        return make_plan(wanted, outbox.standing(tx), KEY, aside).operations


def test_with_a_new_key_a_target_still_stands_once(store: Store) -> None:
    apply(store, Wanted(COMMENT, "It drifts"))
    with store.write() as tx:
        other_key = make_plan([], outbox.standing(tx), b"new key").operations
        [removal] = outbox.record_intents(tx, other_key, "run-2", NOW)
        assert removal.operation.ref == "ref of comment"
        attempts.mark_sent(tx, [[removal.operation.mark]], NOW)
        attempts.mark_done(tx, [removal.operation.mark], None, NOW)
    assert plan(store) == ()


def test_a_call_in_the_air_under_an_older_key_is_not_planned_over(store: Store) -> None:
    wanted = [Wanted(COMMENT, "It drifts")]
    [_] = sent(store, *wanted)
    with store.write() as tx:
        assert outbox.record_intents(tx, make_plan(wanted, {}, b"new key").operations, "run-2", NOW) == []


@pytest.mark.parametrize("deed", ["UPDATE audit SET actor = 'nobody'", "DELETE FROM audit", "DELETE FROM writes"])
def test_the_record_of_what_was_done_is_only_added_to(store: Store, deed: str) -> None:
    apply(store, Wanted(COMMENT, "It drifts"))
    with pytest.raises(DBAPIError, match="only added"), store.write() as tx:
        tx.execute(text(deed))
    with store.read() as tx:
        assert len(writes.of_run(tx, "run-1")) == 1
