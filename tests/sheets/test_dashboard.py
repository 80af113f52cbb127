"""The hub's own tab: it says all parts of the page, in order and whole, and no other tab is touched."""

from copy import deepcopy
from typing import Any

import pytest

from core.contract import Note, Pages, Refused
from core.parts import Part, Parts
from sandbox.server import Sandbox
from sandbox.sheets import SheetsState
from sandbox.sheets.values import Formula
from tests.sheets.conftest import BOOK, Connect, goals
from tests.sheets.test_write import OKRS, writes

TITLE = "Alignment dashboard"
PARTS: Parts = (
    Part("Kept by Fairlead.", title=TITLE),
    Part("• fairlead plan\n• fairlead halt", title="What you can do"),
    Part("warning: unlinked work", "PAY-7", "https://tracker.example/browse/PAY-7"),
)


def note(*parts: Part, ref: str | None = None) -> Note:
    return Note("a1b2c3", "plain", ref, parts=parts or PARTS)


@pytest.fixture(autouse=True)
def okrs(state: SheetsState) -> None:
    state.add_tab(BOOK, "OKRs", OKRS)


def whole(state: SheetsState) -> Any:
    return deepcopy([(tab.id, tab.title, tab.filled()) for tab in state.books[BOOK].tabs])


def test_the_tab_says_each_part_in_a_row(state: SheetsState, connect: Connect) -> None:
    connector = connect()
    assert isinstance(connector, Pages)
    ref = connector.ensure_page("dashboard", note())
    gid = next(tab.id for tab in state.books[BOOK].tabs if tab.title == TITLE)
    assert ref == f"https://docs.google.com/spreadsheets/d/{BOOK}/edit#gid={gid}"
    assert state.rows(BOOK, TITLE) == [
        [TITLE, "Kept by Fairlead."],
        ["What you can do", "• fairlead plan\n• fairlead halt"],
        ["PAY-7", "warning: unlinked work", "https://tracker.example/browse/PAY-7"],
    ]
    assert state.rows(BOOK, "OKRs") == OKRS


def test_said_again_it_writes_nothing_and_a_change_only_what_differs(
    state: SheetsState, sandbox: Sandbox, connect: Connect
) -> None:
    connect().ensure_page("dashboard", note())
    done = len(writes(sandbox))
    connect().ensure_page("dashboard", note())
    assert len(writes(sandbox)) == done
    connect().ensure_page("dashboard", note(PARTS[0], Part("nothing", title="What you can do"), PARTS[2]))
    (write,) = writes(sandbox)[done:]
    assert b"Kept by" not in write.request_body
    assert [row[1] for row in state.rows(BOOK, TITLE)] == ["Kept by Fairlead.", "nothing", "warning: unlinked work"]


def test_a_shorter_page_leaves_nothing_below(state: SheetsState, connect: Connect) -> None:
    connect().ensure_page(
        "dashboard", note(PARTS[0], *(Part("x" * 9, f"PAY-{n}", "https://t.example") for n in range(2000)))
    )
    assert [row[0] for row in state.rows(BOOK, TITLE)[1:]] == [f"PAY-{n}" for n in range(2000)]
    connect().ensure_page("dashboard", note(PARTS[0]))
    assert state.rows(BOOK, TITLE) == [[TITLE, "Kept by Fairlead."]]
    connect().ensure_page("dashboard", note())
    assert len(state.rows(BOOK, TITLE)) == 3


def test_a_tab_that_people_renamed_sorted_and_wrote_into_is_mended(state: SheetsState, connect: Connect) -> None:
    ref = connect().ensure_page("dashboard", note())
    tab = next(tab for tab in state.books[BOOK].tabs if tab.title == TITLE)
    tab.title = "Steering"
    tab.rows.reverse()
    state.set(BOOK, "Steering!A9", "my own words")
    assert connect().ensure_page("dashboard", note()) == ref
    assert [row[0] for row in state.rows(BOOK, "Steering")] == [TITLE, "What you can do", "PAY-7"]


def test_a_long_text_goes_on_in_rows_and_many_rows_in_requests(
    state: SheetsState, sandbox: Sandbox, connect: Connect
) -> None:
    lines = [f"word{n:06}" for n in range(30_000)]
    many = (Part("y" * 900, f"PAY-{n}", "https://t.example") for n in range(3000))
    connect().ensure_page("dashboard", note(Part("\n".join(lines), title=TITLE), *many))
    rows = state.rows(BOOK, TITLE)
    told = [str(row[1]) for row in rows if row[0] in (TITLE, None, "")]
    assert "\n".join(told).split("\n") == lines
    assert len(rows) == len(told) + 3000
    assert all(len(write.request_body) < 2_000_000 for write in writes(sandbox))


def test_somebody_elses_tab_of_that_name_is_left(state: SheetsState, connect: Connect) -> None:
    state.add_tab(BOOK, TITLE, [["mine"]])
    connect().ensure_page("dashboard", note())
    assert state.rows(BOOK, TITLE) == [["mine"]]
    assert len(state.rows(BOOK, f"{TITLE} (2)")) == 3


@pytest.mark.parametrize("erase", [True, False])
def test_gone_the_book_is_as_it_was(state: SheetsState, sandbox: Sandbox, connect: Connect, erase: bool) -> None:
    before = whole(state)
    ref = connect().ensure_page("dashboard", note())
    assert connect().ensure_page("dashboard", Note("a1b2c3", None, ref, erase=erase)) is None
    assert whole(state) == before
    done = len(writes(sandbox))
    assert connect().ensure_page("dashboard", Note("a1b2c3", None, ref, erase=erase)) is None
    assert len(writes(sandbox)) == done


@pytest.mark.parametrize(
    "text", ["=1+1", '=HYPERLINK("http://x")', "+1", "-1", "@now", "35 %", "2026-01-01", "'quoted", "TRUE"]
)
def test_texts_stay_texts(state: SheetsState, connect: Connect, text: str) -> None:
    connect().ensure_page("dashboard", note(Part(text, title=TITLE), Part(text, text, text)))
    assert state.rows(BOOK, TITLE)[1] == [text, text, text]
    assert not any(isinstance(cell, Formula) for row in state.rows(BOOK, TITLE) for cell in row)


def test_the_tab_is_no_goal(connect: Connect) -> None:
    connector = connect()
    before = goals(connector)
    connector.ensure_page("dashboard", note())
    assert goals(connector) == before


def test_dry_run_writes_nothing(state: SheetsState, connect: Connect) -> None:
    with pytest.raises(Refused, match="dry-run"):
        connect(read_only=True).ensure_page("dashboard", note())
    assert [tab.title for tab in state.books[BOOK].tabs] == ["OKRs"]
