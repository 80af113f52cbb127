"""What carries jobs to many workers, who leads them, and what one of them hears that holds for all."""

import threading
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from core.contract import Unauthorized, Unavailable
from core.records import Checkpoint, Record
from scheduler.clock import Part
from scheduler.config import load_config
from scheduler.hub import Hub
from scheduler.pausing import answers_again, leave_alone, limit_of
from scheduler.service.cluster import Cluster
from scheduler.service.due import assume_duties, due_jobs, run_now
from scheduler.service.jobs import perform
from scheduler.service.leading import Leading
from scheduler.syncing import sync
from scheduler.threads import side_by_side
from store import Store, duties, pauses, queueing
from store.engine import ADVISORY_LOCK
from store.trouble import Lost
from tests.acceptance.odd import NOW, item
from tests.acceptance.test_side_by_side import Says, Tool, by_place, hub_of, silent
from tests.slack.conftest import eventually
from tests.store.conftest import NewUrl

__all__ = ["hub_of"]
Open = Callable[..., Hub]


@pytest.fixture
def stores(new_url: NewUrl) -> Iterator[tuple[Store, Store]]:
    """Two processes at one database."""
    address = new_url("postgresql")
    both = Store.open(address), Store.open(address)
    yield both
    for each in both:
        each.close()


@pytest.fixture
def queue(stores: tuple[Store, Store]) -> Iterator[Cluster]:
    """One that only submits."""
    submits = Cluster(stores[0], lambda *_: None, 0)
    submits.open()
    yield submits
    submits.close(1.0)


def waiting(store: Store) -> list[str]:
    query = f"SELECT lock FROM {queueing.SCHEMA}.procrastinate_jobs WHERE status = 'todo' ORDER BY priority DESC, id"
    with store.read() as tx:
        return list(tx.execute(text(query)).scalars())


def test_what_waits_is_not_submitted_again_and_the_whole_hub_goes_first(
    queue: Cluster, stores: tuple[Store, Store]
) -> None:
    for _ in range(2):
        queue.submit([("pull", "jira PAY"), ("pull", "jira "), ("judge", "")])
    assert waiting(stores[1]) == ["judge ", "pull jira PAY", "pull jira "]


def test_a_queue_that_was_lost_is_made_anew_and_filled_again(queue: Cluster, stores: tuple[Store, Store]) -> None:
    queue.submit([("judge", "")])
    with stores[1].write() as tx:
        tx.execute(text(f"DROP SCHEMA {queueing.SCHEMA} CASCADE"))
    queue.submit([("judge", "")])
    assert waiting(stores[1]) == ["judge "]


def test_what_a_silent_worker_had_is_given_to_others(queue: Cluster, stores: tuple[Store, Store]) -> None:
    queue.submit([("judge", ""), ("pull", "jira PAY")])
    with stores[1].write() as tx:
        tx.execute(text(_TAKEN_BY_THE_DEAD))
    queue.submit([("judge", "")])
    assert waiting(stores[1]) == ["judge ", "pull jira PAY"]


_TAKEN_BY_THE_DEAD = """
SET LOCAL search_path TO fairlead_queue;
INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute');
UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT max(id) FROM procrastinate_workers) WHERE lock = 'judge '
"""


def test_workers_do_what_is_submitted_and_outlive_a_cut(stores: tuple[Store, Store]) -> None:
    done: list[tuple[str, str]] = []
    works = Cluster(stores[0], lambda job, key: done.append((job, key)), 2)
    works.open()
    try:
        for key in ("jira PAY", "jira WEB"):
            works.submit([("pull", key)])
            eventually(partial(done.__contains__, ("pull", key)), 60)
            with stores[1].read() as tx:
                tx.execute(text(_CUT), {"own": tx.execute(text("SELECT pg_backend_pid()")).scalar()})
    finally:
        works.close(10.0)
    assert "workers" not in [thread.name for thread in threading.enumerate()]
    assert done == [("pull", "jira PAY"), ("pull", "jira WEB")]


_CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> :own
"""


def test_a_job_whose_end_was_cut_off_is_ended_all_the_same(stores: tuple[Store, Store]) -> None:
    """Else its row would stay taken as long as the worker lives, and nothing of that place would be pulled again."""
    begun, go_on = threading.Event(), threading.Event()

    def perform(_job: str, _key: str) -> None:
        begun.set()
        go_on.wait(20)

    works = Cluster(stores[0], perform, 1)
    works.open()
    try:
        works.submit([("pull", "jira PAY")])
        assert begun.wait(20)
        with stores[1].write() as tx:
            tx.execute(text(f"SELECT 1 FROM {_JOBS} FOR UPDATE"))
            go_on.set()
            eventually(lambda: first(stores[0], _CUT_WAITING), 20)
        eventually(lambda: first(stores[1], f"SELECT 1 FROM {_JOBS}") is None or None, 20)
    finally:
        works.close(10.0)


def first(store: Store, query: str) -> Any:
    with store.read() as tx:
        return tx.execute(text(query)).first()


_JOBS = f"{queueing.SCHEMA}.procrastinate_jobs"
_CUT_WAITING = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%procrastinate_finish_job%'
"""


