"""One spreadsheet as a connected tool: what the contract asks for, handed on to reading and writing."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import blake2b

import msgspec

from connectors.sheets.client import Client
from connectors.sheets.goals import read_goals
from connectors.sheets.settings import SheetsSettings, TabSettings
from connectors.sheets.write import write_texts
from connectors.transport import Http, google_credentials_headers
from core.contract import Identity, Refused, Stream, Wire
from core.records import Checkpoint, Record

Headers = Mapping[str, str] | Callable[[], Mapping[str, str]]
SCOPE = "https://www.googleapis.com/auth/spreadsheets"


class SheetsConnector:
    """One spreadsheet as a connected tool."""

    def __init__(self, client: Client, tabs: Sequence[TabSettings]) -> None:
        self._client, self._tabs = client, tabs

    def check(self) -> Identity:
        about = self._client.about()
        titles = ", ".join(sheet.properties.title for sheet in about.sheets)
        return Identity(account=self._client.account, name=about.properties.title, detail=f"tabs: {titles}")

    def streams(self) -> Sequence[Stream]:
        return [Stream("goals", self._client.spreadsheet, incremental=False, exhaustive=True)]

    def pull(self, stream: Stream, cursor: str | None) -> Iterator[Record | Checkpoint]:
        """The cursor is the digest of all records, so the hub's own column and unread columns never count as change.

        When nothing changed there is only a checkpoint that repeats the cursor.
        """
        if stream.name != "goals":
            raise Refused(f"sheets: there is no stream {stream.name}, only goals")
        found, rejected = read_goals(self._client.sheets(self._tabs), self._client.spreadsheet)
        records: list[Record] = [*(each.goal for each in found), *rejected]
        digest = blake2b(msgspec.json.encode(records), digest_size=16).hexdigest()
        if digest != cursor:
            yield from records
        yield Checkpoint(digest, done=len(found), total=len(found))

    def ensure_cells(self, goals: Mapping[str, str]) -> None:
        """Rows are found by key now, because people insert and sort rows between reading and writing."""
        sheets = self._client.sheets(self._tabs)
        found, _ = read_goals(sheets, self._client.spreadsheet)
        write_texts(self._client, sheets, found, goals)

    def close(self) -> None:
        self._client.http.close()


def connect(settings: SheetsSettings, wire: Wire) -> SheetsConnector:
    """ValueError names the place when the credential is not there or is no key of a service account."""
    headers, account = _credential(settings, wire)
    http = Http(settings.base_url, tool="sheets", wire=wire, headers=headers)
    return SheetsConnector(Client(http, settings.spreadsheet, account), settings.tabs)


def _credential(settings: SheetsSettings, wire: Wire) -> tuple[Headers, str]:
    """The headers, and whose they are. https://developers.google.com/workspace/guides/create-credentials#service-account"""
    if settings.token:
        return {"Authorization": f"Bearer {settings.token.reveal().get_secret_value()}"}, "the account of the token"
    assert settings.service_account
    key = settings.service_account.reveal().get_secret_value()
    try:
        info = json.loads(key)
        scope = f"{SCOPE}.readonly" if wire.read_only else SCOPE
        return google_credentials_headers(info, [scope], wire), info["client_email"]
    except (ValueError, LookupError, TypeError, AttributeError):
        raise ValueError("service_account is not the JSON key of a service account; download it again") from None
