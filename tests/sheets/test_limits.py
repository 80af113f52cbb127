"""What Google allows of writing: protected cells, sizes, requests a minute; and edits while the hub writes."""

import json
from itertools import count
from typing import Any

import pytest

from core.contract import Refused, Unavailable
from sandbox.faults import Fault
from sandbox.server import Sandbox
from sandbox.sheets import SheetsState
from sandbox.sheets.state import QUOTA
from tests.sheets.conftest import BOOK, Connect, goals
from tests.sheets.texts import findings_of

OKRS: list[list[Any]] = [["ID", "Objective", "Fairlead"], ["O-1", "Grow"], ["O-2", "Keep"]]


@pytest.fixture(autouse=True)
def okrs(state: SheetsState) -> None:
    state.add_tab(BOOK, "OKRs", OKRS)


def test_a_protected_column_names_the_mend_and_nothing_is_written(state: SheetsState, connect: Connect) -> None:
    state.protect(BOOK, "OKRs!C3")
    mend = "let the account of the token edit the columns of the hub"
    with pytest.raises(Refused, match=mend):
        connect().ensure_cells(findings_of({"O-1": "late", "O-2": "late"}))
    assert state.rows(BOOK, "OKRs") == OKRS


def test_other_protected_cells_are_in_nobodys_way(state: SheetsState, connect: Connect) -> None:
    state.protect(BOOK, "OKRs!A1:B9")
    connect().ensure_cells(findings_of({"O-1": "late"}))
    assert state.cell(BOOK, "OKRs!C2") == "late"


def test_more_than_google_takes_at_once_goes_by_several_requests(
    state: SheetsState, sandbox: Sandbox, connect: Connect
) -> None:
    texts = {f"O-{number}": "ü" * 60_000 for number in range(1, 13)}
    state.add_tab(BOOK, "Long", [["ID", "Objective"], *([key, f"Goal {key}"] for key in texts)])
    connector = connect(tabs=[{"title": "Long"}])
    connector.ensure_cells(findings_of(texts))
    writes = [exchange for exchange in sandbox.history if exchange.is_write]
    assert len(writes) == 2
    assert all(len(exchange.request_body) <= 2_000_000 for exchange in writes)
    assert {len(str(row[2])) for row in state.rows(BOOK, "Long")[1:]} == {50_000}
    sandbox.history.clear()
    connector.ensure_cells(findings_of(texts))
    assert not any(exchange.is_write for exchange in sandbox.history)


