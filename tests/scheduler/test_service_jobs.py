"""What the service begins and when, with a connector that says what a test tells it to and a clock that the test moves."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.contract import Refused, Unavailable
from core.hints import Hint
from core.records import Checkpoint, Record
from scheduler.hinting import hinted
from scheduler.service.due import assume_duties, due_jobs, run_now
from scheduler.service.jobs import perform
from store import deliveries, duties, roster
from tests.acceptance.odd import NOW, ONE, TWO, World, goal, item, raising

QUARTER = timedelta(minutes=15)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    opened = World(tmp_path)
    opened.says = {
        ONE: lambda: [goal("O-1"), Checkpoint("a")],
        TWO: lambda: [item("1", updated_at=opened.now), Checkpoint("a")],
    }
    with opened.hub.store.write() as tx:
        assume_duties(opened.hub, tx)
    yield opened
    opened.hub.close()


def due(world: World, *, by_container: bool = False) -> list[tuple[str, str]]:
    with world.hub.store.read() as tx:
        return list(due_jobs(world.hub, tx, world.now, by_container=by_container))


def tick(world: World, *, by_container: bool = False) -> list[tuple[str, str]]:
    """Does what is due, and says what that was."""
    jobs = due(world, by_container=by_container)
    for job, key in jobs:
        perform(world.hub, job, key)
    return jobs


def test_what_a_tool_shows_is_listed_pulled_and_judged_and_then_there_is_peace(world: World) -> None:
    assert tick(world) == [("discover", "odd"), ("judge", ""), ("tidy", "")]
    assert tick(world) == [("pull", "odd")]
    assert tick(world) == []
    world.now += timedelta(seconds=3)
    assert tick(world) == [("judge", "")]
    world.now += QUARTER - timedelta(seconds=4)
    assert tick(world) == []
    world.now += timedelta(seconds=1)
    assert tick(world) == [("pull", "odd"), ("discover", "odd")]


def test_judging_that_took_long_leaves_time_for_pulling(world: World) -> None:
    world.says = {}
    tick(world)
    with world.hub.store.write() as tx:
        assert duties.begin(tx, "judge", "", world.now)
        duties.hasten(tx, "judge", "", world.now + timedelta(seconds=2))
        duties.end(tx, "judge", "", world.now + timedelta(seconds=10), world.now + QUARTER)
    world.now += timedelta(seconds=39)
    assert ("judge", "") not in due(world)
    world.now += timedelta(seconds=1)
    assert ("judge", "") in due(world)


def test_places_are_pulled_by_jobs_of_their_own_and_each_pulls_no_more_than_that(world: World) -> None:
    tick(world, by_container=True)
    assert due(world, by_container=True) == [("pull", "odd one"), ("pull", "odd two")]
    perform(world.hub, "pull", "odd one")
    assert world.goals == ["O-1"]
    assert due(world, by_container=True) == [("pull", "odd two")]


def test_a_tool_that_is_away_is_left_alone_with_all_its_streams(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.says |= {ONE: raising(Unavailable("odd: nobody there")), TWO: raising(Unavailable("odd: nobody there"))}
    tick(world)
    tick(world)
    assert [each.getMessage() for each in caplog.records] == ["odd goals one and 1 more: odd: nobody there"]
    for _ in range(59):
        world.now += timedelta(seconds=1)
        assert ("pull", "odd") not in tick(world)


def test_neither_a_failure_nor_a_hint_has_anything_pulled_in_quiet_hours(tmp_path: Path) -> None:
    world = World(tmp_path, config='[connectors.odd]\nquiet = "16:00-18:00"')
    world.now = NOW.replace(hour=15, minute=59, second=55)
    world.says = {ONE: raising(Refused("odd: no")), TWO: lambda: [item("1"), Checkpoint("a")]}
    with world.hub.store.write() as tx:
        assume_duties(world.hub, tx)
    tick(world)
    tick(world)
    world.now += timedelta(minutes=1)
    hinted(world.hub, [("odd", [Hint("1", "two")]), ("odd", [Hint("2")])])
    world.now = NOW.replace(hour=17, minute=59)
    assert not [key for _, key in due(world) if key]
    world.now = NOW.replace(hour=18, minute=0, second=5)
    assert due(world, by_container=True)[:2] == [("pull", "odd one"), ("pull", "odd two")]
    assert ("discover", "odd") in due(world)
    world.hub.close()


def test_what_is_asked_for_while_it_is_pulled_is_pulled_again(world: World) -> None:
    def asked_meanwhile() -> Iterator[Record | Checkpoint]:
        world.now += timedelta(seconds=1)
        with world.hub.store.write() as tx:
            roster.hasten(tx, "odd", world.now)
        yield Checkpoint("b")

    tick(world)
    world.says[ONE] = asked_meanwhile
    assert tick(world) == [("pull", "odd")]
    world.says[ONE] = lambda: [Checkpoint("b")]
    assert ("pull", "odd") not in due(world)
    world.now += deliveries.CALM
    assert ("pull", "odd") in tick(world)
    assert ("pull", "odd") not in due(world)


def test_what_was_asked_of_a_tool_before_an_edit_took_it_away_is_not_done(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    tick(world)
    perform(world.hub, "pull", "gone")
    perform(world.hub, "discover", "gone")
    with world.hub.store.read() as tx:
        assert "gone" not in {duty.key for duty in duties.all_duties(tx)}
    assert not caplog.records


def test_what_never_comes_to_an_end_is_parked_until_somebody_asks(world: World) -> None:
    tick(world)
    for _ in range(duties.TRIES):
        with world.hub.store.write() as tx:
            assert duties.begin(tx, "pull", "odd", world.now, new=True)
    assert tick(world) == [("pull", "odd")]  # which parks it
    assert world.goals == []
    assert ("pull", "odd") not in due(world)
    with world.hub.store.write() as tx:
        run_now(world.hub, tx, "odd")
    tick(world)
    assert world.goals == ["O-1"]


def test_what_is_parked_is_tried_once_an_hour(world: World) -> None:
    tick(world)
    for _ in range(duties.TRIES):
        with world.hub.store.write() as tx:
            duties.begin(tx, "pull", "odd", world.now, new=True)
    tick(world)
    world.now += duties.PARKED
    assert ("pull", "odd") in tick(world)
    assert world.goals == ["O-1"]
    with world.hub.store.read() as tx:
        assert {duty.attempts for duty in duties.all_duties(tx)} == {0}