def test_one_leads_and_another_takes_over_when_it_is_cut_off(stores: tuple[Store, Store]) -> None:
    one, other = (Leading(store) for store in stores)
    with one.campaign(), other.campaign():
        first = eventually(lambda: next((each for each in (one, other) if each.leads), None), 20)
        second = other if first is one else one
        assert not second.leads
        with stores[0].read() as tx:
            tx.execute(text(_CUT_LOCKS), {"lock": ADVISORY_LOCK})
        eventually(lambda: not first.leads or None, 20)
        eventually(lambda: [one.leads, other.leads].count(True) == 1 or None, 20)


_CUT_LOCKS = (
    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = :lock AND objsubid = 2"
)


def test_whoever_lost_its_lock_writes_to_no_tool(tmp_path: Path, stores: tuple[Store, Store]) -> None:
    """It was paused, say, between its intent and its call."""
    (tmp_path / "config.toml").write_text("")
    hub = Hub(load_config(tmp_path / "config.toml", {}), stores[0], {}, lambda: NOW)
    with hub.store.alone("apply"):
        assert hub.halted() is None
        with stores[1].read() as tx:
            tx.execute(text(_CUT_LOCKS), {"lock": ADVISORY_LOCK})
        assert "`fairlead apply` may be under way elsewhere" in (hub.halted() or "")
        with pytest.raises(Lost):
            side_by_side(hub, [hub.store.insist], 1)
    hub.stopping.clear()
    assert hub.halted() is None


def limited(_: str | None) -> Iterable[Record | Checkpoint]:
    raise Unavailable("tool: limited for a while", status=429, after=900.0)


def submitted(hub: Hub) -> list[tuple[str, str]]:
    with hub.store.write() as tx:
        assume_duties(hub, tx)
        return [job for job in due_jobs(hub, tx, NOW, by_container=True) if job[0] in ("discover", "pull")]


def test_a_limit_that_one_was_told_is_kept_by_all(hub_of: Open) -> None:
    tool = Tool({"a": limited, "b": lambda _: [item("1"), Checkpoint("a")]})
    hub = hub_of(tool=tool, parallel=1)
    sync(hub, silent)
    assert tool.asked == ["a"]
    assert submitted(hub) == []
    assert set(by_place(sync(hub, silent)).values()) == {"tool: limited for a while"}
    assert tool.asked == ["a"]
    with hub.store.write() as tx:
        run_now(hub, tx, "tool")
    assert ("pull", "tool b") in submitted(hub)


def test_a_refused_credential_is_left_alone_by_all_until_it_is_taken(hub_of: Open) -> None:
    says: dict[str, Says] = {"a": lambda _: [item("1"), Checkpoint("a")]}
    hub = hub_of(tool=Tool(says))
    leave_alone(hub, "tool", Unauthorized("tool: wrong token", status=401))
    assert submitted(hub) == []
    assert limit_of(hub, "tool") is None, "whoever mended it tries by hand"
    assert by_place(sync(hub, silent)) == {"tool a": None}
    with hub.store.read() as tx:
        assert pauses.current(tx, NOW) == {}


def test_the_longest_pause_holds_and_other_errors_are_none(hub_of: Open) -> None:
    hub = hub_of(tool=Tool({}))
    leave_alone(hub, "tool", Unavailable("tool: nobody there"))
    assert limit_of(hub, "tool") is None
    for after in (60.0, 900.0, 30.0):
        leave_alone(hub, "tool", Unavailable("tool: limited", after=after))
    told = limit_of(hub, "tool")
    assert told
    assert told.after == 900.0
    answers_again(hub, "tool")
    assert limit_of(hub, "tool") is None


def test_what_kills_its_process_three_times_is_parked_and_tried_when_somebody_asks(hub_of: Open) -> None:
    hub = hub_of(tool=Tool({"a": lambda _: [Checkpoint("a")]}))
    with hub.store.write() as tx:
        began = [duties.begin(tx, "pull", "tool a", NOW, new=True) for _ in range(4)]
    assert began == [True, True, True, False]
    with hub.store.write() as tx:
        assert ("pull", "tool a") not in due_jobs(hub, tx, NOW, by_container=True)
        run_now(hub, tx, "tool")
        assert ("pull", "tool a") in due_jobs(hub, tx, NOW, by_container=True)
    perform(hub, "pull", "tool a")
    with hub.store.read() as tx:
        assert [(duty.attempts, duty.parked) for duty in duties.all_duties(tx)] == [(0, None)]


def test_what_was_begun_and_never_ended_is_due(hub_of: Open) -> None:
    hub = hub_of(tool=Tool({}))
    with hub.store.write() as tx:
        duties.begin(tx, "pull", "tool a", NOW, new=True)
        assert ("pull", "tool a") in due_jobs(hub, tx, NOW, by_container=True)


def test_a_part_stops_alone_and_with_the_whole() -> None:
    whole = threading.Event()
    one, other = Part(whole), Part(whole)
    one.set()
    assert (one.is_set(), other.is_set(), whole.is_set()) == (True, False, False)
    whole.set()
    assert other.is_set()