class Watch:
    """A clock that remembers what was waited for."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waited: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float, /) -> None:
        self.now += seconds
        self.waited.append(seconds)


def test_room_is_left_between_two_writes(connect: Connect) -> None:
    watch = Watch()
    connector = connect(clock=watch, seconds_between_writes=1.5)
    for number in range(3):
        connector.ensure_cells(findings_of({"O-1": f"text {number}"}))
    assert watch.waited == pytest.approx([1.5, 1.5])


def test_a_full_minute_is_waited_out(state: SheetsState, sandbox: Sandbox, connect: Connect) -> None:
    """Google sends no Retry-After; a read is tried again, a write of which nothing was done as well."""
    body = b'{"error": {"code": 429, "message": "Quota exceeded", "status": "RESOURCE_EXHAUSTED"}}'
    sandbox.faults += [Fault("sheets", method, status=429, body=body) for method in ("GET ", "POST ")]
    watch = Watch()
    connector = connect(clock=watch)
    connector.ensure_cells(findings_of({"O-1": "late"}))
    assert state.cell(BOOK, "OKRs!C2") == "late"
    assert len(watch.waited) >= 2


def test_a_minute_that_stays_full_is_for_later(state: SheetsState, connect: Connect) -> None:
    state.quota = QUOTA
    connector = connect(clock=Watch())
    for _ in range(QUOTA // 2):
        goals(connector)
    with pytest.raises(Unavailable, match="429"):
        goals(connector)


def test_an_interface_that_is_down_is_for_later(sandbox: Sandbox, connect: Connect) -> None:
    sandbox.faults.append(Fault("sheets", "POST ", times=None, status=503))
    with pytest.raises(Unavailable):
        connect(clock=Watch()).ensure_cells(findings_of({"O-1": "late"}))


def test_rows_and_columns_that_move_before_the_write_are_found_anew(
    state: SheetsState, sandbox: Sandbox, connect: Connect
) -> None:
    """The hub first makes room, which takes a request of its own; people are not quiet meanwhile."""
    state.add_tab(BOOK, "Full", [["ID", "Objective"], ["O-1", "Grow"], ["O-2", "Keep"]])
    state.books[BOOK].tab("Full").column_count = 2
    connector = connect(tabs=[{"title": "Full"}])
    edit = connector._client.edit

    def meanwhile(requests: Any) -> None:
        edit(requests)
        book = state.books[BOOK]
        sandbox.call(lambda: book.insert_rows(book.tab("Full"), 1, [["O-9", "New", "an owner's remark"]]))

    connector._client.edit = meanwhile  # type: ignore[method-assign]
    connector.ensure_cells(findings_of({"O-2": "late"}))
    rows = state.rows(BOOK, "Full")
    assert rows[1] == ["O-9", "New", "an owner's remark"]
    assert [row for row in rows if row[0] == "O-2"] == [["O-2", "Keep", None, "late"]]
    assert rows[0] == ["ID", "Objective", None, "Fairlead"]


@pytest.mark.parametrize("times", [1, 2, 9])
def test_rows_and_columns_that_move_while_the_hub_looks_are_waited_for(
    state: SheetsState, sandbox: Sandbox, connect: Connect, times: int
) -> None:
    connector = connect()
    read_values, left = connector._client.values, count(times, -1)

    def meanwhile(ranges: Any) -> Any:
        rows = read_values(ranges)
        if next(left) > 0:
            book = state.books[BOOK]
            sandbox.call(lambda: book.insert_rows(book.tab("OKRs"), 1, [["O-9", "New", "an owner's remark"]]))
        return rows

    connector._client.values = meanwhile  # type: ignore[method-assign]
    if times == 9:
        with pytest.raises(Unavailable, match="changing the tabs just now"):
            connector.ensure_cells(findings_of({"O-2": "late"}))
    else:
        connector.ensure_cells(findings_of({"O-2": "late"}))
    rows = state.rows(BOOK, "OKRs")
    assert {tuple(row) for row in rows if row[0] == "O-9"} == {("O-9", "New", "an owner's remark")}
    assert [row for row in rows if row[0] == "O-2"] == [["O-2", "Keep"] if times == 9 else ["O-2", "Keep", "late"]]


def test_the_column_is_found_again_by_a_hub_that_knows_nothing(state: SheetsState, connect: Connect) -> None:
    connect().ensure_cells(findings_of({"O-1": "late", "O-2": "unlinked"}))
    connect().ensure_cells(findings_of({"O-1": "", "O-2": "unlinked"}))
    assert state.rows(BOOK, "OKRs") == [OKRS[0], OKRS[1], ["O-2", "Keep", "unlinked"]]


def test_cells_merged_to_the_right_of_the_table_are_not_written_under(state: SheetsState, connect: Connect) -> None:
    state.add_tab(BOOK, "Wide", [["ID", "Objective", "Notes"], ["O-1", "Grow", "a long note"]])
    state.merge(BOOK, "Wide!C2:E2")
    connect(tabs=[{"title": "Wide"}]).ensure_cells(findings_of({"O-1": "late"}))
    assert (state.cell(BOOK, "Wide!F1"), state.cell(BOOK, "Wide!F2")) == ("Fairlead", "late")


def test_only_texts_are_sent(sandbox: Sandbox, connect: Connect) -> None:
    connect().ensure_cells(findings_of({"O-1": "=HYPERLINK(1)"}))
    (write,) = [json.loads(exchange.request_body) for exchange in sandbox.history if exchange.is_write]
    assert write["valueInputOption"] == "RAW"
