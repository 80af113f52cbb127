"""A sandbox with one spreadsheet, whose every exchange is held against Google's discovery document."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors import sheets
from connectors.sheets.connector import SheetsConnector
from connectors.sheets.settings import SheetsSettings
from core.contract import Wire
from core.records import Checkpoint, Goal, Record, Rejected
from sandbox.clock import SimulatedClock
from sandbox.history import Exchange
from sandbox.server import Sandbox
from sandbox.sheets import SheetsState, app
from tests.contract.sheets_contract import check

BOOK = "1a2B3c"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

Connect = Callable[..., SheetsConnector]


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


@pytest.fixture
def connect(sandbox: Sandbox, state: SheetsState, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connect]:
    """`connect(tabs=[…], read_only=False, **settings)` gives a connector with the access token of the sandbox."""
    monkeypatch.setenv("SHEETS_TOKEN", state.token)
    made: list[SheetsConnector] = []

    def connected(*, read_only: bool = False, **settings: Any) -> SheetsConnector:
        given = {"base_url": sandbox.urls["sheets"], "spreadsheet": BOOK} | settings
        if "service_account" not in given:
            given.setdefault("token", {"env": "SHEETS_TOKEN"})
        made.append(sheets.connect(SheetsSettings.model_validate(given), Wire(read_only=read_only)))
        return made[-1]

    yield connected
    for connector in made:
        connector.close()


def pulled(connector: SheetsConnector, cursor: str | None = None) -> list[Record | Checkpoint]:
    return list(connector.pull(connector.streams()[0], cursor))


def goals(connector: SheetsConnector) -> list[Goal]:
    return [record for record in pulled(connector) if isinstance(record, Goal)]


def rejected(connector: SheetsConnector) -> list[Rejected]:
    return [record for record in pulled(connector) if isinstance(record, Rejected)]
