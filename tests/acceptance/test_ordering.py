"""What is approved on a page is written by whoever serves: once, in the name of who asked, or it says why not."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from core.approval import SavedPlan
from core.guard import Limits
from scheduler.actor import acting
from scheduler.approving import NotApproved, save_plan
from scheduler.halting import halt, resume
from scheduler.hub import Hub
from scheduler.ordering import carry_out_orders, find_order, order_apply, order_undo
from scheduler.planning import plan_writes
from scheduler.service.due import assume_duties
from scheduler.service.jobs import perform
from store import audit, duties, orders, outbox, runs, saved_plans
from tests.acceptance.kept import begun, travelled
from tests.acceptance.road import Scene


@pytest.fixture(scope="module")
def now(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with begun(travelled, tmp_path_factory.mktemp("ordering"), 7) as now:
        with now.hub.store.write() as tx:
            assume_duties(now.hub, tx)
        yield now


@pytest.fixture(scope="module")
def careful(now: Scene) -> Iterator[Hub]:
    """A hub of four eyes."""
    guard = Limits(visible_writes=1, learning_days=0, four_eyes=True)
    hub = now.hub.edited(replace(now.hub.config, limits=guard))
    yield hub
    hub.disconnect()


def test_whoever_saved_a_plan_does_not_approve_it(careful: Hub) -> None:
    with acting("ann@acme.test"):
        planned = save_plan(careful)
        with pytest.raises(NotApproved, match="somebody else must approve it"):
            order_apply(careful, planned.plan.digest, planned)
    with pytest.raises(NotApproved, match="none was saved"):
        order_apply(careful, "123456789abc")


def test_a_halted_hub_takes_no_orders(careful: Hub) -> None:
    halt(careful, "to look")
    with pytest.raises(NotApproved, match="to look"):
        order_undo(careful, "1234")
    resume(careful)


def test_it_is_written_by_the_next_duty_in_the_name_of_who_asked(careful: Hub) -> None:
    digest = plan_writes(careful).plan.digest
    with acting("bo@acme.test"):
        order = order_apply(careful, digest)
        assert order_apply(careful, digest) == order
    assert (order.actor, order.began_at, order.ended_at) == ("bo@acme.test", None, None)
    with careful.store.read() as tx:
        assert ("apply", "") in duties.due(tx, careful.clock())
        assert outbox.tally(tx, order.run) == {}
    perform(careful, "apply", "")
    done = find_order(careful, order.run)
    assert done
    assert (done.is_wrong, done.ended_at is not None) == (False, True)
    with careful.store.read() as tx:
        saved = saved_plans.find(tx, digest)
        assert saved
        assert (saved.approved_by, saved.run) == ("bo@acme.test", order.run)
        (run,) = (each for each in runs.newest(tx) if each.id == order.run)
        assert set(outbox.tally(tx, order.run)) == {"done"}
    assert run.actor == "bo@acme.test"
    assert f"{sum(run.writes.values()):,} written" == done.told


def test_a_plan_that_is_another_by_then_is_refused_and_says_so(careful: Hub) -> None:
    order = order_apply(careful, save_and_forget(careful))
    (ended,) = carry_out_orders(careful)
    told = find_order(careful, ended.run)
    assert told
    assert (told.run, told.is_wrong) == (order.run, True)
    assert "it has changed since it was saved" in (told.told or "")
    assert not list(carry_out_orders(careful))


def save_and_forget(hub: Hub) -> str:
    """A plan of which nothing is wanted any more: the one that was written."""
    with hub.store.write() as tx:
        (old,) = saved_plans.newest(tx)
        saved_plans.save(tx, replaced := SavedPlan(plan=old.plan, actor="cy@acme.test", at=hub.clock()))
    return replaced.plan.digest


def test_a_run_is_taken_back_as_a_run_of_its_own(careful: Hub) -> None:
    with careful.store.read() as tx:
        run = runs.newest(tx)[-1]
    order = order_undo(careful, run.id)
    perform(careful, "apply", "")
    with careful.store.read() as tx:
        (undid,) = (each for each in runs.newest(tx) if each.id == order.run)
        asked = audit.about(tx, f"run {order.run}")
    assert (undid.action, undid.about) == ("undid", f"run {run.id}")
    assert sum(undid.writes.values()) == sum(run.writes.values())
    assert [(each.action, each.after) for each in asked] == [
        ("asked for", f"undo {run.id}"),
        ("undid", f"run {run.id}"),
    ]


def test_what_had_gone_into_the_outbox_is_not_begun_again(careful: Hub) -> None:
    order = order_apply(careful, save_and_forget(careful))
    with careful.store.write() as tx:
        saved_plans.carried_out(tx, order.about, order.run)  # and then its process died
        assert [each.run for each in orders.waiting(tx)] == [order.run]
    (ended,) = carry_out_orders(careful)
    told = find_order(careful, ended.run)
    assert told
    assert (told.is_wrong, "begun" in (told.told or "")) == (False, True)
