"""Goals stay until an exhaustive pull has twice not shown them, and each belongs to one stream."""

from datetime import timedelta

from sqlalchemy import text

from core.contract import Stream
from core.records import Goal
from core.times import millis
from store import Store, roster
from store.goals import DECODE, all_goals
from tests.store.samples import DAY, ISSUES, NOW, OKRS, finish, goal, pull

HOUR = timedelta(hours=1)


def keys(store: Store) -> list[str]:
    with store.read() as tx:
        return [each.key for each in all_goals(tx)]


def scan(store: Store, *goals: Goal, hours: float = 0, complete: bool = True) -> None:
    now = NOW + hours * HOUR
    pull(store, *goals, stream=OKRS, now=now)
    finish(store, now=now, complete=complete)


def test_a_goal_is_gone_when_two_scans_an_hour_apart_agree(store: Store) -> None:
    scan(store, goal("O-1"), goal("O-2"))
    scan(store, goal("O-1"), hours=1)
    assert keys(store) == ["O-1", "O-2"]
    scan(store, goal("O-1"), hours=1.5)
    assert keys(store) == ["O-1", "O-2"]
    scan(store, goal("O-1"), hours=2)
    assert keys(store) == ["O-1"]
    scan(store, goal("O-1"), goal("O-2"), hours=3)
    assert keys(store) == ["O-1", "O-2"]


def test_a_second_scan_that_saw_the_same_lets_it_go_as_well(store: Store) -> None:
    scan(store, goal("O-1"), goal("O-2"))
    scan(store, goal("O-1"), hours=1)
    for hours, left in ((1.5, ["O-1", "O-2"]), (2, ["O-1"]), (9, ["O-1"])):
        finish(store, now=NOW + hours * HOUR, complete=False, unchanged=True)
        assert keys(store) == left
    with store.read() as tx:
        ended = tx.execute(text("SELECT goal, valid_to FROM goal_versions WHERE valid_to IS NOT NULL")).all()
    assert [tuple(row) for row in ended] == [("O-2", millis(NOW + 2 * HOUR))]


def test_a_scan_that_was_killed_before_its_end_counts_when_the_next_saw_the_same(store: Store) -> None:
    scan(store, goal("O-1"), goal("O-2"))
    pull(store, goal("O-1"), stream=OKRS, now=NOW + HOUR)
    for hours, left in ((2, ["O-1", "O-2"]), (2.5, ["O-1", "O-2"]), (3, ["O-1"])):
        finish(store, now=NOW + hours * HOUR, complete=False, unchanged=True)
        assert keys(store) == left


def test_only_the_stream_itself_can_agree_that_a_goal_is_missing(store: Store) -> None:
    scan(store, goal("O-1"), goal("O-2"))
    scan(store, goal("O-1"), hours=1)
    for stream in (ISSUES, Stream("goals", "Copy of OKRs", incremental=False, exhaustive=True)):
        finish(store, stream, now=NOW + 9 * HOUR, complete=False, unchanged=True)
    assert keys(store) == ["O-1", "O-2"]


def test_partial_failed_and_empty_reads_take_no_goal_away(store: Store) -> None:
    scan(store, goal("O-1"), goal("O-2"))
    for hours in range(1, 5):
        scan(store, hours=hours)
        scan(store, goal("O-1"), hours=hours, complete=False)
    assert keys(store) == ["O-1", "O-2"]


def test_an_empty_read_takes_back_that_a_goal_was_missing(store: Store) -> None:
    scan(store, goal("O-1"), goal("O-2"))
    scan(store, goal("O-1"), hours=1)
    scan(store, hours=2)
    for hours in (3, 9):
        finish(store, now=NOW + hours * HOUR, complete=False, unchanged=True)
    scan(store, goal("O-1"), hours=10)
    assert keys(store) == ["O-1", "O-2"]
    scan(store, goal("O-1"), hours=11)
    assert keys(store) == ["O-1"]


def test_a_goal_that_comes_back_is_not_missing_any_more(store: Store) -> None:
    scan(store, goal("O-1"), goal("O-2"))
    scan(store, goal("O-1"), hours=1)
    scan(store, goal("O-1"), goal("O-2"), hours=2)
    scan(store, goal("O-1"), hours=3)
    assert keys(store) == ["O-1", "O-2"]


def test_two_streams_do_not_fight_over_a_key(store: Store) -> None:
    scan(store, goal("O-1", place="OKRs!A2"))
    other = Stream("goals", "Copy of OKRs", incremental=False, exhaustive=True)
    assert pull(store, goal("O-1", title="Copy", place="Copy!A2"), stream=other).rejected == 1
    with store.read() as tx:
        assert [each.title for each in all_goals(tx)] == ["Goal O-1"]
        reason = tx.execute(text("SELECT reason FROM quarantine")).scalar()
    assert reason == "goal key O-1 is already used at OKRs!A2"


def test_goals_of_a_retired_stream_stay_until_another_brings_them(store: Store) -> None:
    scan(store, goal("O-1"), goal("O-2"))
    with store.write() as tx:
        roster.retire(tx, "sheets", [])
    assert keys(store) == ["O-1", "O-2"]
    moved = Stream("goals", "New OKRs", incremental=False, exhaustive=True)
    for day in range(3):
        pull(store, goal("O-1", place="New!A2"), stream=moved, now=NOW + day * DAY)
        finish(store, moved, NOW + day * DAY)
    assert keys(store) == ["O-1", "O-2"]
    with store.read() as tx:
        assert [each.place for each in all_goals(tx)] == ["New!A2", "OKRs!O-2"]
        assert tx.execute(text("SELECT count(*) FROM quarantine")).scalar() == 0


def test_a_goal_keeps_its_past(store: Store) -> None:
    for day, current in enumerate((10.0, 10.0, 25.0)):
        pull(store, goal("KR-1", level="key_result", current=current), stream=OKRS, now=NOW + day * DAY)
    with store.read() as tx:
        rows = tx.execute(text("SELECT valid_from, valid_to FROM goal_versions ORDER BY valid_from")).all()
    assert len(rows) == 2
    assert rows[0].valid_to == rows[1].valid_from
    assert rows[1].valid_to is None


def test_a_row_that_only_moved_in_its_sheet_is_no_new_version(store: Store) -> None:
    here, there = (
        goal("O-1", place="OKRs!A2", cells={"title": "OKRs!C2"}),
        goal("O-1", place="OKRs!A9", url="https://x"),
    )
    for day, one in enumerate((here, there, goal("O-1", place="OKRs!A9", title="Grow"))):
        pull(store, one, stream=OKRS, now=NOW + day * DAY)
        with store.read() as tx:
            versions = tx.execute(text("SELECT valid_from, data FROM goal_versions ORDER BY valid_from")).all()
            assert [DECODE(version.data).place for version in versions[-1:]] == [one.place]
            assert len(versions) == (2 if day == 2 else 1)
            assert all_goals(tx) == [one]


def test_a_goal_that_comes_back_as_it_was_is_a_new_version(store: Store) -> None:
    for hours, shown in ((0, "O-1"), (1, "O-2"), (3, "O-2"), (4, "O-1")):
        pull(store, goal(shown), stream=OKRS, now=NOW + hours * HOUR)
        finish(store, OKRS, NOW + hours * HOUR)
    with store.read() as tx:
        query = "SELECT valid_to IS NULL FROM goal_versions WHERE goal = 'O-1' ORDER BY valid_from"
        assert [bool(open_) for open_ in tx.execute(text(query)).scalars()] == [False, True]
