"""A sandbox with one spreadsheet, whose every exchange is held against Google's discovery document."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from sandbox.clock import SimulatedClock
from sandbox.history import Exchange
from sandbox.server import Sandbox
from sandbox.sheets import SheetsState, app
from tests.contract.sheets_contract import check

BOOK = "1a2B3c"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def state() -> SheetsState:
    made = SheetsState(SimulatedClock(NOW))
    made.add_spreadsheet(BOOK, "Company OKRs")
    return made


@pytest.fixture
def sandbox(state: SheetsState) -> Iterator[Sandbox]:
    violations: list[str] = []

    def observe(exchange: Exchange) -> None:
        try:
            check(exchange)
        except AssertionError as error:
            violations.append(str(error))

    with Sandbox({"sheets": app(state)}, state.clock, observe) as running:
        yield running
    assert violations == []
