"""A moment of the past, told by the statements that tell of now, on both databases."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.facts import Facts
from core.flow import Cell
from core.journey import Window
from core.links import Link
from core.records import Activity, Change, Decision, Item, Reading, Record, Target, Tombstone
from core.tally import Tally
from core.times import millis
from store import Store, StoreError, linking, meta, statements
from store.accounts import save_people
from store.as_of import KEPT, OF_NOW
from store.facts import facts
from store.flow import cells
from store.links import save_links
from store.tables import Row
from tests.seeds import examples
from tests.store.samples import DAY, NOW, OKRS, account, activity, facet, finish, goal, item, pull, waiting
from tests.store.test_flow import PEOPLE, fill, fresh, history


def of_the_world(seen: Facts) -> Facts:
    """Without what is told of the hub itself, of which no past is kept."""
    return replace(seen, streams=(), rows=())


def now(store: Store, at: datetime = NOW) -> Facts:
    with store.read() as tx:
        return of_the_world(facts(tx, at))


def then(store: Store, at: datetime = NOW) -> Facts:
    with store.as_of(at) as tx:
        return facts(tx, at)


def standing(store: Store, at: datetime) -> dict[str, tuple[Any, ...]]:
    """Status, and since which day ago its category, of the items that there were."""
    query = text(
        "SELECT key, status, category, category_since, assignee, parent_key, due FROM items WHERE gone_at IS NULL"
    )
    with store.as_of(at) as tx:
        return {row.key: (*row[1:3], (millis(NOW) - row[3]) / millis_of(DAY), *row[4:]) for row in tx.execute(query)}


def millis_of(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)


def moved(days_ago: float, **fields: tuple[str | None, str | None]) -> list[Change]:
    return [Change(NOW - days_ago * DAY, name, *values) for name, values in fields.items()]  # type: ignore[arg-type]


def test_as_of_now_is_now(store: Store) -> None:
    fill(store, Random(3), 300)
    assert then(store) == now(store)
    window = Window(millis(NOW - 90 * DAY), millis(NOW))
    with store.as_of(NOW) as past, store.read() as tx:
        assert cells(past, window) == cells(tx, window)


@settings(max_examples=examples(5), deadline=None)
@given(seed=st.integers(0, 1 << 30), back=st.integers(0, 79))
def test_flow_of_any_past_is_told_alike_with_and_without(empty: Path, seed: int, back: int) -> None:
    at = NOW - back * DAY
    window = Window(millis(at - 60 * DAY), millis(at))
    with fresh(empty) as store:
        fill(store, Random(seed), 60)
        _only_issues(store)
        with store.as_of(at) as past, store.read() as tx:
            assert _some(cells(past, window)) == _some(cells(tx, window))


def _only_issues(store: Store) -> None:
    """Flow by itself leaves out pull requests that close an issue of now, and in the past those that closed one then."""
    with store.write() as tx:
        tx.execute(text("UPDATE items SET kind = 'issue' WHERE kind = 'pull_request'"))


def _some(found: dict[Cell, Tally]) -> dict[Cell, Tally]:
    return {cell: tally for cell, tally in found.items() if tally != Tally()}


DAYS_AGO = (60, 40, 25, 12, 3, 0)


@settings(max_examples=examples(5), deadline=None)
@given(seed=st.integers(0, 1 << 30))
def test_what_was_known_on_a_day_is_told_of_it_later(empty: Path, seed: int) -> None:
    with fresh(empty) as store:
        told = lived(store, Random(seed), 40)
        assert {at: then(store, at) for at in told} == told


def test_what_was_known_on_a_day_is_told_of_it_later_in_either_database(store: Store) -> None:
    told = lived(store, Random(11), 200)
    assert min(len(seen.unlinked) for seen in told.values()) > 3
    assert len({seen.effort for seen in told.values()}) == len(told)
    assert {at: then(store, at) for at in told} == told


def lived(store: Store, random: Random, items: int) -> dict[datetime, Facts]:
    """The facts of each of some days, of a hub that was there all the time."""
    pull(store, *map(account, ("ana", "bo", "who")), now=NOW - 300 * DAY)
    with store.write() as tx:
        save_people(tx, PEOPLE)
    histories, told = [history(random, number) for number in range(1, items + 1)], {}
    for before, at in pairwise(NOW - days * DAY for days in DAYS_AGO):
        pull(store, *_shown(histories, at), *_acts(random, items, before, at), now=at)
        pull(store, *_tree(random), stream=OKRS, now=at)
        finish(store, now=at)
        if random.random() < 0.5:
            gone = histories.pop(random.randrange(len(histories)))
            pull(store, Tombstone("jira", gone.id, "deleted"), now=at)
        _map(store, random, at)
        told[at] = now(store, at)
    return told


def _shown(histories: list[Item], at: datetime) -> Iterator[Record]:
    """The items as their tool had them at a moment."""
    for each in histories:
        if each.created_at <= at:
            state: dict[str, Any] = {"due": each.due and each.due.isoformat()}
            for change in reversed(each.changes):
                state[change.field] = change.before
            past = tuple(change for change in each.changes if change.at <= at)
            state |= {change.field: change.after for change in past}
            state["due"] = state["due"] and date.fromisoformat(state["due"])
            yield replace(each, **state, changes=past, updated_at=past[-1].at if past else each.created_at)


def _acts(random: Random, items: int, before: datetime, at: datetime) -> Iterator[Activity]:
    for number in random.sample(range(10_000), items):
        when = at - random.randrange(millis_of(at - before)) * timedelta(milliseconds=1)
        who = random.choice(("ana", "bo", "who"))
        key = f"PAY-{random.randrange(items)}"
        yield activity(number + millis(at), key, at=when, actor=who, hours=random.choice((None, 2.5)))


def _tree(random: Random) -> Iterator[Record]:
    yield from (goal("S", level="strategy"), goal("O-1", parent="S", target_share=random.choice((0.5, 0.7, None))))
    yield goal("O-2", parent="S", closed=random.random() < 0.3)
    yield goal("K", level="key_result", parent=random.choice(("O-1", "O-2")), current=random.randrange(9), target=9.0)
    yield goal("G", source="jira", item="PAY-3", parent="O-2", level="initiative")
    if random.random() < 0.5:
        yield goal("O-3", parent="S", superseded_by=random.choice((None, "O-1")))


def _map(store: Store, random: Random, at: datetime) -> None:
    """Another goal for some of the items."""
    with store.write() as tx:
        covered = [each for part in linking.to_link(tx, everything=True) for each in part if random.random() < 0.4]
        links = [
            Link(source="jira", item=each.placed.item.key, goal=key, via="rule", rule="r")
            for each in covered
            if (key := random.choice(("O-1", "O-2", "K", "G", None, ""))) != ""
        ]
        save_links(tx, links, [each.id for each in covered], at)


def test_items_stand_as_they_stood(store: Store) -> None:
    past = [
        *moved(20, status=("Open", "Doing"), category=("todo", "doing"), assignee=(None, "ana")),
        *moved(15, status=("Doing", "Review"), parent=("PAY-8", "PAY-9")),
        *moved(5, status=("Review", "Done"), category=("doing", "done"), due=("2026-03-01", None)),
    ]
    done = {"status": "Done", "category": "done", "assignee": "ana", "parent": "PAY-9"}
    pull(store, item(1, **done, created_at=NOW - 40 * DAY, updated_at=NOW - 5 * DAY, changes=tuple(past)))
    assert standing(store, NOW - 41 * DAY) == {}
    assert standing(store, NOW - 30 * DAY) == {"PAY-1": ("Open", "todo", 40, None, "PAY-8", "2026-03-01")}
    assert standing(store, NOW - 10 * DAY) == {"PAY-1": ("Review", "doing", 20, "ana", "PAY-9", "2026-03-01")}
    assert standing(store, NOW - 5 * DAY) == {"PAY-1": ("Done", "done", 5, "ana", "PAY-9", None)}


def test_an_item_is_done_when_its_tool_says_and_moved_when_a_board_did(store: Store) -> None:
    pull(store, item(1, status="Done", category="done", done_at=NOW - 3 * DAY), item(2, category="todo", status="Open"))
    pull(store, facet(2, status="Building", category="doing", at=NOW - 4 * DAY))
    assert {key: each[:3] for key, each in standing(store, NOW - 3.5 * DAY).items()} == {
        "PAY-1": ("", "todo", 20),
        "PAY-2": ("Building", "doing", 4),
    }
    assert {key: each[1] for key, each in standing(store, NOW - 5 * DAY).items()} == {"PAY-1": "todo", "PAY-2": "todo"}
    assert standing(store, NOW)["PAY-1"][:3] == ("Done", "done", 3)


def test_what_is_gone_was_there(store: Store) -> None:
    pull(store, item(1))
    pull(store, Tombstone("jira", item(1).id, "deleted"), now=NOW - 2 * DAY)
    assert [list(standing(store, NOW - days * DAY)) for days in (3, 2)] == [["PAY-1"], []]


def test_goals_are_those_of_then_with_their_end(store: Store) -> None:
    for days, more in (
        (9, {}),
        (7, {"closed": True}),
        (5, {}),
        (3, {"closed": True}),
        (1, {"closed": True, "title": "New"}),
    ):
        pull(store, goal("O-1", **more), *([goal("O-2")] if days == 9 else ()), stream=OKRS, now=NOW - days * DAY)
        finish(store, now=NOW - days * DAY)
    told = {days: {fact.goal.key: fact for fact in then(store, NOW - days * DAY).goals} for days in (10, 8, 6, 4, 2, 0)}
    assert [list(facts) for facts in told.values()] == [[], ["O-1", "O-2"], ["O-1", "O-2"], ["O-1"], ["O-1"], ["O-1"]]
    ends = {days: facts["O-1"].ended for days, facts in told.items() if days < 10}
    ago = {days: (NOW - days * DAY).date() for days in (7, 3)}
    assert ends == {8: None, 6: ago[7], 4: None, 2: ago[3], 0: ago[3]}
    assert [told[days]["O-1"].goal.title for days in (2, 0)] == ["Goal O-1", "New"]
    assert {facts["O-1"].first_seen for days, facts in told.items() if days < 10} == {NOW - 9 * DAY}


def test_what_has_a_day_of_its_own_is_there_from_that_day_on(store: Store) -> None:
    day = NOW.date()
    pull(
        store,
        *(Reading(source="sheets", id=f"r{n}", subject="K", at=day - n * DAY, place="x", value=1.0) for n in range(3)),
        Decision(source="sheets", id="d", at=day - DAY, title="We do", place="x"),
        Target(source="sheets", id="t", goal="K", begin=day, end=day + DAY, value=3.0, place="x"),
        stream=OKRS,
    )
    for days, readings, decisions in ((0, 3, 1), (1, 2, 1), (2, 1, 0)):
        with store.as_of(NOW - days * DAY) as tx:
            assert len(statements.readings_of(tx, "K")) == readings
            assert len(statements.of(tx, Decision)) == decisions
            assert len(statements.of(tx, Target)) == 1


class _FallenError(Exception):
    pass


def _fall(store: Store) -> None:
    with store.as_of(NOW - 50 * DAY) as tx:
        facts(tx, NOW)
        raise _FallenError


def test_nothing_of_it_is_left(store: Store) -> None:
    fill(store, Random(4), 30)
    before = now(store)
    for _ in range(8):  # as often as makes a driver prepare its statements
        with pytest.raises(_FallenError):
            _fall(store)
        assert then(store, NOW - 50 * DAY) != before
        assert now(store) == before
    with store.read() as tx:
        hidden = {"sqlite": "SELECT count(*) FROM temp.sqlite_master"}
        query = hidden.get(
            tx.dialect.name, "SELECT count(*) FROM pg_class WHERE relpersistence = 't' AND relkind = 'r'"
        )
        assert tx.scalar(text(query)) == 0


def test_nothing_can_be_written_through_it(store: Store) -> None:
    """Of what stands for the past nothing is kept: also what PostgreSQL lets be written there."""
    with pytest.raises((DBAPIError, StoreError)), store.as_of(NOW) as tx:
        tx.execute(text("INSERT INTO pending (item_id) VALUES (1)"))
    with suppress(DBAPIError, StoreError), store.as_of(NOW) as tx:
        meta.put(tx, "a", "1")
    with store.read() as tx:
        assert (waiting(tx), meta.get(tx, "a")) == (0, None)


def test_writers_do_not_wait_for_it_nor_it_for_them(store: Store) -> None:
    pull(store, item(1))
    with store.as_of(NOW) as tx:
        pull(store, item(2))
        assert tx.scalar(text("SELECT count(*) FROM items")) == 1
    with store.write() as writing:
        meta.put(writing, "a", "1")
        assert sorted(standing(store, NOW)) == ["PAY-1", "PAY-2"]


def test_each_table_is_of_then_or_known_to_be_of_now(store: Store) -> None:
    shown = {
        "sqlite": "SELECT name FROM temp.sqlite_master",
        "postgresql": "SELECT relname FROM pg_class WHERE relnamespace = pg_my_temp_schema()",
    }
    with store.as_of(NOW) as tx:
        past = set(tx.execute(text(shown[tx.dialect.name])).scalars())
    tables = {table.name for table in Row.metadata.sorted_tables}
    assert tables - past == OF_NOW


def test_kept_tables_have_the_keys_of_the_real_ones() -> None:
    real = {name: ", ".join(column.name for column in Row.metadata.tables[name].primary_key) for name in KEPT}
    assert real == KEPT
