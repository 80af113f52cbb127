"""Goal lists that real communities keep, in a sheet as they would keep it, through the real command."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sandbox import sheets
from sandbox.clock import SimulatedClock
from sandbox.history import Tool
from sandbox.server import Sandbox
from sandbox.sheets.state import without_empty_end
from tests.acceptance.command import told
from tests.acceptance.recorded import recorded, settle
from tests.sheets.test_real_goals import KEPS, table

BOOK = "1CommunityGoa1s"
DRIFT = 3
Tabs = dict[str, list[list[Any]]]


@contextmanager
def kept(folder: Path, tabs: dict[str, list[dict[str, Any]]], settings: list[Any]) -> Iterator[tuple[Any, Path]]:
    """A spreadsheet with a tab for each list of goals, and a hub for it."""
    state = sheets.SheetsState(SimulatedClock(datetime.now(UTC)))
    state.add_spreadsheet(BOOK, "Goals")
    for title, goals in tabs.items():
        state.add_tab(BOOK, title, table(goals))
    (folder / "mappings.toml").write_text("")
    with Sandbox({"sheets": sheets.app(state)}, state.clock) as sandbox:
        tables: dict[Tool, Any] = {"sheets": {"spreadsheet": BOOK, "tabs": settings}}
        yield state, settle(folder, sandbox.urls, {"sheets": state.token}, tables)


def test_kubernetes_enhancements(tmp_path: Path) -> None:
    proposals = recorded("kubernetes_enhancements")
    with kept(tmp_path, {"KEPs": proposals}, [KEPS]) as (_, config):
        (stream,) = told("sync", config=config)["streams"]
        assert (stream["goals"], stream["rejected"], stream["error"]) == (654, 8, None)
        (again,) = told("sync", config=config)["streams"]
        assert (again["read"], again["goals"]) == (0, 0)
        goals = told("goals", config=config)["goals"]
        assert sorted(int(goal["place"].removeprefix("KEPs!A")) for goal in goals) == list(range(2, 656))
        assert {goal["title"] for goal in goals} == {" ".join(proposal["title"].split()) for proposal in proposals}
        told("reconcile", config=config, exit_code=DRIFT)
        blind = told("findings", config=config, exit_code=DRIFT)["findings"]
        assert {finding["detector"] for finding in blind} == {"D26"}
        assert {finding["subject"]["key"] for finding in blind} == {
            f"sheets:KEPs!{cell}" for cell in ("F2", "F239", "F276", "F277", "B239", "B272", "B389", "B493")
        }
        said = {finding["title"]: finding["says"] for finding in blind}
        assert "“2133” already stands at KEPs!B221; loaded as “2133/kubelet-credential-providers”" in said["KEPs!B389"]


def test_rust_project_goals_are_flagged_beside_their_rows(tmp_path: Path) -> None:
    """Teams are to answer for them. The column of their half-year is left out: long over, they would be left in peace."""
    tabs: dict[str, list[dict[str, Any]]] = {}
    for goal in recorded("rust_project_goals"):
        tabs.setdefault(goal.pop("period"), []).append(goal)
    settings = [{"title": period, "level": "objective", "columns": {"owners": "teams"}} for period in tabs]
    with kept(tmp_path, tabs, settings) as (state, config):
        ran = told("run", config=config, exit_code=DRIFT)
        assert (ran["streams"][0]["goals"], ran["streams"][0]["rejected"]) == (190, 1)
        findings = told("findings", config=config, exit_code=DRIFT)["findings"]
        assert {f["subject"]["key"] for f in findings if f["detector"] == "D26"} == {"sheets:'2024h2'!B13"}
        gaps = {f["subject"]["key"]: f["says"] for f in findings if f["detector"] == "D12"}
        places = {goal["place"]: goal["key"] for goal in told("goals", config=config)["goals"]}
        before = state.snapshot()[BOOK]
        applied = told("apply", "--approve", told("plan", config=config)["plan"], config=config)
        assert applied["writes"] == {"sheets": {"cells": len(gaps)}}
        flags = {places[place]: text for place, text in flagged(before, state.snapshot()[BOOK])}
        assert flags.keys() == gaps.keys()
        assert len(flags) > 40
        assert all(says in flags[key] for key, says in gaps.items())
        assert told("plan", config=config)["operations"] == []


def flagged(before: Tabs, after: Tabs) -> Iterator[tuple[str, str]]:
    """Places of the rows with a text of ours, which is all that may have changed."""
    for title, rows in after.items():
        column = len(before[title][0])
        for number, (old, new) in enumerate(zip(before[title], rows, strict=True), 1):
            assert without_empty_end(new[:column]) == old
            if number > 1 and len(new) > column:
                yield f"'{title}'!A{number}", str(new[column])


STATED: Tabs = {
    "Targets": [["Goal", "Q1 2026", "Q2 2026"], ["KR-1", 0.85, 0.9]],
    "Check-ins": [["Goal", "Date", "Value", "Confidence"], ["KR-1", "2026-02-09", 0.85, "70 %"], ["KR-1", "soon", 1]],
    "Metrics": [["Metric", "Date", "Value"], ["Refunds", "2026-02-02", 31], ["Refunds", "2026-02-09", 28]],
    "Decisions": [["Date", "Decision", "Goals"], ["2026-02-03", "Stop the portal", "KR-1"]],
    "People": [["Name", "E-mail", "Team"], ["Ada", "ada@example.org", "Payments"]],
}


def test_what_stands_beside_the_goals(tmp_path: Path) -> None:
    """Each kind of tab is a stream of its own, and one that is as it was brings nothing."""
    goals = [{"ID": "KR-1", "Level": "Key Result", "Title": "Renewal rate", "Owner": "ada@example.org"}]
    settings = [{"title": "OKRs"}, *({"title": title, "kind": title.lower()} for title in STATED)]
    with kept(tmp_path, {"OKRs": goals}, settings) as (state, config):
        for title, rows in STATED.items():
            state.add_tab(BOOK, title, rows)
        streams = {each["stream"]: each for each in told("sync", config=config)["streams"]}
        assert {name: each["error"] for name, each in streams.items()} == dict.fromkeys(streams)
        assert {name.rpartition(" ")[2]: each["rejected"] for name, each in streams.items()} == {
            "goals": 0, "targets": 0, "check-ins": 1, "metrics": 0, "decisions": 0, "people": 0
        }  # fmt: skip
        again = told("sync", config=config)["streams"]
        assert {each["read"] for each in again} == {0}
