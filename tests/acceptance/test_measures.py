"""Key results of every kind in a sheet, through the real command: how they stand, what drifts, and what was graded."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sandbox import sheets
from sandbox.clock import SimulatedClock
from sandbox.server import Sandbox
from tests.acceptance.command import told
from tests.acceptance.recorded import settle

BOOK = "1Measures"
DRIFT = 3
HEADERS = [
    *("ID", "Level", "Title", "Parent", "Owner", "Start date", "End date", "Start", "Target", "Current", "Status"),
    *("Measure", "Low", "High", "Weight", "Query"),
]


def day(back: int) -> date:
    """So many days before the day on which the real command runs."""
    return datetime.now(UTC).date() - timedelta(days=back)


def row(key: str, *, since: int = 50, until: int = -49, **cells: Any) -> list[Any]:
    """A key result whose 100 days are half over, unless it says otherwise."""
    known = {
        "ID": key, "Level": "Key result", "Title": f"What {key} is about", "Parent": "O-1", "Owner": "ada@example.org",
        "Start date": day(since - 1), "End date": day(until - 1), **cells,
    }  # fmt: skip
    return [known.get(header) for header in HEADERS]


def tabs() -> dict[str, tuple[str, list[list[Any]]]]:
    """For each tab its kind and its rows."""
    goals: list[list[Any]] = [
        HEADERS,
        row("O-1", Level="Objective", Parent=None, Status="On track"),
        row("UP", Start=0, Target=100, Current=50, Weight=2),
        row("DOWN", Start=100, Target=0, Current=80, Status="Red: we know"),
        row("KEPT", Measure="keep", Low=1, High=3, Current=2),
        row("OUT", Measure="keep in range", Low=1, High=3, Current=2),
        row("SHIP", Measure="milestone", Current="yes"),
        row("PHASED", Start=0, Target=100, Current=10),
        row("LATE", Measure="milestone", since=90, until=2, Current="no"),
        row("FED", Start=0, Target=4, Query='count = { category = "done"'),
    ]
    check_ins: list[list[Any]] = [
        ["Date", "Goal", "Value", "Status"],
        *([day(back), "DOWN", 95, "red"] for back in (20, 10)),
        [day(20), "O-1", None, "On track"],
        [day(3), "UP", 45, None],
        [day(0), "OUT", 4, None],  # of one day the own row counts
    ]
    targets: list[list[Any]] = [["Goal", "From", "To", "Target"], ["PHASED", day(49), day(0), 10]]
    return {"OKRs": ("goals", goals), "Targets": ("targets", targets), "Check-ins": ("check-ins", check_ins)}


@pytest.fixture
def config(tmp_path: Path) -> Iterator[Path]:
    state = sheets.SheetsState(SimulatedClock(datetime.now(UTC)))
    state.add_spreadsheet(BOOK, "Goals")
    kinds = tabs()
    for title, (_, rows) in kinds.items():
        state.add_tab(BOOK, title, rows)
    (tmp_path / "mappings.toml").write_text("")
    wanted = [{"title": title, "kind": kind} for title, (kind, _) in kinds.items()]
    with Sandbox({"sheets": sheets.app(state)}, state.clock) as sandbox:
        settings: Any = {"sheets": {"spreadsheet": BOOK, "tabs": wanted}}
        yield settle(tmp_path, sandbox.urls, {"sheets": state.token}, settings)


def test_each_kind_stands_and_drifts_as_it_should(config: Path) -> None:
    told("run", config=config, exit_code=DRIFT)
    goals = {goal["key"]: goal for goal in told("goals", config=config)["goals"]}
    progress = {key: goal["progress"] for key, goal in goals.items()}
    assert progress == {
        "UP": 0.5,
        "DOWN": 0.2,
        "KEPT": 1,
        "OUT": 1,
        "SHIP": 1,
        "PHASED": 0.1,
        "LATE": 0,
        "FED": None,
        "O-1": pytest.approx((2 * 0.5 + 0.2 + 1 + 1 + 1 + 0.1 + 0) / 8),
    }
    assert (goals["DOWN"]["declared_health"], goals["DOWN"]["observed_health"]) == ("off track", "off track")
    assert (goals["PHASED"]["observed_health"], goals["LATE"]["observed_health"]) == ("on track", "at rest")
    assert goals["O-1"]["coverage"] == pytest.approx(8 / 9)
    findings = told("findings", config=config, exit_code=DRIFT)["findings"]
    assert {f["subject"]["key"]: f["severity"] for f in findings if f["detector"] == "D8"} == {
        "DOWN": "critical",
        "LATE": "critical",
    }
    (blind,) = (f for f in findings if f["detector"] == "D26")
    assert blind["subject"]["key"] == "sheets:OKRs!P10"
    grades = told("goals", "--grades", config=config)["grades"]
    assert [(each["goal"], each["score"], each["final"]) for each in grades] == [("LATE", 0.0, False)]
