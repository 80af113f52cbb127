"""Whatever befalls two repositories, pulls and censuses together end with what a full read shows.

Issues move, are deleted without a word, become visible late and carry the times of clocks that are wrong; a repository is
hidden for a while. Of what an overlap of minutes cannot catch, the census tells.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from connectors.github.connector import GitHub
from core.contract import Refused, Stream
from core.records import Activity, Checkpoint, Facet, Item
from tests.github.conftest import World
from tests.seeds import examples

MOVES = (
    "create", "late", "early", "burst", "pull", "comment", "close", "reopen", "label", "review", "closes", "transfer",
    "delete", "hide", "show",
)  # fmt: skip
Step = tuple[str, int, int]
steps = st.tuples(st.sampled_from(MOVES), st.integers(0, 200), st.sampled_from([0, 0, 1, 40, 301, 4000]))
MINUTE = timedelta(minutes=1)


class Hub:
    """What a hub would hold of two repositories, by the rules of the contract."""

    def __init__(self, hub: GitHub) -> None:
        self.hub, self.streams = hub, hub.streams()
        self.cursors: dict[Stream, str | None] = dict.fromkeys(self.streams)
        self.items: dict[str, Item] = {}
        self.activity: dict[str, Activity] = {}
        self.parents: dict[str, str | None] = {}
        self._missing: set[str] = set()

    def pull(self) -> None:
        for stream in self.streams:
            try:
                for record in self.hub.pull(stream, self.cursors[stream]):
                    match record:
                        case Checkpoint():
                            self.cursors[stream] = record.cursor
                        case Item():
                            self.items[record.id] = record
                        case Activity():
                            self.activity[record.id] = record
                        case Facet():
                            self.parents[record.id] = record.parent
            except Refused as error:
                if error.status != 404:  # as a hidden repository is
                    raise

    def count(self) -> None:
        """A census of each repository; what two of them do not show is gone."""
        missing: set[str] = set()
        for stream in (each for each in self.streams if each.exhaustive):
            try:
                seen = {row.id: row.updated_at for page in self.hub.census(stream) for row in page}
            except Refused:
                continue
            known = {id_: item for id_, item in self.items.items() if item.container == stream.container}
            missing |= known.keys() - seen.keys()
            if any(id_ not in known or known[id_].updated_at < at for id_, at in seen.items()):
                self.cursors[stream] = None
        for id_ in missing & self._missing:
            del self.items[id_]
        self._missing = missing

    def seen(self) -> tuple[object, object, object]:
        """Activity and parents as far as they are of items that are there."""
        keys = {item.key for item in self.items.values()}
        activity = {id_: each for id_, each in self.activity.items() if each.item in keys}
        parents = {id_: parent for id_, parent in self.parents.items() if parent and id_ in self.items}
        return self.items, activity, parents


@pytest.fixture(scope="module")
def shared() -> Iterator[World]:
    with pytest.MonkeyPatch.context() as patch:
        world = World()
        patch.setenv("SANDBOX_TOKEN", world.state.token)
        world.state.limits.hourly.update({"core": 10**9, "graphql": 10**9})
        with world.box:
            yield world
            for connector in world.opened:
                connector.close()
    assert world.violations == []


def move(world: World, here: str, there: str, step: Step) -> None:
    kind, pick, seconds = step
    state, now = world.state, world.clock()
    repo = state.repos[here]
    skewed: dict[str, datetime] = {"late": now - 9 * MINUTE, "early": now + 9 * MINUTE}
    if kind in ("hide", "show"):
        repo.hidden = kind == "hide"
    elif kind in ("create", "late", "early", "burst", "pull") or not repo.issues:
        for at in range(110 if kind == "burst" else 1):
            create = state.create_pull if kind == "pull" else state.create_issue
            create(here, f"{kind} {at}", by="ann", at=skewed.get(kind, now))
    else:
        change(world, here, there, kind, sorted(repo.issues)[pick % len(repo.issues)])
    world.clock.advance(timedelta(seconds=seconds))


def change(world: World, here: str, there: str, kind: str, number: int) -> None:
    state, is_pull = world.state, "pull_request" in world.state.repos[here].issues[number]
    match kind:
        case "comment":
            state.comment(here, number, "on it", by="bob")
        case "close" | "reopen":
            getattr(state, kind)(here, number, by="bob")
        case "label":
            state.label(here, number, add=["wip"], by="ann")
        case "review" if is_pull:
            state.reviewing.review(here, number, "APPROVED", by="bob")
        case "closes" if is_pull:
            issues = [n for n, body in state.repos[here].issues.items() if "pull_request" not in body]
            state.reviewing.closes(here, number, [(here, n) for n in issues[:1]])
            state.comment(here, number, "closes it", by="ann")
        case "transfer" if not is_pull:
            state.transfer(here, number, there)
        case "delete" if not is_pull:
            state.delete(here, number)


@given(parts=st.lists(st.lists(steps, max_size=6), min_size=2, max_size=4))
@settings(
    max_examples=examples(5),
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_pulls_and_censuses_end_with_what_a_full_read_shows(shared: World, parts: list[list[Step]]) -> None:
    names = [f"acme/{side}{len(shared.state.repos)}" for side in ("a", "b")]
    for name in names:
        shared.box.call(partial(shared.state.add_repo, name))
    kept = Hub(shared.connect(repositories=names))
    for number, part in enumerate(parts):
        here, there = names[number % 2], names[1 - number % 2]
        for step in part:
            shared.box.call(partial(move, shared, here, there, step))
        kept.pull()
    for name in names:
        shared.state.repos[name].hidden = False
    for _ in range(2):
        shared.clock.advance(timedelta(hours=2))
        kept.pull()
        kept.count()
    kept.pull()
    full = Hub(shared.connect(repositories=names))
    full.pull()
    assert kept.seen() == full.seen()
