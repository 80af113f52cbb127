"""Runs that wrote, and what took them back, on both databases."""

from msgspec.structs import replace

from core.plan import Operation, Target, Wanted, make_plan
from core.projection.topics import Audience
from core.undoing import undo
from store import Store, attempts, audit, outbox, runs
from tests.store.samples import DAY, NOW

COMMENT = Target("jira", "comment", "PAY-1")
LABEL = Target("github", "label", "acme/pay#3", "fairlead-unlinked")
PACE = Target("sheets", "cells", "KR-1", "pace")
KEY = b"secret"


def write(store: Store, run: str, operations: tuple[Operation, ...], day: int = 0, *, approved: bool = False) -> None:
    at = NOW + day * DAY
    with store.write() as tx:
        action = "undid" if operations[0].undoes else "applied"
        audit.record(tx, at, "ann", action, f"run {run}", None, f"run {operations[0].undoes}")
        for intent in outbox.record_intents(tx, operations, run, at, approved=approved):
            attempts.mark_sent(tx, [[intent.operation.mark]], at)
            attempts.mark_done(tx, [intent.operation.mark], "ref", at)


def planned(store: Store, *wanted: Wanted) -> tuple[Operation, ...]:
    with store.read() as tx:
        return make_plan(wanted, outbox.standing(tx), KEY, outbox.aside(tx, NOW + 90 * DAY)).operations


def undoing(store: Store, run: str) -> tuple[Operation, ...]:
    with store.read() as tx:
        return undo(run, runs.around(tx, run), outbox.standing(tx), KEY).plan.operations


def test_what_was_undone_is_put_aside_until_something_else_is_wanted(store: Store) -> None:
    old, new = Wanted(COMMENT, "It drifts", "https://x.test"), Wanted(COMMENT, "It drifts more")
    write(store, "one", planned(store, old))
    write(store, "two", planned(store, new), day=1)
    write(store, "undo-two", undoing(store, "two"), day=2)
    assert planned(store, new) == ()
    assert [each.body for each in planned(store, Wanted(COMMENT, "It drifts even more"))] == ["It drifts even more"]
    write(store, "undo-one", undoing(store, "one"), day=3)
    assert planned(store, new) == ()  # not what stood last, but what was asked for last
    assert [each.body for each in planned(store, old)] == ["It drifts"]
    with store.read() as tx:
        assert outbox.standing(tx) == {}


def test_a_removal_that_was_undone_is_put_aside_as_well(store: Store) -> None:
    write(store, "one", planned(store, Wanted(COMMENT, "It drifts", "https://x.test", ("f",))))
    write(store, "two", planned(store), day=1)
    write(store, "undo-two", undoing(store, "two"), day=2)
    assert planned(store) == ()
    with store.read() as tx:
        stands = outbox.standing(tx)[COMMENT]
    assert (stands.body, stands.url, stands.findings) == ("It drifts", "https://x.test", ("f",))


def test_the_undoing_of_an_undoing_puts_nothing_aside(store: Store) -> None:
    wanted = Wanted(COMMENT, "It drifts")
    write(store, "one", planned(store, wanted))
    write(store, "undo", undoing(store, "one"), day=1)
    write(store, "redo", undoing(store, "undo"), day=2)
    assert planned(store, wanted) == ()
    assert [each.step for each in planned(store)] == ["remove"]
    assert [each.erase for each in undoing(store, "one")] == [True]


def test_runs_are_listed_newest_first_with_what_took_them_back(store: Store) -> None:
    write(store, "one", planned(store, Wanted(COMMENT, "a"), Wanted(LABEL, "fairlead-unlinked")))
    (operation,) = (each for each in undoing(store, "one") if each.target == COMMENT)
    write(store, "undo", (operation,), day=1, approved=True)
    with store.read() as tx:
        second, first = runs.newest(tx)
    assert (second.id, second.action, second.about, second.writes) == ("undo", "undid", "run one", {"jira": 1})
    assert (first.id, first.actor, first.action, first.at) == ("one", "ann", "applied", NOW)
    assert (first.writes, first.undone, first.undone_by) == ({"jira": 1, "github": 1}, 1, ("undo",))


def test_what_was_done_lately_is_told_without_figures(store: Store) -> None:
    write(store, "one", planned(store, Wanted(COMMENT, "a"), Wanted(PACE, "0.9")))
    write(store, "two", planned(store, Wanted(COMMENT, "b"), Wanted(PACE, "0.9")), day=1, approved=True)
    with store.read() as tx:
        assert [(each.tool, each.step, each.approved) for each in runs.lately(tx, NOW - DAY)] == [
            ("jira", "add", False),
            ("jira", "change", True),
        ]
        assert len(runs.lately(tx, NOW)) == 1


def test_a_weekly_round_is_known_as_one_when_it_was_written(store: Store) -> None:
    digest = Audience("slack", "#pay", "digest", "ana@example.com").target(NOW.date())
    urgent = Audience("slack", "#pay", "now", "ana@example.com").target(NOW.date())
    write(store, "one", planned(store, Wanted(digest, "a"), Wanted(urgent, "b")))
    with store.read() as tx:
        assert sorted(each.is_round for each in runs.lately(tx, NOW - DAY)) == [False, True]


def test_labels_that_stood_elsewhere_before_are_known(store: Store) -> None:
    other = replace(LABEL, place="acme/pay#7")
    write(store, "one", planned(store, Wanted(LABEL, "fairlead-unlinked")))
    write(store, "two", planned(store, Wanted(LABEL, "fairlead-unlinked"), Wanted(other, "fairlead-unlinked")), day=1)
    with store.read() as tx:
        assert runs.labelled_before(tx, "one") == set()
        assert runs.labelled_before(tx, "two") == {("github", "acme/pay#3", "fairlead-unlinked")}
