"""Reviews, and the issues that pull requests close, by GraphQL."""

from datetime import timedelta

import pytest

from connectors.github.connector import GitHub
from core.contract import Stream
from core.records import Activity, Checkpoint, Facet, Record, Rejected
from sandbox.faults import Fault
from tests.github.conftest import REPO, World, pull

HOUR = timedelta(hours=1)


@pytest.fixture
def hub(world: World) -> GitHub:
    return world.connect(read_only=True)


def facets(records: list[Record]) -> dict[str, str | None]:
    return {record.id: record.parent for record in records if isinstance(record, Facet)}


def reviews(records: list[Record]) -> list[tuple[str, str | None, bool]]:
    return [(record.item, record.actor, record.bot) for record in records if isinstance(record, Activity)]


def pulls(world: World, count: int, *, step: timedelta = timedelta(minutes=1)) -> None:
    begin = world.clock()
    for number in range(count):
        world.state.create_pull(REPO, f"Change {number}", by="ann", at=begin + number * step)
    world.clock.advance(count * step)


def test_streams_of_reviews_are_there_unless_switched_off(world: World, hub: GitHub) -> None:
    names = [stream.name for stream in hub.streams()]
    assert names == ["issues", "comments", "events", "reviews", "review_comments"]
    assert [stream.name for stream in world.connect(reviews=False).streams()] == names[:3]


def test_every_review_is_activity_approvals_too(world: World, hub: GitHub) -> None:
    state = world.state
    state.add_user("lint[bot]", bot=True)
    number = state.create_pull(REPO, "Pay by card", by="ann")
    state.reviewing.review(REPO, number, "APPROVED", by="bob")
    for login in ("lint[bot]", "fairlead-bot"):
        state.reviewing.review(REPO, number, "COMMENTED", by=login)
    records, _ = pull(hub, "reviews")
    key = f"{REPO}#{number}"
    assert reviews(records) == [(key, "bob", False), (key, "lint[bot]", True), (key, "fairlead-bot", True)]
    assert {record.kind for record in records if isinstance(record, Activity)} == {"review"}
    assert len({record.id for record in records if isinstance(record, Activity)}) == 3


def test_more_reviews_than_fit_are_all_read(world: World, hub: GitHub) -> None:
    number = world.state.create_pull(REPO, "Long talk", by="ann")
    for turn in range(175):
        world.state.reviewing.review(REPO, number, "COMMENTED", by=f"r{turn % 3}")
    assert len(reviews(pull(hub, "reviews")[0])) == 175


def test_closing_references_say_whose_child_a_pull_request_is(world: World, hub: GitHub) -> None:
    state = world.state
    state.add_repo("acme/api")
    there = state.create_issue("acme/api", "y", by="ann")
    first, second = state.create_pull(REPO, "a", by="ann"), state.create_pull(REPO, "b", by="ann")
    state.reviewing.closes(REPO, first, [("acme/api", there)])
    records, cursor = pull(hub, "reviews")
    ids = [state.issue(REPO, number)["node_id"] for number in (first, second)]
    assert facets(records) == {ids[0]: f"acme/api#{there}", ids[1]: None}
    assert {record.origin for record in records if isinstance(record, Facet)} == {"closing references"}
    state.reviewing.closes(REPO, first, [])
    world.clock.advance(HOUR)
    state.comment(REPO, first, "it closes nothing any more", by="ann")
    assert facets(pull(hub, "reviews", cursor)[0])[ids[0]] is None


def test_a_comment_in_a_review_is_activity(world: World, hub: GitHub) -> None:
    number = world.state.create_pull(REPO, "x", by="ann")
    world.state.reviewing.remark(REPO, number, "why?", by="bob")
    records, cursor = pull(hub, "review_comments")
    assert [(r.item, r.kind, r.actor) for r in records if isinstance(r, Activity)] == [
        (f"{REPO}#{number}", "review_comment", "bob")
    ]
    before = len(world.box.history)
    assert pull(hub, "review_comments", cursor) == ([], cursor)
    assert world.requests(before)[0].endswith(" 304")


def test_an_odd_pull_request_loses_only_itself(world: World, hub: GitHub) -> None:
    pulls(world, 3)
    whole, _ = pull(hub, "reviews")
    answer = world.box.history[-1].response_body.replace(b'"number":2', b'"number":1e999')
    assert b"1e999" in answer
    world.box.faults.append(Fault("github", "graphql", times=None, status=200, body=answer))
    records, _ = pull(hub, "reviews")
    lost = {record.place for record in records if isinstance(record, Rejected)}
    odd = world.state.issue(REPO, 2)["node_id"]
    assert lost == {f"github the pull requests of {REPO} {odd}"}
    assert facets(records).keys() == facets(whole).keys() - {odd}
    world.violations.clear()


@pytest.mark.parametrize("count", [0, 3, 130])
def test_an_unchanged_repository_costs_one_glance(world: World, hub: GitHub, count: int) -> None:
    pulls(world, count)
    world.clock.advance(2 * HOUR)
    records, cursor = pull(hub, "reviews")
    assert len(facets(records)) == count
    before = len(world.box.history)
    assert pull(hub, "reviews", cursor) == ([], cursor)
    assert world.requests(before) == ["POST /graphql 200"]


def test_only_what_changed_is_read_again(world: World, hub: GitHub) -> None:
    pulls(world, 130)
    world.clock.advance(HOUR)
    _, cursor = pull(hub, "reviews")
    world.state.reviewing.review(REPO, 7, "APPROVED", by="bob")
    before = len(world.box.history)
    records, _ = pull(hub, "reviews", cursor)
    assert reviews(records) == [(f"{REPO}#7", "bob", False)]
    assert len(world.requests(before)) == 2


def test_what_becomes_visible_late_is_found(world: World, hub: GitHub) -> None:
    pulls(world, 30)
    _, cursor = pull(hub, "reviews")
    world.state.create_pull(REPO, "late", by="ann", at=world.clock() - timedelta(minutes=4))
    assert len(facets(pull(hub, "reviews", cursor)[0])) >= 1
    late = world.state.issue(REPO, 31)["node_id"]
    assert late in facets(pull(hub, "reviews", cursor)[0])


def test_an_interrupted_scan_goes_on_from_any_checkpoint_and_loses_no_change(world: World, hub: GitHub) -> None:
    pulls(world, 170)
    whole = facets(pull(hub, "reviews")[0])
    done: list[Record] = []
    for turn, record in enumerate(hub.pull(Stream("reviews", REPO), None)):
        if not isinstance(record, Checkpoint):
            done.append(record)
            continue
        world.box.call(lambda: world.state.reviewing.review(REPO, 3, "APPROVED", by="bob"))
        rest, cursor = pull(hub, "reviews", record.cursor)
        newer, _ = pull(hub, "reviews", cursor)
        assert facets([*done, *rest, *newer]) == whole, turn
        assert (f"{REPO}#3", "bob", False) in reviews([*done, *rest, *newer])


def test_a_full_scan_tells_how_many_there_will_be(world: World, hub: GitHub) -> None:
    pulls(world, 130)
    points = [(r.done, r.total) for r in hub.pull(Stream("reviews", REPO), None) if isinstance(r, Checkpoint)]
    assert points == [(50, 130), (100, 130), (130, 130)]
