"""What tools tell by themselves counts once, and moves when its streams are pulled: sooner, and never later."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from core.contract import Stream
from core.times import moment
from store import Store, deliveries, duties, pulls, roster
from tests.store.samples import NOW

SOON = NOW + deliveries.SETTLING
ISSUES, EVENTS, OTHER = Stream("issues", "acme/web"), Stream("events", "acme/web"), Stream("issues", "acme/pay")
TALK = Stream("threads", "payments", ref="C0PAY")
ALL = (ISSUES, EVENTS, OTHER, TALK)


@pytest.fixture
def hub(store: Store) -> Store:
    """Four streams, pulled an hour ago and due again in one."""
    with store.write() as tx:
        roster.known(tx, "tool", ALL, NOW - timedelta(hours=1))
    for stream in ALL:
        pulled(store, stream, NOW - timedelta(hours=1))
    return store


def pulled(store: Store, stream: Stream, at: datetime, begun: datetime | None = None) -> None:
    with store.write() as tx:
        pulls.succeeded(tx, "tool", stream, at, complete=True, every_minutes=120, begun=begun)


def hint(store: Store, container: str = "", *streams: str, at: datetime = NOW) -> None:
    with store.write() as tx:
        deliveries.hint(tx, "tool", container, streams, at)


def due(store: Store, at: datetime = SOON) -> list[tuple[str, str]]:
    with store.read() as tx:
        return [(stream.name, stream.container) for stream in roster.due(tx, "tool", at)]


def due_at(store: Store, stream: Stream = ISSUES) -> datetime:
    with store.read() as tx:
        query = "SELECT next_due_at FROM streams WHERE stream = :stream AND container = :container"
        found = tx.execute(text(query), {"stream": stream.name, "container": stream.container}).scalar_one()
    return moment(found)


def test_a_delivery_counts_once_for_thirty_days(store: Store) -> None:
    with store.write() as tx:
        assert deliveries.keep(tx, "github", "d-1", NOW)
        assert not deliveries.keep(tx, "github", "d-1", NOW)
        assert deliveries.keep(tx, "jira", "d-1", NOW)
        assert deliveries.forget(tx, NOW + timedelta(days=29)) == 0
        assert not deliveries.keep(tx, "github", "d-1", NOW)
        assert deliveries.forget(tx, NOW + timedelta(days=30)) == 2
        assert deliveries.keep(tx, "github", "d-1", NOW)


def test_those_of_long_ago_are_forgotten_in_batches_the_oldest_first(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "BATCH", 2)
    with store.write() as tx:
        for number in range(3):
            deliveries.keep(tx, "github", str(number), NOW - timedelta(minutes=number))
        assert [deliveries.forget(tx, NOW + timedelta(days=30)) for _ in range(3)] == [2, 1, 0]


def test_there_is_room_for_so_many_in_a_minute(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "IN_A_MINUTE", 3)
    with store.write() as tx:
        for number in range(2):
            deliveries.keep(tx, "github", str(number), NOW)
        assert deliveries.room(tx, NOW) == 1
        deliveries.keep(tx, "github", "2", NOW)
        deliveries.keep(tx, "github", "3", NOW)
        assert deliveries.room(tx, NOW + timedelta(seconds=59)) == 0
        assert deliveries.room(tx, NOW + timedelta(seconds=60)) == 3


def test_what_came_before_a_clock_was_set_back_keeps_nothing_out(hub: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "IN_A_MINUTE", 1)
    later = NOW + timedelta(hours=3)
    with hub.write() as tx:
        deliveries.keep(tx, "tool", "1", later)
        assert deliveries.room(tx, NOW) == 1
    pulled(hub, ISSUES, later)
    hint(hub, "acme/web", "issues")
    assert due_at(hub) == SOON


def test_a_hint_has_its_streams_pulled_soon(hub: Store) -> None:
    hint(hub, "acme/web", "issues")
    assert due(hub) == [("issues", "acme/web")]
    hint(hub, "acme/web")
    assert due(hub) == [("issues", "acme/web"), ("events", "acme/web")]
    hint(hub, "", "issues")
    assert due(hub) == [("issues", "acme/web"), ("events", "acme/web"), ("issues", "acme/pay")]


def test_a_container_is_known_by_the_tools_own_id_of_it(hub: Store) -> None:
    hint(hub, "C0PAY", "threads")
    assert due(hub) == [("threads", "payments")]
    with hub.read() as tx:
        known = {name for name in ("acme/web", "C0PAY", "payments", "C0NEW") if deliveries.is_known(tx, "tool", name)}
        assert not deliveries.is_known(tx, "other", "acme/web")
    assert known == {"acme/web", "C0PAY", "payments"}


def test_no_hint_puts_a_pull_off(hub: Store) -> None:
    """Or a busy place would never be pulled."""
    for second in range(5):
        hint(hub, "acme/web", at=NOW + timedelta(seconds=second))
        assert due_at(hub) <= max(SOON, NOW + timedelta(seconds=second))
    assert due(hub, NOW + timedelta(seconds=4))


def test_what_is_told_during_a_pull_is_pulled_after_it(hub: Store) -> None:
    hint(hub, "acme/web", "issues")
    begun, told, ended = (NOW + timedelta(seconds=each) for each in (3, 4, 5))
    hint(hub, "acme/web", "issues", at=told)
    pulled(hub, ISSUES, ended, begun)
    assert due_at(hub) == ended + deliveries.CALM


def test_a_place_that_never_falls_silent_is_pulled_no_oftener(hub: Store) -> None:
    """Though each of its pulls lasts long enough to be told of more."""
    began, now = [], NOW
    while now < NOW + timedelta(minutes=5):
        hint(hub, "acme/web", "issues", at=now)
        if ("issues", "acme/web") in due(hub, now):
            began.append(now)
            hint(hub, "acme/web", "issues", at=now + timedelta(seconds=1))
            pulled(hub, ISSUES, now + timedelta(seconds=2), now)
            now += timedelta(seconds=2)
        now += timedelta(seconds=1)
    assert 9 <= len(began) <= 10


def test_what_was_just_pulled_is_left_alone_for_a_while(hub: Store) -> None:
    pulled(hub, ISSUES, NOW)
    hint(hub, "acme/web", "issues", at=NOW + timedelta(seconds=1))
    assert due_at(hub) == NOW + deliveries.CALM
    hint(hub, "acme/web", "issues", at=NOW + timedelta(seconds=29))
    assert due_at(hub) == NOW + deliveries.CALM


def test_what_fails_is_tried_again_when_its_time_comes(hub: Store) -> None:
    with hub.write() as tx:
        pulls.failed(tx, "tool", ISSUES, NOW, "down", pause=lambda _: timedelta(minutes=10))
    hint(hub, "acme/web", at=NOW + timedelta(seconds=1))
    assert due_at(hub) == NOW + timedelta(minutes=10)
    assert due(hub, SOON + timedelta(seconds=1)) == [("events", "acme/web")]


def test_an_unknown_place_is_looked_for_now_and_again(store: Store) -> None:
    with store.write() as tx:
        assert deliveries.listed_again_at(tx, "tool", NOW) == NOW
        duties.begin(tx, "discover", "tool", NOW, new=True)
        duties.end(tx, "discover", "tool", NOW, NOW + timedelta(hours=1))
        assert deliveries.listed_again_at(tx, "tool", NOW) == NOW + deliveries.LISTED_AGAIN
        later = NOW + timedelta(minutes=6)
        assert deliveries.listed_again_at(tx, "tool", later) == later
