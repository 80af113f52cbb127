"""Flow as the store counts it: equal to another recomputation on random histories, in both databases."""

import math
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from shutil import copy
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from core.flow import Flow, by_goal, by_team, flow, total
from core.journey import Window
from core.people import People, Person, Team
from core.records import Change, Item, Tombstone
from core.tally import Tally
from core.times import millis
from store import Store
from store.accounts import save_people
from store.bulk import put
from store.flow import cells
from store.goals_at import goals_at
from store.links import COLUMNS
from tests.seeds import examples
from tests.store.flow_oracle import recomputed
from tests.store.samples import DAY, NOW, OKRS, account, facet, finish, goal, item, pull

PEOPLE = People(
    people={"ana@example.com": Person(team="core"), "bo@example.com": Person(team="web")},
    teams={"core": Team(), "web": Team(), "pay": Team(containers=("jira:PAY",))},
)
STATUSES = {"todo": ("Open", "Ready"), "doing": ("In Progress", "Review", "Blocked"), "done": ("Done", "Closed")}
KINDS = ("issue", "issue", "issue", "issue", "row", "pull_request", "pull_request", "epic", "thread")


def history(random: Random, number: int) -> Item:
    """An item of any past."""
    at = NOW - random.randrange(1, 200) * DAY - timedelta(seconds=random.randrange(90_000))
    state: dict[str, Any] = {"status": "Open", "category": "todo", "assignee": None, "due": None}
    state["category"] = random.choices(("todo", "doing", "done"), (8, 1, 1))[0]
    state["status"] = random.choice(STATUSES[state["category"]])
    born, changes = at, []
    for _ in range(random.randrange(12)):
        at += timedelta(days=random.choice((0, 0, 1, 2, 5, 15, 40)), seconds=random.randrange(1, 90_000))
        if at >= NOW:
            break
        for field, value in _move(random, state["category"], at).items():
            if state[field] != value:
                changes.append(Change(at, field, state[field], value))  # type: ignore[arg-type]
                state[field] = value
    due = state["due"] and (NOW.date().fromisoformat(state["due"]))
    return item(
        number,
        **{**state, "due": due},
        kind=random.choice(KINDS),
        container=random.choice(("PAY", "WEB")),
        parent=random.choice((None, f"PAY-{random.randrange(60)}")),
        created_at=born,
        updated_at=changes[-1].at if changes else born,
        changes=tuple(changes),
    )


def _move(random: Random, category: str, at: Any) -> dict[str, str | None]:
    match random.choice(("step", "step", "assignee", "assignee", "due")):
        case "assignee":
            return {"assignee": random.choice((None, "ana", "bo", "who"))}
        case "due":
            days = timedelta(days=random.randrange(-3, 60))
            return {"due": random.choice((None, *[str((at + days).date())] * 5))}
        case _:
            after = random.choice(
                {"todo": ("todo", "doing", "doing", "done"), "doing": ("doing", "done", "done", "todo")}.get(
                    category, ("doing", "done", "todo")
                )
            )
            return {"status": random.choice(STATUSES[after]), "category": after}


def fill(store: Store, random: Random, items: int) -> None:
    """A company of that many items with goals that moved, and links that came and went."""
    histories = [history(random, number) for number in range(items)]
    gone = [Tombstone("jira", each.id, "deleted") for each in histories if random.random() < 0.05]
    pull(store, *(account(name) for name in ("ana", "bo", "who")), *histories)
    pull(store, *gone, now=NOW - random.randrange(30) * DAY)
    for days in (80, 20):
        tree = [
            goal("S"),
            goal("O-1", parent="S"),
            goal("O-2", parent="S"),
            goal("K", parent=random.choice(("O-1", "O-2"))),
        ]
        pull(store, *tree, goal("G", source="jira", item="PAY-3", parent="O-2"), stream=OKRS, now=NOW - days * DAY)
        finish(store, now=NOW - days * DAY)
    with store.write() as tx:
        save_people(tx, PEOPLE)
        put(tx, "links", COLUMNS, list(_links(random, items)), ("item_id", "valid_from", "position"))


def _links(random: Random, items: int) -> Iterator[tuple[Any, ...]]:
    for number in range(1, items + 1):
        at = sorted(millis(NOW - random.randrange(120) * DAY) for _ in range(random.choice((1, 1, 2))))
        for begin, end in zip(at, [*at[1:], None], strict=True):
            served = random.sample(("O-1", "O-2", "K", "G", "O-9"), random.choice((1, 1, 2, 3)))
            if begin != end:
                for position, key in enumerate(served, random.choice((0, 0, 0, -1))):
                    yield number, begin, position, end, key, 0.5, "rule", "r", "v", None, "[]", None, 0, 0.9


def told(of: Flow, tally: Tally) -> dict[str, Any]:
    """Our figures in the words of the recomputation."""
    spreads = ("cycle", "age", "handoffs", "todo_time", "doing_time")
    weeks = len(of.came)
    return {
        **{name: getattr(of, name) for name in ("finished", "doing", "oldest", "dated", "moves", "later")},
        **{name: (each.n, each.p50, each.p85) for name in spreads for each in [getattr(of, name)]},
        "seen": tally.seen,
        "due": tally.due,
        "met": tally.met,
        "slowest": {stay.status: (stay.days.n, stay.days.p50, stay.days.p85) for stay in of.slowest},
        **{
            name: {weeks - 1 - n: count for n, count in enumerate(getattr(of, name)) if count}
            for name in ("came", "left")
        },
    }


