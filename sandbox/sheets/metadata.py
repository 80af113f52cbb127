"""Developer metadata: what a program keeps at a row, column, tab or spreadsheet, and finds again wherever it went.

https://developers.google.com/workspace/sheets/api/guides/metadata
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from starlette.requests import Request

from sandbox.sheets.masks import parse
from sandbox.sheets.state import Book, Tab, invalid

Entry = dict[str, Any]
_KINDS = {"dimensionRange": "COLUMN", "sheetId": "SHEET", "spreadsheet": "SPREADSHEET"}


def create(book: Book, content: Mapping[str, Any]) -> Entry:
    """An id that is taken is refused, which makes a second try of the same request harmless."""
    entry = deepcopy(content["developerMetadata"])
    unique = entry.setdefault("metadataId", max(book.metadata, default=0) + 1)
    if unique <= 0:
        raise invalid("Invalid requests[0].createDeveloperMetadata: metadataId must be positive.")
    if unique in book.metadata:
        raise invalid(f"Developer metadata with id {unique} already exists.")
    if "visibility" not in entry or not entry.get("metadataKey"):
        raise invalid("Invalid requests[0].createDeveloperMetadata: key and visibility must be specified.")
    entry["location"] = _located(book, entry["location"])
    book.metadata[unique] = entry
    return {"createDeveloperMetadata": {"developerMetadata": entry}}


def update(book: Book, content: Mapping[str, Any]) -> Entry:
    """The named fields of every entry that a filter matches."""
    changed = []
    for entry in [each for lookup in _lookups(content) for each in _matching(book, lookup)]:
        for name in parse(content["fields"]):
            value = content["developerMetadata"][name]
            entry[name] = _located(book, deepcopy(value)) if name == "location" else value
        changed.append(entry)
    return {"updateDeveloperMetadata": {"developerMetadata": changed}}


def delete(book: Book, content: Mapping[str, Any]) -> Entry:
    """Every entry that the filter matches."""
    gone = list(_matching(book, content["dataFilter"]["developerMetadataLookup"]))
    for entry in gone:
        del book.metadata[entry["metadataId"]]
    return {"deleteDeveloperMetadata": {"deletedDeveloperMetadata": gone}}


def search(book: Book, request: Request, body: Any) -> Entry:
    """Only lookups by id, key, value and visibility; location filters are not needed by the hub."""
    del request
    found = [
        {"developerMetadata": entry, "dataFilters": [{"developerMetadataLookup": lookup}]}
        for lookup in _lookups(body)
        for entry in _matching(book, lookup)
    ]
    return {"matchedDeveloperMetadata": found} if found else {}


def of_rows(book: Book, tab: Tab) -> list[Entry]:
    """One for each row of the grid, most of them empty."""
    rows: list[Entry] = [{} for _ in range(tab.row_count)]
    for entry in book.metadata.values():
        span = entry["location"].get("dimensionRange", {})
        if span.get("sheetId", 0) == tab.id and span.get("dimension") == "ROWS":
            rows[span["startIndex"]].setdefault("developerMetadata", []).append(entry)
    return rows


def _lookups(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [each["developerMetadataLookup"] for each in content["dataFilters"]]


def _matching(book: Book, lookup: Mapping[str, Any]) -> Iterator[Entry]:
    return (each for each in book.metadata.values() if all(each.get(name) == value for name, value in lookup.items()))


def _located(book: Book, location: Entry) -> Entry:
    """One row or column, a tab, or the spreadsheet. Google tells the type."""
    span = location.get("dimensionRange", {})
    if span:
        tab = book.tab_by_id(span.get("sheetId", 0))
        size = tab.row_count if span["dimension"] == "ROWS" else tab.column_count
        if span["endIndex"] != span["startIndex"] + 1 or span["endIndex"] > size:
            raise invalid("Invalid location: dimensionRange must be a single row or column of the grid.")
    location["locationType"] = "ROW" if span.get("dimension") == "ROWS" else _KINDS[next(iter(location))]
    return location
