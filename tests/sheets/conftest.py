"""A sandbox with one spreadsheet, whose every exchange is held against Google's discovery document."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors import sheets
from connectors.sheets.connector import SheetsConnector
from connectors.sheets.settings import SheetsSettings
from core.contract import Clock, Wire
from core.records import Checkpoint, Goal, Record, Rejected
from fairlead.testing.fixtures import Hurry
from sandbox.clock import SimulatedClock
from sandbox.history import Exchange
from sandbox.server import Sandbox
from sandbox.sheets import SheetsState, app
from tests.checker import impatient
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
    assert list(impatient(running.history)) == []


@pytest.fixture
def connect(sandbox: Sandbox, state: SheetsState, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connect]:
    """`connect(tabs=[…], read_only=False, **settings)` gives a connector with the access token of the sandbox."""
    monkeypatch.setenv("SHEETS_TOKEN", state.token)
    made: list[SheetsConnector] = []

    def connected(*, read_only: bool = False, clock: Clock | None = None, **settings: Any) -> SheetsConnector:
        given = {"base_url": sandbox.urls["sheets"], "spreadsheet": BOOK} | settings
        if "service_account" not in given:
            given.setdefault("token", {"env": "SHEETS_TOKEN"})
        made.append(
            sheets.connect(SheetsSettings.model_validate(given), Wire(read_only=read_only, clock=clock or Hurry()))
        )
        return made[-1]

    yield connected
    for connector in made:
        connector.close()


def pulled(connector: SheetsConnector, cursor: str | None = None, kind: str = "goals") -> list[Record | Checkpoint]:
    (stream,) = [each for each in connector.streams() if each.name == kind]
    return list(connector.pull(stream, cursor))


def stated(connector: SheetsConnector, kind: str) -> list[Any]:
    """The records of a kind of tab, without what was rejected."""
    return [each for each in pulled(connector, kind=kind) if not isinstance(each, Rejected | Checkpoint)]


def refusals(connector: SheetsConnector, kind: str) -> dict[str, str]:
    """Reasons by place, which is told once each; those of values that are lost have no mark."""
    told = [each for each in pulled(connector, kind=kind) if isinstance(each, Rejected)]
    assert len({each.place for each in told}) == len(told)
    return {each.place: each.reason if each.lost else f"kept: {each.reason}" for each in told}


def goals(connector: SheetsConnector) -> list[Goal]:
    return [record for record in pulled(connector) if isinstance(record, Goal)]


def rejected(connector: SheetsConnector) -> list[Rejected]:
    return [record for record in pulled(connector) if isinstance(record, Rejected)]
