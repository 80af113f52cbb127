"""An admin finds each row that could not be read, mends it, and sees it go; what was read of the rest stands at its goal."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sandbox import sheets
from sandbox.clock import SimulatedClock
from sandbox.server import Sandbox
from tests.acceptance.command import fairlead, told
from tests.acceptance.recorded import settle

BOOK = "1RowsOfA11Kinds"
TABS: dict[str, list[list[Any]]] = {
    "OKRs": [["ID", "Level", "Title", "Target"], ["O-1", "Objective", "Grow"], ["KR-1", "Wombat", "Sell", 10]],
    "Targets": [["Goal", "Period", "Target"], ["O-1", "Q1 2026", 5], ["O-1", "Q9 2026", 7]],
    "Check-ins": [["Goal", "Date", "Value"], ["O-1", "2026-11-02", 4], ["O-1", "2026-11-09", "lots"]],
    "Metrics": [
        ["Metric", "Date", "Value", "Unit", "Direction", "Supports"],
        ["Refunds", "2026-11-02", 4, "a week", "decrease", "O-1"],
        ["Refunds", "never", 3],
    ],
    "Decisions": [["Date", "Decision", "Goals", "Note"], ["2026-10-01", "Close the old shop", "O-1"], ["2026-10-02"]],
    "People": [["Name", "E-mail"], ["Ana", "ana@example.com"], ["Bo", "no mail"]],
}
LEFT_OUT = {"OKRs!B3", "Targets!B3", "Metrics!B3", "Decisions!B3", "People!B3"}


def kind(title: str) -> str:
    return "goals" if title == "OKRs" else title.lower()


def test_each_bad_row_is_listed_until_it_is_mended(tmp_path: Path) -> None:
    state = sheets.SheetsState(SimulatedClock(datetime.now(UTC)))
    state.add_spreadsheet(BOOK, "Goals")
    for title, rows in TABS.items():
        state.add_tab(BOOK, title, [list(row) for row in rows])
    (tmp_path / "mappings.toml").write_text("")
    settings = {"spreadsheet": BOOK, "tabs": [{"title": title, "kind": kind(title)} for title in TABS]}
    with Sandbox({"sheets": sheets.app(state)}, state.clock) as sandbox:
        config = settle(tmp_path, sandbox.urls, {"sheets": state.token}, {"sheets": settings})
        assert "Nothing was read yet" in fairlead("unread", config=config).stdout
        assert "6 things there cannot be read: `fairlead unread`" in fairlead("sync", config=config).stdout
        rows = told("unread", config=config)["unread"]
        assert {row["place"] for row in rows if row["lost"]} == LEFT_OUT
        assert [row["place"] for row in rows if not row["lost"]] == ["'Check-ins'!C3"]
        assert all(row["reason"] and row["since"] for row in rows)
        assert "sheets Targets!B3" in fairlead("unread", config=config).stdout
        about_the_goal(config)
        sandbox.call(lambda: state.set(BOOK, "OKRs!B3", "Key result"))
        assert "5 things there cannot" in fairlead("sync", config=config).stdout
        assert "OKRs!B3" not in {row["place"] for row in told("unread", config=config)["unread"]}


def about_the_goal(config: Path) -> None:
    lines = [" ".join(line.split()) for line in fairlead("goals", "O-1", config=config).stdout.splitlines()]
    assert "2026-01-01 – 2026-03-31 5 Targets!C2" in lines
    assert "Refunds 4 a week 2026-11-02 should fall should move this goal" in lines
    assert "2026-10-01 Close the old shop" in lines
    (measured,) = told("goals", "O-1", config=config)["goal"]["measured"].values()
    assert (measured["value"], measured["at"]) == (4, "2026-11-02")
