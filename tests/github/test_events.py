"""Issue events: newest first, read back until what is known, or as far as GitHub leads."""

import json
from datetime import timedelta

from connectors.github.connector import GitHub
from core.contract import Stream
from core.records import Activity, Checkpoint
from sandbox.faults import Fault
from tests.github.conftest import REPO, World, pull
from tests.github.test_pull import HOUR, fill


def churn(world: World, events: int, *, step: timedelta = timedelta(minutes=1), rest: timedelta = HOUR) -> None:
    begin = world.clock()
    for at in range(events):
        add, remove = (["doing"], []) if at % 2 == 0 else ([], ["doing"])
        world.state.label(REPO, 1, add=add, remove=remove, by="ann", at=begin + at * step)
    world.clock.advance(events * step + rest)


def test_an_interrupted_scan_of_events_goes_on_too(world: World, hub: GitHub) -> None:
    fill(world, 1)
    churn(world, 250)
    scan = hub.pull(Stream("events", REPO), None)
    got = [next(scan) for _ in range(101)]
    checkpoint = got[-1]
    assert isinstance(checkpoint, Checkpoint)
    world.state.assign(REPO, 1, "bob", by="ann")
    rest, cursor = pull(hub, "events", checkpoint.cursor)
    assert len({r.id for r in (*got, *rest) if isinstance(r, Activity)}) == 250
    newer, _ = pull(hub, "events", cursor)
    assert "assigned" in {a.kind for a in newer if isinstance(a, Activity)}
    assert len(newer) < 20


def test_events_end_where_they_are_known(world: World, hub: GitHub) -> None:
    fill(world, 1)
    churn(world, 250)
    _, cursor = pull(hub, "events")
    world.state.close(REPO, 1, by="bob")
    before = len(world.box.history)
    kinds = [a.kind for a in pull(hub, "events", cursor)[0] if isinstance(a, Activity)]
    assert kinds[0] == "closed"
    assert len(world.requests(before)) == 1


def test_where_github_leads_back_no_further_the_walk_ends(world: World, hub: GitHub) -> None:
    """Its own link leads there all the same."""
    fill(world, 1)
    churn(world, 250)
    words = "In order to keep the API fast for everyone, pagination is limited for this resource."
    body = json.dumps({"message": words, "documentation_url": "https://docs.github.com/v3/#pagination"}).encode()
    world.box.faults.append(Fault("github", "events.*[?&]page=3", times=None, status=422, body=body))
    got = list(hub.pull(Stream("events", REPO), None))
    assert len([record for record in got if isinstance(record, Activity)]) == 200
    last, cut = got[-1], got[-2]
    assert isinstance(last, Checkpoint)
    assert isinstance(cut, Checkpoint)
    assert pull(hub, "events", cut.cursor) == ([], last.cursor)
    assert pull(hub, "events", last.cursor) == ([], last.cursor)


def test_a_storm_of_events_is_unchanged_once_it_is_an_hour_old(world: World, hub: GitHub) -> None:
    fill(world, 1)
    churn(world, 250, step=timedelta(0), rest=timedelta(0))
    stormy = pull(hub, "events")[1]
    assert len(pull(hub, "events", stormy)[0]) == 250
    world.clock.advance(2 * HOUR)
    _, cursor = pull(hub, "events", stormy)
    before = len(world.box.history)
    assert pull(hub, "events", cursor) == ([], cursor)
    assert world.requests(before) == [f"GET /repos/{REPO}/issues/events 304"]