def counted(store: Store, window: Window) -> dict[str, dict[str, Any]]:
    with store.read() as tx:
        found, goals = cells(tx, window), goals_at(tx, window.end)
    tallies = {
        "whole": total(found.values()),
        **{f"team {name}": tally for name, tally in by_team(found).items()},
        **{f"goal {key}": tally for key, tally in by_goal(found, goals).items()},
    }
    return {place: told(flow(tally, window), tally) for place, tally in tallies.items()}


def agree(ours: Any, theirs: Any) -> bool:
    """Numbers to the last told digit; percentiles of the same numbers may be rounded apart."""
    if isinstance(ours, dict):
        return ours.keys() == theirs.keys() and all(agree(ours[key], theirs[key]) for key in ours)
    if isinstance(ours, tuple):
        return len(ours) == len(theirs) and all(map(agree, ours, theirs))
    if ours is None or theirs is None:
        return ours is theirs
    return math.isclose(ours, theirs, abs_tol=0.0011)


def disagreements(store: Store, window: Window) -> list[Any]:
    ours, theirs = counted(store, window), recomputed(store, window)
    assert "whole" in ours
    nothing = told(flow(Tally(), window), Tally())
    return [
        (place, name, ours.get(place, nothing)[name], figures[name])
        for place, figures in theirs.items()
        for name in figures
        if not agree(_trimmed(ours.get(place, nothing)[name], name, window), _trimmed(figures[name], name, window))
    ] + [place for place in ours.keys() - theirs.keys() if ours[place] != nothing]


def _trimmed(figure: Any, name: str, window: Window) -> Any:
    """Weeks that are not whole are not told of."""
    whole = int(window.days // 7)
    return {week: count for week, count in figure.items() if week < whole} if name in ("came", "left") else figure


@contextmanager
def fresh(empty: Path) -> Iterator[Store]:
    with TemporaryDirectory() as folder, closing(Store.open(f"sqlite:///{copy(empty, folder)}")) as store:
        yield store


@settings(max_examples=examples(6), deadline=None)
@given(seed=st.integers(0, 1 << 30), days=st.integers(7, 120), back=st.sampled_from((0, 0, 10, 50, 100)))
def test_another_recomputation_agrees_on_random_histories(empty: Path, seed: int, days: int, back: int) -> None:
    end = NOW - back * DAY
    with fresh(empty) as store:
        fill(store, Random(seed), 60)
        assert disagreements(store, Window(millis(end - days * DAY), millis(end))) == []


def test_it_agrees_on_many_items_in_either_database(store: Store) -> None:
    fill(store, Random(3), 600)
    window = Window(millis(NOW - 90 * DAY), millis(NOW))
    assert disagreements(store, window) == []
    whole = counted(store, window)["whole"]
    assert min(whole["cycle"][0], whole["due"], whole["moves"], whole["later"], whole["handoffs"][2]) > 0
    assert len(whole["slowest"]) == 3


WINDOW = Window(millis(NOW - 90 * DAY), millis(NOW))


def whole(store: Store, window: Window = WINDOW, goals: tuple[str, ...] | None = None) -> Flow:
    with store.read() as tx:
        return flow(total(cells(tx, window, goals).values()), window)


def test_a_closed_item_without_history_was_open_until_its_tool_says(store: Store) -> None:
    pull(store, *(item(n, category="done", status="Done", done_at=NOW - n * DAY) for n in range(1, 9)))
    found = whole(store)
    assert (found.finished, found.cycle.n, found.todo_time.n, found.completion.n) == (8, 0, 0, 8)
    assert found.left[-2:] == (2, 6)
    week_ago = Window(WINDOW.start, millis(NOW - 5 * DAY))
    assert (whole(store, week_ago).finished, whole(store, week_ago).doing) == (4, 0)


def test_what_a_board_says_counts_from_when_it_said_so(store: Store) -> None:
    pull(store, item(1, category="todo", status="open"), facet(1, status="Building", category="doing"))
    found = whole(store)
    assert (found.doing, found.oldest) == (1, 9.0)


def test_work_is_what_is_done_and_not_what_holds_it(store: Store) -> None:
    pull(store, item(1), item(2, kind="pull_request", parent="PAY-1"), item(3, kind="pull_request", parent="PAY-99"))
    pull(store, item(4, kind="epic"), item(5, kind="thread"), item(6), item(7, kind="row"))
    pull(store, goal("G", source="jira", item="PAY-6"), stream=OKRS)
    assert whole(store).doing == 3


def test_what_is_gone_was_there_before(store: Store) -> None:
    pull(store, item(1), item(2))
    pull(store, Tombstone("jira", item(2).id, "deleted"), now=NOW - 2 * DAY)
    assert whole(store).doing == 1
    assert whole(store, Window(WINDOW.start, millis(NOW - 3 * DAY))).doing == 2


def test_only_some_goals_give_the_same_as_all_of_them_picked(store: Store) -> None:
    fill(store, Random(5), 200)
    with store.read() as tx:
        every, some = cells(tx, WINDOW), cells(tx, WINDOW, ["O-1", "K"])
    assert some
    assert some == {cell: tally for cell, tally in every.items() if {"O-1", "K"} & set(cell[0])}
    assert whole(store, goals=()) == flow(Tally(), WINDOW)
