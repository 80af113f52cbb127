"""Real goal lists and what Google really sent, read as a company would set them up."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from core.records import Checkpoint, Goal, Rejected
from sandbox.sheets import SheetsState, load_recorded
from tests.sheets.conftest import BOOK, Connect, goals, pulled, rejected

DATA = Path(__file__).parents[1] / "data"
KEPS = {
    "title": "KEPs",
    "level": "initiative",
    "columns": {
        "key": "kep-number",
        "title": "title",
        "owners": "owners",
        "declared": "status",
        "effective_from": "creation-date",
        "superseded_by": "superseded-by",
    },
}


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text().splitlines()]


def table(records: list[dict[str, Any]]) -> list[list[Any]]:
    """A header row and a row for each record; lists are written with commas, as people do."""
    return [list(records[0]), *([_cell(value) for value in record.values()] for record in records)]


def _cell(value: Any) -> Any:
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    return json.dumps(value) if isinstance(value, list | dict) else value


def test_every_kubernetes_enhancement_is_a_goal(state: SheetsState, connect: Connect) -> None:
    """Four proposals repeat the number of an earlier one, and four never got a date: two of them are templates."""
    state.add_tab(BOOK, "KEPs", table(lines("kubernetes_enhancements.jsonl")))
    records = pulled(connect(tabs=[KEPS]))
    loaded = {record.key: record for record in records if isinstance(record, Goal)}
    told = [record for record in records if isinstance(record, Rejected)]
    assert (len(loaded), [each for each in told if each.lost]) == (654, [])
    assert {each.place: each.raw for each in told} == {
        "KEPs!F2": "yyyy-mm-dd", "KEPs!F239": "yyyy-mm-dd", "KEPs!F276": "yyyy-mm-dd", "KEPs!F277": "yyyy-mm-dd",
        "KEPs!B239": "0", "KEPs!B272": "0", "KEPs!B389": "2133", "KEPs!B493": "0",
    }  # fmt: skip
    assert {each.reason for each in told if each.place == "KEPs!B239"} == {
        "“0” already stands at KEPs!B122; loaded as “0/cloud-provider-template”; give each goal an ID of its own"
    }
    assert {key: goal.place for key, goal in loaded.items() if key.partition("/")[0] in ("0", "2133", "NNNN")} == {
        "NNNN": "KEPs!A2", "0": "KEPs!A122", "2133": "KEPs!A221", "0/cloud-provider-template": "KEPs!A239",
        "0/a-community-forum-for-kubernetes": "KEPs!A272", "2133/kubelet-credential-providers": "KEPs!A389",
        "0/anago-to-krel-migration": "KEPs!A493",
    }  # fmt: skip
    assert loaded["5647"].effective_from == date(2025, 10, 9)
    assert Counter(goal.closed for goal in loaded.values())[True] == 311


def test_enhancements_without_key_column_are_known_by_title(state: SheetsState, connect: Connect) -> None:
    state.add_tab(BOOK, "KEPs", table(lines("kubernetes_enhancements.jsonl")))
    columns = {name: heading for name, heading in KEPS["columns"].items() if name != "key"}  # type: ignore[attr-defined]
    connector = connect(tabs=[{**KEPS, "columns": columns}])
    assert len({goal.key for goal in goals(connector)}) == 654
    assert Counter(each.raw for each in rejected(connector) if "already stands" in each.reason) == {
        "KEP Template": 6, "Declarative Validation": 1, "Skip Volume Ownership Change": 1
    }  # fmt: skip
    templates = {goal.key for goal in goals(connector) if goal.title == "KEP Template"}
    assert templates == {"keps/kep-template", *(f"keps/kep-template-{number}" for number in range(2, 8))}


def test_rust_project_goals_one_tab_for_each_half_year(state: SheetsState, connect: Connect) -> None:
    records = lines("rust_project_goals.jsonl")
    periods = sorted({record["period"] for record in records})
    for period in periods:
        state.add_tab(BOOK, period, table([record for record in records if record["period"] == period]))
    connector = connect(tabs=[{"title": period, "level": "objective"} for period in periods])
    loaded = goals(connector)
    assert len(loaded) == 190
    assert [(each.place, each.reason) for each in rejected(connector)] == [("'2024h2'!C13", "the row has no title")]
    assert loaded[0].key == "2024h2/associated-type-position-impl-trait"
    assert (loaded[0].effective_from, loaded[0].effective_to) == (date(2024, 7, 1), date(2024, 12, 31))
    assert loaded[0].owners == ("sheets:user-d1598f",)
    assert {(goal.effective_from, goal.effective_to) for goal in loaded if goal.place.startswith("'2026'")} == {
        (date(2026, 1, 1), date(2026, 12, 31))
    }


def test_what_google_sent_for_a_tab_with_emoji(state: SheetsState, connect: Connect) -> None:
    (book, *_) = load_recorded(state, DATA / "google_sheets" / "SpreadsheetTest.test_values_get.json")
    tab = {"title": "🌵 test_values_get 1", "level": "objective", "columns": {"title": "🍇", "owners": "🍉"}}
    (goal, checkpoint) = pulled(connect(spreadsheet=book, tabs=[tab]))
    assert isinstance(checkpoint, Checkpoint)
    assert isinstance(goal, Goal)
    assert (goal.title, goal.owners, goal.place) == ("🍐", ("sheets:🍎",), "'🌵 test_values_get 1'!A2")
    assert goal.key.startswith("test-values-get-1/")


def test_what_google_sent_for_repeated_headings_and_short_rows(state: SheetsState, connect: Connect) -> None:
    path = DATA / "google_sheets" / "WorksheetTest.test_get_all_records_duplicate_keys.json"
    (book, *_) = load_recorded(state, path)
    tab = {"title": "Sheet1", "level": "kpi", "columns": {"title": "A1", "declared": "faff", "current": "C3"}}
    connector = connect(spreadsheet=book, tabs=[tab])
    assert [(goal.title, goal.declared, goal.current) for goal in goals(connector)] == [
        ("1", "b2", 1.45),
        ("A4", "0.4", None),
    ]
    assert [each.place for each in rejected(connector)] == ["Sheet1!D1"]
