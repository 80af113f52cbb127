"""Rows that people sort or push down by new ones: whatever a tab states keeps its id, and says the same."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from connectors.sheets.book import sheet_of
from connectors.sheets.client import Grid, Tab, TabProperties
from connectors.sheets.connector import READERS
from connectors.sheets.headings import Kind
from connectors.sheets.locale import locale
from connectors.sheets.settings import TabSettings
from connectors.sheets.statements import Context

MAY, JUNE = (float((each - date(1899, 12, 30)).days) for each in (date(2026, 5, 4), date(2026, 6, 1)))
TABS: dict[Kind, list[list[Any]]] = {
    "targets": [
        ["Goal", "Quarter", "Target"],
        ["KR-1", "Q1 2026", 1],
        ["KR-1", "Q2 2026", 2],
        ["KR-2", "Q1 2026", 3],
        ["KR-3", "soon", 4],
    ],
    "check-ins": [
        ["Goal", "Date", "Value", "Confidence"],
        ["KR-1", MAY, 1, 1],
        ["KR-1", JUNE, 2, 7],
        ["KR-2", MAY, 3, 10],
        ["KR-2", "", 4, 5],
    ],
    "decisions": [
        ["Date", "Decision", "Goals"],
        [MAY, "Stop the portal", "KR-1"],
        [JUNE, "Stop the portal", "KR-2"],
        [MAY, "Hire two", ""],
    ],
    "metrics": [
        ["Metric", "Date", "Value", "Unit"],
        ["Churn", MAY, 3, "%"],
        ["Churn", JUNE, 2, ""],
        ["Refunds", MAY, 31, "a week"],
    ],
    "people": [
        ["E-mail", "Team", "GitHub"],
        ["ada@example.org", "Web", "ada-l"],
        ["bo@example.org", "Pay", ""],
        ["no address", "Pay", ""],
    ],
}


def stated(kind: Kind, rows: Sequence[Sequence[Any]]) -> tuple[dict[str, Any], set[tuple[str, str]]]:
    """What the tab says by kind and id, but for where it stands; and what could not be read of it."""
    setting = TabSettings.model_validate({"title": "Tab", "kind": kind})
    sheet = sheet_of(setting, Tab(TabProperties("Tab", 7, Grid(99, 9))), rows, locale("en_GB"))
    records, rejected = READERS[kind]([sheet], Context("1a2B3c", lambda named: None))
    said = {f"{type(each).__name__} {each.id}": structs.asdict(each) for each in records}
    assert len(said) == len(records)
    for each in said.values():
        each["place"] = each["url"] = ""
    return said, {(each.reason, each.raw) for each in rejected}


@pytest.mark.parametrize("kind", TABS)
@given(data=st.data())
def test_what_a_tab_states_keeps_its_id(kind: Kind, data: st.DataObject) -> None:
    header, *rows = TABS[kind]
    blank: list[list[Any]] = [[], [None, ""]]
    moved = data.draw(st.permutations(rows + blank))
    assert stated(kind, [header, *moved]) == stated(kind, TABS[kind])
