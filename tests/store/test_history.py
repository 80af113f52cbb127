"""An item's past is the same whether it is seen once at the end or at every step, and however a pull is cut."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from shutil import copy
from typing import Any, get_args

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from core.history import Version, extend
from core.records import Change, Item, Record, Tracked
from core.times import millis, moment
from store import Store
from store.export import canonical
from tests.seeds import examples
from tests.store.samples import DAY, NOW, activity, item, pull

BORN = NOW - 20 * DAY
VALUES: dict[str, tuple[str | None, ...]] = {
    "status": ("Open", "Review"),
    "category": ("todo", "doing", "done"),
    "assignee": (None, "ana", "bo"),
    "due": (None, "2026-03-01", "2026-04-01"),
    "parent": (None, "PAY-7", "PAY-8"),
}


def steps(least_hours: int) -> st.SearchStrategy[list[tuple[int, Tracked, int]]]:
    return st.lists(
        st.tuples(st.integers(least_hours, 3), st.sampled_from(get_args(Tracked)), st.integers(0, 2)), max_size=12
    )


def snapshots(moves: list[tuple[int, Any, int]]) -> list[Item]:
    """The item after each of its changes, with everything its tool tells of the past until then."""
    state: dict[str, Any] = {"status": "Open", "category": "todo", "assignee": None, "due": None, "parent": None}
    at = BORN
    changes: list[Change] = []
    seen = [item(1, **state, created_at=BORN, updated_at=BORN)]
    for hours, field, choice in moves:
        at += timedelta(hours=hours, microseconds=137)
        value = VALUES[field][choice % len(VALUES[field])]
        if value == state[field]:
            continue
        changes.append(Change(at, field, state[field], value))
        state[field] = value
        due = date.fromisoformat(state["due"]) if state["due"] else None
        seen.append(item(1, **{**state, "due": due}, created_at=BORN, updated_at=at, changes=tuple(changes)))
    return seen


def versions_of(seen: list[Item]) -> list[Version]:
    known: dict[int, Version] = {}
    last: Version | None = None
    for each in seen:
        for version in extend(last, each):
            known[version.valid_from] = last = version
    return list(known.values())


@given(steps(0), st.data())
def test_a_told_past_is_the_same_seen_once_or_at_every_step(moves: list[Any], data: st.DataObject) -> None:
    seen = snapshots(moves)
    some = [each for each in seen[:-1] if data.draw(st.booleans())]
    assert versions_of([*some, seen[-1]]) == versions_of(seen[-1:])


@given(steps(1))
def test_versions_join_without_gap_or_repetition(moves: list[Any]) -> None:
    seen = snapshots(moves)
    versions = versions_of(seen)
    starts = [version.valid_from for version in versions]
    assert starts == sorted(set(starts))
    assert starts[0] == millis(BORN)
    states = [replace(version, valid_from=0) for version in versions]
    assert all(one != other for one, other in pairwise(states))
    assert versions[-1].category == seen[-1].category
    assert extend(versions[-1], seen[-1]) == []


def test_an_untold_change_is_dated_by_the_update_and_never_before_the_last() -> None:
    [born] = extend(None, item(1, updated_at=BORN + DAY))
    [later] = extend(born, item(1, category="done", updated_at=BORN + 2 * DAY))
    assert (moment(later.valid_from), moment(later.since)) == (BORN + 2 * DAY, BORN + 2 * DAY)
    [skewed] = extend(later, item(1, category="todo", updated_at=BORN))
    assert skewed.valid_from == later.valid_from


def test_an_item_first_seen_in_doing_has_been_so_since_its_creation() -> None:
    assert [moment(version.since) for version in extend(None, item(1))] == [BORN]


records = st.one_of(
    st.builds(
        lambda number, status, day, parent, refs: item(
            number, status=status, updated_at=BORN + day * DAY, parent=parent, refs=tuple(refs)
        ),
        st.integers(1, 4),
        st.sampled_from(("Open", "Review")),
        st.integers(0, 9),
        st.sampled_from((None, "PAY-1", "PAY-2")),
        st.lists(st.sampled_from(("PAY-1", "PAY-3", "https://x.test/a?b#c")), max_size=2, unique=True),
    ),
    st.builds(activity, st.integers(1, 5)),
)


@settings(max_examples=examples(20), deadline=None)
@given(st.lists(records, max_size=14), st.data())
def test_what_is_stored_does_not_depend_on_how_a_pull_is_cut(
    empty: Path, batch: list[Record], data: st.DataObject
) -> None:
    dumps = []
    for cuts in (set(), {n for n in range(len(batch)) if data.draw(st.booleans())}):
        store = Store.open(f"sqlite:///{copy(empty, empty.with_name('copy.db'))}")
        start = 0
        for end in (*sorted(cuts), len(batch)):
            pull(store, *batch[start:end])
            start = end
        with store.read() as tx:
            dumps.append(list(canonical(tx)))
        store.close()
    assert dumps[0] == dumps[1]
