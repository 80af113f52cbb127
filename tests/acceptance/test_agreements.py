"""D20 over the whole road: owners answer to a change of targets, and nobody works otherwise."""

from datetime import date
from pathlib import Path

import pytest

from sandbox.company.goals import BOOK
from sandbox.company.register import CHECK_INS, DECISIONS
from sandbox.sheets.values import Cell
from tests.acceptance.road import Key, Scene, keys
from tests.acceptance.test_allocation import changed
from tests.seeds import some


def unkept(now: Scene) -> set[Key]:
    return {key for key in keys(now.travel().reconciled.open) if key[0] == "D20"}


def answer(now: Scene, on: date) -> None:
    """The owner of O-1 commits, whose team works for nothing else anyway; that of O-2 says so in a check-in; that of O-3 says
    nothing, and O-4 is asked for nothing."""
    board, sheets = now.company.stage.board, now.company.tools.sheets
    owners = {row.key: row.owners[0].email for row in board.objectives}
    decided: list[Cell] = [on, "Two of us go to checkout", "Commitment", "O-1", owners["O-1"]]
    said: list[list[Cell]] = [
        [on, "O-2", None, None, None, "We stop the nightly builds", owners["O-2"]],
        [on, "O-3", None, None, "On track", None, owners["O-3"]],
        [on, "O-4", None, None, None, "Noted", owners["O-4"]],
    ]
    sheets.insert_row(BOOK, DECISIONS, 1, decided)
    for line in said:
        sheets.insert_row(BOOK, CHECK_INS, 1, line)


@pytest.mark.parametrize("seed", some([411, 412, 414], 1))
def test_who_answered_and_did_not_move_is_told_after_three_weeks(tmp_path: Path, seed: int) -> None:
    with changed(tmp_path, seed, 20) as now:
        day = now.company.stage.calendar.today
        now.opened.sandbox.call(lambda: answer(now, day))
        assert unkept(now) == set()
        now.opened.sandbox.call(lambda: now.company.pass_day())
        assert unkept(now) == {("D20", "goal", "O-2", "warning")}
