"""The kit on Google Sheets: a tab of each kind as people keep them, and one column of our own beside the goals."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from connectors.sheets import plugin
from fairlead.testing import ConnectorConformance, Place, World
from fairlead.testing.desk import BY
from sandbox.sheets import SheetsState, app
from sandbox.sheets.state import without_empty_end
from sandbox.sheets.values import Cell
from tests.conformance.stand import Stand, stand
from tests.contract.sheets_contract import check

BOOK, TAB, CHECK_INS = "1a2B3c", "OKRs", "check-ins"
OKRS: list[list[Any]] = [
    ["ID", "Level", "Title", "Parent", "Owner", "Start date", "Due", "Target share", "Start", "Target", "Current"],
    ["S-1", "Strategy", "Be the easiest to buy from"],
    ["O-1", "Objective", "Renewals", "S-1", "ada@example.org", "2026-01-01", "2026-03-31", "35 %"],
    ["KR-1", "Key Result", "Renewal rate", "O-1", "bo@example.org", None, None, None, 0.8, "92 %", 0.85],
    ["KR-2", "Key Result", "Unreadable", "O-1", None, "soon"],
]

OTHERS: dict[str, list[list[Any]]] = {
    "targets": [["Goal", "Q1 2026", "Q2 2026"], ["Renewal rate", 0.85, "soon"], ["KR-2", None, 7]],
    "decisions": [["Date", "Decision", "Goals"], ["2026-02-03", "Stop the portal", "Renewals; KR-1"], ["", "Undated"]],
    "metrics": [["Metric", "Date", "Value", "Low"], ["Refunds", "2026-02-02", 31, 0], ["Refunds", "2026-02-09", 28]],
    CHECK_INS: [
        ["Goal", "Date", "Value", "Confidence", "Note", "Author"],
        ["KR-1", "2026-02-09", 0.85, "70 %", "the bank is slow"],
    ],
    "people": [["Name", "E-mail", "Team", "GitHub"], ["Ada", "ada@example.org", "Payments", "@ada-l"], ["Bo", "none"]],
}


class Moves:
    """What people do in it, and what can be seen."""

    def __init__(self, state: SheetsState) -> None:
        self.state, self._turns = state, count()
        state.add_spreadsheet(BOOK, "Company OKRs")
        state.add_tab(BOOK, TAB, OKRS)
        for title, rows in OTHERS.items():
            state.add_tab(BOOK, title, rows)

    def change(self) -> str:
        self.state.set(BOOK, f"{TAB}!K4", 0.86 + next(self._turns) / 100)
        return "KR-1"

    def standing(self) -> list[str]:
        """Texts below our heading."""
        rows = self.state.rows(BOOK, TAB)
        column = _ours(rows)
        return [str(row[column]) for row in rows[1:] if len(row) > column and row[column] not in (None, "")]

    def answered(self) -> list[str]:
        """Notes of the rows that the kit asked for."""
        return [str(row[4]) for row in self.state.rows(BOOK, CHECK_INS) if row[5:] == [BY]]

    def not_answered(self) -> list[list[Cell]]:
        return [row for row in self.state.rows(BOOK, CHECK_INS) if row[5:] != [BY]]

    def told(self) -> list[str]:
        """Tabs that nobody of the company made."""
        ours = [tab.title for tab in self.state.books[BOOK].tabs if tab.title not in (TAB, *OTHERS)]
        return ["\n".join(str(cell) for row in self.state.rows(BOOK, title) for cell in row) for title in ours]

    def everything(self) -> list[Any]:
        return [self.state.rows(BOOK, title) for title in (TAB, *OTHERS)]

    def foreign(self) -> list[list[Cell]]:
        rows = self.state.rows(BOOK, TAB)
        return [without_empty_end(row[: _ours(rows)] + row[_ours(rows) + 1 :]) for row in rows]


def _ours(rows: list[list[Cell]]) -> int:
    return rows[0].index("Fairlead") if "Fairlead" in rows[0] else len(rows[0])


def world_of(stand: Stand) -> World:
    state = SheetsState(stand.anew())
    stand.put(app(state))
    moves, see = Moves(state), stand.see
    tabs = [{"title": TAB}, *({"title": kind, "kind": kind} for kind in OTHERS)]
    table = {"base_url": stand.url, "spreadsheet": BOOK, "tabs": tabs}
    return World(
        settings={**table, "token": {"env": "KIT_TOKEN"}},
        wrong={**table, "token": {"env": "KIT_WRONG_TOKEN"}},
        change=see(moves.change),
        pass_time=stand.clock.advance,
        secrets=(state.token,),
        places={
            "cells": Place("O-1", see(moves.standing), see(moves.foreign)),
            "page": Place(
                "dashboard",
                see(moves.told),
                see(moves.everything),
                shown=see(lambda: "\n".join(moves.told())),
            ),
            "check-in": Place("KR-1", see(moves.answered), see(moves.not_answered)),
        },
    )


@pytest.fixture(scope="module")
def sheets() -> Iterator[Stand]:
    with stand("sheets", check) as running:
        yield running


@pytest.fixture
def world(sheets: Stand, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv("KIT_TOKEN", "sandbox-sheets-token")
    monkeypatch.setenv("KIT_WRONG_TOKEN", "wrong-token-77c1")
    return world_of(sheets)


class TestSheets(ConnectorConformance):
    plugin = plugin
    writes = ("cells", "check-in", "page")
