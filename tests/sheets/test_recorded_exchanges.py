"""The sandbox answers recorded requests as Google once did, and the recorded answers satisfy the contract."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import pytest

from sandbox.clock import SimulatedClock
from sandbox.history import Exchange
from sandbox.server import Sandbox
from sandbox.sheets import SheetsState, app
from sandbox.sheets.recorded import Recording, recordings
from tests.contract.sheets_contract import check
from tests.sheets.conftest import NOW

CASSETTES = sorted((Path(__file__).parents[1] / "data" / "google_sheets").glob("*.json"))


@pytest.fixture(scope="module")
def google() -> Iterator[tuple[httpx.Client, SheetsState]]:
    state = SheetsState(SimulatedClock(NOW))
    headers = {"authorization": f"Bearer {state.token}"}
    with (
        Sandbox({"sheets": app(state)}, state.clock) as running,
        httpx.Client(base_url=running.urls["sheets"], headers=headers, trust_env=False) as client,
    ):
        yield client, state


@pytest.mark.parametrize("path", CASSETTES, ids=lambda path: path.stem)
def test_recorded_answers_satisfy_the_discovery_document(path: Path) -> None:
    found = recordings(path)
    assert found
    for recording in found:
        check(_exchange(recording))


@pytest.mark.parametrize("path", CASSETTES, ids=lambda path: path.stem)
def test_sandbox_answers_as_google_did(path: Path, google: tuple[httpx.Client, SheetsState]) -> None:
    client, state = google
    for recording in recordings(path):
        _seed(state, recording)
        response = client.request(recording.method, f"{recording.path}?{recording.query}", content=recording.body)
        assert response.status_code == recording.status
        answer = response.json()
        _take_over_ids(state, answer, recording.answer)
        assert answer == _without_looks(recording.answer, like=answer)


def _seed(state: SheetsState, recording: Recording) -> None:
    """The spreadsheets were made through Drive, so the first reading of each tells what it began with."""
    answer = recording.answer
    if "properties" in answer and answer["spreadsheetId"] not in state.books:
        book = state.add_spreadsheet(answer["spreadsheetId"], answer["properties"]["title"])
        book.locale, book.time_zone = answer["properties"]["locale"], answer["properties"]["timeZone"]
        book.add(answer["sheets"][0]["properties"]["title"])


def _take_over_ids(state: SheetsState, ours: Any, theirs: Any) -> None:
    """A new sheet has an id that Google drew, and later requests name it."""
    for mine, reply in zip(ours.get("replies", []), theirs.get("replies", []), strict=True):
        if "addSheet" in reply:
            drawn = reply["addSheet"]["properties"]["sheetId"]
            state.books[ours["spreadsheetId"]].tabs[-1].id = mine["addSheet"]["properties"]["sheetId"] = drawn


def _without_looks(theirs: Any, like: Any) -> Any:
    """The sandbox leaves out default format and theme, and the account id in the page's address."""
    if "properties" not in theirs:
        return theirs
    properties = {name: theirs["properties"][name] for name in like["properties"]}
    return theirs | {"properties": properties, "spreadsheetUrl": like["spreadsheetUrl"]}


def _exchange(recording: Recording) -> Exchange:
    """Without the request's body: the recorded client writes nulls, which ours may not."""
    return Exchange(
        tool="sheets",
        at=NOW,
        method=recording.method,
        path=unquote(recording.path),
        query=recording.query,
        request_headers={},
        request_body=b"",
        status=recording.status,
        response_headers={},
        response_body=json.dumps(recording.answer).encode(),
    )
