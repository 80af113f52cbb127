"""A goal that people take out of a tool goes from the hub too, once a second look an hour later agrees, and not before."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.company.goals import BOOK, TAB
from sandbox.faults import Fault
from sandbox.sheets.state import Tab
from sandbox.sheets.values import Cell
from scheduler import syncing
from store.goals import all_goals
from tests.acceptance.recorded import ANTS, hub_of_the_past
from tests.acceptance.road import Scene, scene

ROW: list[Cell] = ["KR-77", "Key result", "Put in and taken out again"]


@pytest.fixture
def now(tmp_path: Path) -> Iterator[Scene]:
    """The goals have been read, and an hour later the row of one of them is deleted."""
    with scene(tmp_path, 41, people=16) as opened:
        change(opened, okrs(opened).rows.append)
        look(opened)
        opened.company.clock.advance(timedelta(hours=1))
        change(opened, okrs(opened).rows.remove)
        yield opened


def okrs(now: Scene) -> Tab:
    return now.company.tools.sheets.books[BOOK].tab(TAB)


def change(now: Scene, act: Callable[[list[Cell]], None]) -> None:
    now.opened.sandbox.call(lambda: act(ROW))


def look(now: Scene, hours: float = 0) -> int:
    """How many goals of the sheet the hub knows after looking at it, so many hours later."""
    now.company.clock.advance(timedelta(hours=hours))
    syncing.sync(now.hub, lambda *_: None, ["sheets"])
    with now.hub.store.read() as tx:
        return sum(goal.source == "sheets" for goal in all_goals(tx))


def test_a_deleted_row_is_a_goal_less_an_hour_later(now: Scene) -> None:
    left = len(okrs(now).rows) - 1
    assert [look(now, hours) for hours in (0, 0.9, 0.1, 1)] == [left + 1, left + 1, left, left]


def test_a_failed_read_agrees_with_nothing(now: Scene) -> None:
    left = len(okrs(now).rows) - 1
    assert look(now) == left + 1
    now.opened.sandbox.faults.append(Fault("sheets", "GET ", status=404, times=1))
    assert [look(now, 2), look(now, 0.1)] == [left + 1, left]
    assert now.opened.sandbox.faults[0].times == 0


def test_an_empty_sheet_agrees_with_nothing(now: Scene) -> None:
    rows = okrs(now).rows
    assert look(now) == len(rows)
    below = rows[1:]
    now.opened.sandbox.call(lambda: rows.__delitem__(slice(1, None)))
    assert [look(now, 2), look(now, 2)] == [len(below) + 1] * 2
    now.opened.sandbox.call(lambda: rows.extend(below))
    assert [look(now, 2), look(now, 0.5), look(now, 0.5)] == [len(below) + 1, len(below) + 1, len(below)]


def test_a_deleted_milestone_is_a_goal_less_an_hour_later(tmp_path: Path) -> None:
    with hub_of_the_past(tmp_path) as (past, hub):
        milestones = past.github.repos[ANTS].milestones
        milestones[8] = {**milestones[7], "id": 8, "number": 8, "title": "v0.12.0"}
        known = []
        for hours in (0, 0, 1):
            past.clock.advance(timedelta(hours=hours))
            syncing.sync(hub, lambda *_: None, ["github"])
            past.sandbox.call(lambda: milestones.pop(8, None))
            with hub.store.read() as tx:
                known.append([goal.title for goal in all_goals(tx)])
        assert known == [["v0.11.0", "v0.12.0"], ["v0.11.0", "v0.12.0"], ["v0.11.0"]]


def test_a_row_that_came_back_begins_anew(now: Scene) -> None:
    rows = okrs(now).rows
    known = look(now)
    for act in (rows.append, rows.remove, rows.append, rows.remove):
        change(now, act)
        assert look(now, 0.5) == known
    assert [look(now, 0.5), look(now, 0.5)] == [known, known - 1]
