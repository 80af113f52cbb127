"""The workbook that the hub lays out: once, complete, as the connector reads it, and never over what stands there."""

from typing import Any

import pytest

from connectors.sheets.frame import GUIDE_TITLE, TABS
from connectors.sheets.headings import HEADINGS, KINDS
from core.contract import Refused, Templates, Unauthorized, Unavailable
from core.records import Rejected
from sandbox.faults import Fault
from sandbox.server import Sandbox
from sandbox.sheets import SheetsState
from tests.sheets.conftest import BOOK, Connect, goals, pulled

ALL = [{"title": TABS[kind][0], "kind": kind} for kind in KINDS]
TITLES = [tab["title"] for tab in ALL]


def test_an_empty_spreadsheet_gets_all_tabs_by_one_request(
    state: SheetsState, sandbox: Sandbox, connect: Connect
) -> None:
    state.add_tab(BOOK, "Sheet1", [])
    connector = connect(tabs=ALL)
    assert isinstance(connector, Templates)
    made = connector.ensure_template()
    assert set(made) == {*TITLES, GUIDE_TITLE}
    assert [tab.title for tab in state.books[BOOK].tabs] == ["Sheet1", *made]
    assert [exchange.method for exchange in sandbox.history] == ["GET", "POST"]


def test_a_second_call_makes_nothing(state: SheetsState, sandbox: Sandbox, connect: Connect) -> None:
    connector = connect(tabs=ALL)
    connector.ensure_template()
    before = state.snapshot()
    assert connector.ensure_template() == []
    assert state.snapshot() == before
    assert sum(exchange.is_write for exchange in sandbox.history) == 1


def test_what_was_made_loads_and_the_examples_are_not_read(state: SheetsState, connect: Connect) -> None:
    connector = connect(tabs=ALL)
    connector.ensure_template()
    for kind in KINDS:
        assert [each for each in pulled(connector, kind=kind) if isinstance(each, Rejected)] == []
        assert len(pulled(connector, kind=kind)) == 1
        assert len(state.rows(BOOK, TABS[kind][0])) == 3


def test_examples_without_their_word_are_read_whole(state: SheetsState, sandbox: Sandbox, connect: Connect) -> None:
    """They show what the hub understands, so it understands each cell of them."""
    connector = connect(tabs=ALL)
    connector.ensure_template()

    def take_over() -> None:
        for tab in state.books[BOOK].tabs[: len(KINDS)]:
            for row in tab.rows[1:]:
                row[0] = str(row[0]).replace("Example: ", "").replace("Example ", "X-")

    sandbox.call(take_over)
    for kind in KINDS:
        found = pulled(connector, kind=kind)
        assert [each for each in found if isinstance(each, Rejected)] == []
        assert len(found) > 2


def test_every_heading_is_one_that_the_hub_knows() -> None:
    for kind, (_, headings, examples) in TABS.items():
        known = {word.casefold() for words in HEADINGS[kind].values() for word in words}
        assert {heading.name.casefold() for heading in headings} <= known
        assert all(len(row) <= len(headings) for row in examples)
        assert len(examples) == 2


def test_tabs_that_are_there_are_left_alone(state: SheetsState, connect: Connect) -> None:
    state.add_tab(BOOK, "OKRs", [["Objective", "Owner"], ["Grow", "ada@example.org"]])
    state.add_tab(BOOK, "Targets", [["mine"]])
    before = state.snapshot()[BOOK]
    connector = connect(tabs=[{"title": "OKRs"}, {"title": "Weekly", "kind": "check-ins"}])
    assert set(connector.ensure_template()) == {"Weekly", "Metrics", "Decisions", "People", GUIDE_TITLE}
    assert {title: rows for title, rows in state.snapshot()[BOOK].items() if title in before} == before
    assert [goal.title for goal in goals(connector)] == ["Grow"]


def test_how_a_tab_looks(state: SheetsState, connect: Connect) -> None:
    connect(tabs=ALL).ensure_template()
    tab = state.books[BOOK].tab("Goals")
    assert tab.frozen == 1
    rules = [look["rule"]["condition"] for name, look in tab.looks if name == "setDataValidation"]
    lists = [[each["userEnteredValue"] for each in rule["values"]] for rule in rules if rule["type"] == "ONE_OF_LIST"]
    assert [each[0] for each in lists] == ["Strategy", "on track", "increase"]
    assert {rule["type"] for rule in rules} == {"ONE_OF_LIST", "NUMBER_BETWEEN", "DATE_IS_VALID"}
    header = [look for name, look in tab.looks if name.startswith("0:")]
    assert len(header) == len(TABS["goals"][1])
    assert all(look["note"] and look["userEnteredFormat"]["textFormat"]["bold"] for look in header)


def test_an_answer_that_was_lost_makes_no_twin(state: SheetsState, sandbox: Sandbox, connect: Connect) -> None:
    sandbox.faults.append(Fault("sheets", "POST ", drop=True, after=True))
    with pytest.raises(Unavailable):
        connect(tabs=ALL).ensure_template()
    assert connect(tabs=ALL).ensure_template() == []
    assert len(state.books[BOOK].tabs) == len(TITLES) + 1


def test_two_that_lay_it_out_at_once_make_it_once(state: SheetsState, connect: Connect) -> None:
    first, second = connect(tabs=ALL), connect(tabs=ALL)
    edit = second._client.edit

    def late(requests: Any) -> None:
        first.ensure_template()
        edit(requests)

    second._client.edit = late  # type: ignore[method-assign]
    with pytest.raises(Refused, match="already exists"):
        second.ensure_template()
    assert len(state.books[BOOK].tabs) == len(TITLES) + 1


def test_dry_run_and_readers_make_nothing(state: SheetsState, connect: Connect) -> None:
    with pytest.raises(Refused, match="dry-run"):
        connect(tabs=ALL, read_only=True).ensure_template()
    state.share(BOOK, "reader")
    with pytest.raises(Unauthorized, match="as editor"):
        connect(tabs=ALL).ensure_template()
    assert state.books[BOOK].tabs == []
