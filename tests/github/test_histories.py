"""Whatever happens in a repository, reading what changed adds up to reading everything."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from connectors.github.connector import GitHub
from core.records import Activity, Item, Record
from tests.github.conftest import World, pull
from tests.seeds import examples

MOVES = ("create", "burst", "pull", "comment", "close", "reopen", "merge", "assign", "label")
Step = tuple[str, int, int]
steps = st.tuples(st.sampled_from(MOVES), st.integers(0, 200), st.sampled_from([0, 0, 0, 1, 40, 301, 4000]))


@pytest.fixture(scope="module")
def shared() -> Iterator[World]:
    """One server for all examples, a repository each."""
    with pytest.MonkeyPatch.context() as patch:
        world = World()
        patch.setenv("SANDBOX_TOKEN", world.state.token)
        world.state.rate_limit = 10**9
        with world.box:
            yield world
            for connector in world.opened:
                connector.close()
    assert world.violations == []


def move(world: World, repo: str, step: Step) -> None:
    """One move, then `step[2]` seconds pass."""
    kind, pick, seconds = step
    state, issues = world.state, world.state.repos[repo].issues
    if kind in ("create", "burst", "pull") or not issues:
        for at in range(130 if kind == "burst" else 1):
            (state.create_pull if kind == "pull" else state.create_issue)(repo, f"{kind} {at}", by="ann")
    else:
        number = sorted(issues)[pick % len(issues)]
        match kind:
            case "comment":
                state.comment(repo, number, "on it", by="bob")
            case "close" | "reopen":
                getattr(state, kind)(repo, number, by="bob")
            case "merge" if "pull_request" in issues[number]:
                state.merge(repo, number, by="bob")
            case "assign":
                state.assign(repo, number, "bob", by="ann")
            case "label":
                state.label(repo, number, add=["wip"], by="ann")
    world.clock.advance(timedelta(seconds=seconds))


def read(hub: GitHub, repo: str, cursors: dict[str, str]) -> dict[str, Record]:
    """Records by id, and `cursors` moved on."""
    found: dict[str, Record] = {}
    for name in ("issues", "comments", "events"):
        records, cursors[name] = pull(hub, name, cursors.get(name), repo)
        found |= {record.id: record for record in records if isinstance(record, Item | Activity)}
    return found


@given(parts=st.lists(st.lists(steps, max_size=5), min_size=2, max_size=4))
@settings(
    max_examples=examples(8),
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_reading_what_changed_adds_up_to_reading_everything(shared: World, parts: list[list[Step]]) -> None:
    repo = f"acme/r{len(shared.state.repos)}"
    shared.box.call(lambda: shared.state.add_repo(repo))
    hub = shared.connect(repositories=[repo])
    cursors: dict[str, str] = {}
    kept: dict[str, Record] = {}
    for part in parts:
        for step in part:
            shared.box.call(lambda step=step: move(shared, repo, step))  # type: ignore[misc]
        kept |= read(hub, repo, cursors)
    assert kept == read(hub, repo, {})
    for _ in range(2):
        shared.clock.advance(timedelta(hours=2))
        assert read(hub, repo, cursors).items() <= kept.items()
    settled = dict(cursors)
    assert (read(hub, repo, cursors), cursors) == ({}, settled)
