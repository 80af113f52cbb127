"""What Google really sent: recorded exchanges, so that a reader can be shown the real bytes and the sandbox held against them.

The cassettes are in the form of vcr.py: `{"interactions": [{"request": {…}, "response": {…}}]}`.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from sandbox.sheets import a1
from sandbox.sheets.state import Book, SheetsState

HOST = "sheets.googleapis.com"


class Recording(Struct, frozen=True):
    """One exchange with the Sheets API. `path` is still percent-encoded; the answer is decoded JSON."""

    method: str
    path: str
    query: str
    body: bytes
    status: int
    answer: Any


def recordings(path: Path) -> list[Recording]:
    """The exchanges with the Sheets API, in order; those with other hosts (Drive) are left out."""
    exchanges = json.loads(path.read_text())["interactions"]
    return [_recording(each) for each in exchanges if urlsplit(each["request"]["uri"]).hostname == HOST]


def load_recorded(state: SheetsState, path: Path) -> list[str]:
    """Add the spreadsheets of a cassette, whose recorded ranges answer as they were sent. Returns their ids."""
    known = set(state.books)
    for recording in recordings(path):
        answer = recording.answer
        if "properties" in answer:
            _add_book(state, answer)
        elif "/values" in recording.path and recording.method == "GET":
            book = state.books[recording.path.split("/")[3].removesuffix(":batchGet")]
            _keep(book, unquote(recording.path.split("/")[-1]), answer.get("valueRanges", [answer]))
        else:
            _add_tabs(state, answer)
    return [id for id in state.books if id not in known]  # noqa: A001


def _recording(exchange: dict[str, Any]) -> Recording:
    request, response = exchange["request"], exchange["response"]
    url = urlsplit(request["uri"])
    body = (request.get("body") or "").encode()
    answer = json.loads(response["body"]["string"])
    return Recording(request["method"], url.path, url.query, body, response["status"]["code"], answer)


def _add_book(state: SheetsState, answer: dict[str, Any]) -> None:
    if answer["spreadsheetId"] not in state.books:
        book = state.add_spreadsheet(answer["spreadsheetId"], answer["properties"]["title"])
        for sheet in answer["sheets"]:
            _add_tab(book, sheet["properties"])


def _add_tabs(state: SheetsState, answer: dict[str, Any]) -> None:
    for reply in answer.get("replies", []):
        if "addSheet" in reply:
            _add_tab(state.books[answer["spreadsheetId"]], reply["addSheet"]["properties"])


def _add_tab(book: Book, properties: dict[str, Any]) -> None:
    tab = book.add(properties["title"], sheet_id=properties["sheetId"])
    grid = properties["gridProperties"]
    tab.row_count, tab.column_count = grid["rowCount"], grid["columnCount"]


def _keep(book: Book, asked: str, answers: Iterable[dict[str, Any]]) -> None:
    """The answer for a whole tab also tells the size of its grid."""
    for answer in answers:
        tab, area = book.locate(answer["range"])
        if a1.split(asked) == (tab.title, None) and area.bottom and area.right:
            tab.row_count, tab.column_count = area.bottom, area.right
        book.recorded[answer["range"]] = answer
