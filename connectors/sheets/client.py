"""Speaks with one spreadsheet: every request of this connector, and what its errors mean to the person who set it up.

Limits: 300 reads and 300 writes a minute for a project, 60 of each for a user, which a service account is.
https://developers.google.com/workspace/sheets/api/limits
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, TypeVar

import msgspec

from connectors.sheets.merges import Merge, Rows
from connectors.sheets.pages import tables
from connectors.transport import Http
from core.contract import Refused, Unauthorized

T = TypeVar("T")
LARGEST = 2_000_000 - 1_000  # bytes of a request, with room for what stands around the cells
LONGEST = 50_000  # characters of a cell: https://support.google.com/drive/answer/37603

_TABS = "properties(sheetId,title,gridProperties(rowCount,columnCount)),merges"
_ROW_MARKS = "data(startRow,rowMetadata(developerMetadata(metadataId,metadataKey,metadataValue)))"


class Grid(msgspec.Struct, rename="camel"):
    row_count: int = 0
    column_count: int = 0


class TabProperties(msgspec.Struct, rename="camel"):
    title: str
    sheet_id: int = 0
    grid_properties: Grid = msgspec.field(default_factory=Grid)


class Metadata(msgspec.Struct, rename="camel"):
    metadata_id: int
    metadata_key: str = ""
    metadata_value: str = ""


class RowMetadata(msgspec.Struct, rename="camel"):
    developer_metadata: list[Metadata] = []


class Part(msgspec.Struct, rename="camel"):
    """Rows of a tab; without ranges Google gives all of them as one part."""

    row_metadata: list[RowMetadata] = []
    start_row: int = 0


class Tab(msgspec.Struct):
    properties: TabProperties
    merges: list[Merge] = []
    data: list[Part] = []

    @property
    def title(self) -> str:
        return self.properties.title

    @property
    def gid(self) -> int:
        return self.properties.sheet_id


class Titled(msgspec.Struct):
    title: str
    locale: str = ""


class Layout(msgspec.Struct):
    properties: Titled
    sheets: list[Tab] = []


_layout = msgspec.json.Decoder(Layout).decode


class Client:
    """`account` is who the credential belongs to, as far as that is known, for messages."""

    def __init__(self, http: Http, spreadsheet: str, account: Callable[[], str]) -> None:
        self.http, self.spreadsheet, self._account = http, spreadsheet, account

    def layout(self, *, marks: bool = False) -> Layout:
        """The tabs with their sizes and merged cells, and with `marks` the developer metadata of their rows.

        https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/get
        """
        tabs = f"{_TABS},{_ROW_MARKS}" if marks else _TABS
        return self._get("", {"fields": f"properties(title,locale),sheets({tabs})"}, _layout)

    def values(self, ranges: Sequence[str]) -> list[Rows]:
        """All ranges by one request: numbers as numbers, dates as serial numbers, rows as short as they are filled.

        https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values/batchGet
        """
        asked = {
            "ranges": list(ranges),
            "valueRenderOption": "UNFORMATTED_VALUE",
            "dateTimeRenderOption": "SERIAL_NUMBER",
        }
        found = self._get("/values:batchGet", asked, tables)
        if len(found) != len(ranges):
            raise Refused(f"sheets: {len(ranges)} tabs were asked for and {len(found)} came; check base_url")
        return found

    def write(self, cells: Mapping[str, str]) -> None:
        """Texts by range, as many in a request as Google takes, each request all or none. RAW: a text that begins with `=`
        stays a text.

        https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values/batchUpdate
        """
        for data in split([{"range": where, "values": [[text[:LONGEST]]]} for where, text in cells.items()]):
            body = {"valueInputOption": "RAW", "data": data}
            with self._explained():
                self._api.values().batchUpdate(spreadsheetId=self.spreadsheet, body=body).execute()

    def edit(self, requests: Sequence[Mapping[str, Any]]) -> None:
        """Changes of tabs and their looks, all or none.

        https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/batchUpdate
        """
        with self._explained():
            self._api.batchUpdate(spreadsheetId=self.spreadsheet, body={"requests": list(requests)}).execute()

    @property
    def account(self) -> str:
        return self._account()

    @cached_property
    def _api(self) -> Any:
        from connectors.transport import sheets_service

        return sheets_service(self.http).spreadsheets()

    def _get(self, path: str, params: Mapping[str, Any], read: Callable[[bytes], T]) -> T:
        with self._explained():
            answer = self.http.get(f"/v4/spreadsheets/{self.spreadsheet}{path}", params=params)
        try:
            return read(answer.content)
        except (ValueError, RecursionError) as error:
            raise Refused(f"sheets: the answer cannot be read ({type(error).__name__}); check base_url") from None

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (Refused, Unauthorized) as error:
            if mend := self._mend(error):
                kind = Refused if "protected" in mend else type(error)
                raise kind(f"sheets: {mend}", status=error.status) from error
            raise

    def _mend(self, error: Refused | Unauthorized) -> str:
        """What Google means, where it does not say itself what to do, as it does when its interface is switched off."""
        if "protected cell" in str(error):
            return (
                f"cells that the hub writes are protected in {self.spreadsheet}: under Data → Protect sheets and ranges let "
                f"{self.account} edit the columns of the hub, whose headings begin as the setting status_column says"
            )
        if error.status in (403, 404) and "it is disabled" not in str(error):
            mend = f"share the sheet with {self.account} as editor, and check the setting spreadsheet"
            return f"no access to {self.spreadsheet}: {mend}"
        if error.status == 400 and "Unable to parse range" in str(error):
            return "a tab has just been renamed or removed; the next run reads it anew"
        return ""


def split(data: Sequence[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    """As many in a request as Google takes."""
    batch: list[Mapping[str, Any]] = []
    size = 0
    for each in data:
        more = len(json.dumps(each)) + 2
        if batch and size + more > LARGEST:
            yield batch
            batch, size = [], 0
        batch.append(each)
        size += more
    if batch:
        yield batch
