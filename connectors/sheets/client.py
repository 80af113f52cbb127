"""Speaks with one spreadsheet: every request of this connector, and what its errors mean to the person who set it up.

Limits: 300 reads and 300 writes a minute for a project, 60 of each for a user, which a service account is.
https://developers.google.com/workspace/sheets/api/limits
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, TypeVar

import msgspec

from connectors.sheets.headers import find_columns
from connectors.sheets.places import last_column, quoted
from connectors.sheets.rows import Sheet
from connectors.sheets.settings import TabSettings
from connectors.transport import Http
from core.contract import Refused, Unauthorized

T = TypeVar("T")


class ValueRange(msgspec.Struct):
    range: str
    values: list[list[Any]] = []


class BatchGet(msgspec.Struct, rename="camel"):
    value_ranges: list[ValueRange]


class Titled(msgspec.Struct, rename="camel"):
    title: str
    sheet_id: int = 0


class Properties(msgspec.Struct):
    properties: Titled


class Spreadsheet(Properties):
    sheets: list[Properties] = []


class Client:
    """`account` is who the credential belongs to, as far as that is known, for messages."""

    def __init__(self, http: Http, spreadsheet: str, account: str) -> None:
        self.http, self.spreadsheet, self.account = http, spreadsheet, account

    def sheets(self, tabs: Sequence[TabSettings]) -> list[Sheet]:
        """All tabs by one request. Refused when one is missing or has no header row.

        https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values/batchGet
        """
        asked = {
            "ranges": [quoted(tab.title) for tab in tabs],
            "valueRenderOption": "UNFORMATTED_VALUE",
            "dateTimeRenderOption": "SERIAL_NUMBER",
        }
        ranges = self._get("/values:batchGet", asked, BatchGet).value_ranges
        if len(ranges) != len(tabs):
            raise Refused(f"sheets: {len(tabs)} tabs were asked for and {len(ranges)} came; check base_url")
        return [
            Sheet(tab, find_columns(tab, each.values), each.values, last_column(each.range))
            for tab, each in zip(tabs, ranges, strict=True)
        ]

    def about(self) -> Spreadsheet:
        """Titles and ids. https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/get"""
        return self._get("", {"fields": "properties.title,sheets.properties(title,sheetId)"}, Spreadsheet)

    def write(self, cells: Mapping[str, str]) -> None:
        """Texts by range, all or none. RAW: a text that begins with `=` stays a text.

        https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values/batchUpdate
        """
        data = [{"range": where, "values": [[text]]} for where, text in cells.items()]
        body = {"valueInputOption": "RAW", "data": data}
        with self._explained():
            self._api.values().batchUpdate(spreadsheetId=self.spreadsheet, body=body).execute()

    def widen(self, tab: str) -> None:
        """One more column at the right end of the tab's grid.

        https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request#AppendDimensionRequest
        """
        ids = {sheet.properties.title: sheet.properties.sheet_id for sheet in self.about().sheets}
        if tab not in ids:
            raise Refused(f'sheets: tab "{tab}" has just been renamed or removed; mend the setting tabs')
        edit = {"appendDimension": {"sheetId": ids[tab], "dimension": "COLUMNS", "length": 1}}
        with self._explained():
            self._api.batchUpdate(spreadsheetId=self.spreadsheet, body={"requests": [edit]}).execute()

    @cached_property
    def _api(self) -> Any:
        from connectors.transport import sheets_service

        return sheets_service(self.http).spreadsheets()

    def _get(self, path: str, params: Mapping[str, Any], shape: type[T]) -> T:
        with self._explained():
            answer = self.http.get(f"/v4/spreadsheets/{self.spreadsheet}{path}", params=params)
        try:
            return msgspec.convert(json.loads(answer.content), shape)
        except (ValueError, RecursionError) as error:
            raise Refused(f"sheets: the answer cannot be read ({type(error).__name__}); check base_url") from None

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (Refused, Unauthorized) as error:
            if error.status in (403, 404) and "it is disabled" not in str(error):  # of the API; Google tells the mend
                mend = f"share the sheet with {self.account} as editor, and check the setting spreadsheet"
                raise type(error)(f"sheets: no access to {self.spreadsheet}: {mend}", status=error.status) from error
            if error.status == 400 and "Unable to parse range" in str(error):
                there = ", ".join(f'"{sheet.properties.title}"' for sheet in self.about().sheets)
                raise Refused(
                    f"sheets: a tab is missing; there are {there}. Mend the setting tabs", status=400
                ) from error
            raise
