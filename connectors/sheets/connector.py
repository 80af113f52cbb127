"""One spreadsheet as a connected tool: what the contract asks for, handed on to reading and writing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import blake2b

import msgspec

from connectors.rotation import Rotating, bearer
from connectors.sheets.book import Book
from connectors.sheets.checkin_rows import write_row
from connectors.sheets.checkins import read_checkins
from connectors.sheets.client import Client
from connectors.sheets.dashboard import write_page
from connectors.sheets.decisions import read_decisions
from connectors.sheets.goals import Found, finder, read_goals
from connectors.sheets.headings import KINDS, Kind
from connectors.sheets.metrics import read_metrics
from connectors.sheets.people import read_people
from connectors.sheets.rows import Sheet
from connectors.sheets.settings import SheetsSettings
from connectors.sheets.statements import Context
from connectors.sheets.targets import read_targets
from connectors.sheets.template import missing_tabs
from connectors.sheets.traces import clear_traces
from connectors.sheets.write import write_texts
from connectors.transport import Http, ServiceAccount
from connectors.transport.credential import Headers, Renew
from core.contract import CheckInRow, Identity, Note, Refused, Stream, Wire
from core.records import Checkpoint, Record, Rejected, Statement

Read = Callable[[Sequence[Sheet], Context], tuple[list[Statement], list[Rejected]]]
SCOPE = "https://www.googleapis.com/auth/spreadsheets"
READERS: Mapping[Kind, Read] = {
    "targets": read_targets,
    "decisions": read_decisions,
    "metrics": read_metrics,
    "check-ins": read_checkins,
    "people": read_people,
}


class SheetsConnector:
    """One spreadsheet as a connected tool."""

    def __init__(self, client: Client, settings: SheetsSettings) -> None:
        self._client, self._settings, self._book = client, settings, Book(client, settings)

    def check(self) -> Identity:
        layout = self._client.layout()
        titles = ", ".join(tab.title for tab in layout.sheets)
        return Identity(account=self._client.account, name=layout.properties.title, detail=f"tabs: {titles}")

    def streams(self) -> Sequence[Stream]:
        """One for each kind of tab that the settings name."""
        kinds = {tab.kind for tab in self._settings.tabs}
        return [
            Stream(kind, self._client.spreadsheet, incremental=False, exhaustive=True)
            for kind in KINDS
            if kind in kinds
        ]

    def pull(self, stream: Stream, cursor: str | None) -> Iterator[Record | Checkpoint]:
        """The cursor is the digest of all records, so the hub's own column and unread columns never count as change.

        When nothing changed there is only a checkpoint that repeats the cursor.
        """
        records, rejected = self._read(stream)
        found: list[Record] = [*records, *rejected]
        digest = blake2b(msgspec.json.encode(found), digest_size=16).hexdigest()
        if digest != cursor:
            yield from found
        yield Checkpoint(digest, done=len(records), total=len(records))

    def ensure_cells(self, goals: Mapping[str, Mapping[str, str]], *, erase: bool = False) -> None:
        write_texts(self._client, self._goals, goals, mark=self._book.marks)
        if erase:
            clear_traces(self._client, self._goals, goals)

    def ensure_check_in(self, row: CheckInRow | None, note: Note) -> str | None:
        tabs = [tab for tab in self._settings.tabs if tab.kind == "check-ins"]
        if not tabs:
            raise Refused('sheets: no tab is of kind "check-ins"; name one under [[connectors.sheets.tabs]]')
        book = Book(self._client, self._settings, marks=True)
        return write_row(self._client, lambda: book.read(tabs), row, note.mark)

    def ensure_page(self, place: str, note: Note) -> str | None:  # noqa: ARG002 - one spreadsheet, one place
        return write_page(self._client, note)

    def ensure_template(self) -> Sequence[str]:
        """The tabs of a workbook for goals that are not there yet, all or none; no tab that is there is touched."""
        titles, edits = missing_tabs(self._client.layout(), self._settings.tabs)
        if edits:
            self._client.edit(edits)
        return titles

    def close(self) -> None:
        self._client.http.close()

    def _goals(self) -> tuple[Sequence[Sheet], Sequence[Found]]:
        sheets = self._book.read([tab for tab in self._settings.tabs if tab.kind == "goals"])
        return sheets, read_goals(sheets, self._client.spreadsheet)[0]

    def _read(self, stream: Stream) -> tuple[Sequence[Record], Sequence[Rejected]]:
        """Whatever names goals by title is read together with them."""
        if stream not in self.streams():
            raise Refused(f"sheets: there is no stream {stream.name}, only {', '.join(s.name for s in self.streams())}")
        spreadsheet = self._client.spreadsheet
        kind = next(each for each in KINDS if each == stream.name)
        sheets = self._book.read([tab for tab in self._settings.tabs if tab.kind in ("goals", kind)])
        found, rejected = read_goals([sheet for sheet in sheets if sheet.tab.kind == "goals"], spreadsheet)
        goals = [each.goal for each in found]
        if kind == "goals":
            return goals, rejected
        milestones = frozenset(goal.key for goal in goals if goal.measure == "milestone")
        context = Context(spreadsheet, finder(goals), milestones)
        return READERS[kind]([sheet for sheet in sheets if sheet.tab.kind == kind], context)


def connect(settings: SheetsSettings, wire: Wire) -> SheetsConnector:
    """Unauthorized names the place when the credential is not there or is no key of a service account. Makes no request.

    https://developers.google.com/workspace/guides/create-credentials#service-account
    """
    if settings.token:
        token = Rotating(settings.token, "sheets", "the token", settings.base_url, wire)
        return _connected(settings, wire, bearer(token), token.refused, lambda: "the account of the token")
    assert settings.service_account
    key = Rotating(settings.service_account, "sheets", "the service account's key", settings.base_url, wire)
    account = ServiceAccount(key, [scope(writes=not wire.read_only)], wire, key.refused)
    return _connected(settings, wire, account.headers, account.forget, lambda: account.email)


def _connected(
    settings: SheetsSettings, wire: Wire, headers: Headers, renew: Renew, account: Callable[[], str]
) -> SheetsConnector:
    gap = settings.seconds_between_writes
    http = Http(settings.base_url, tool="sheets", wire=wire, headers=headers, renew=renew, write_gap=gap)
    return SheetsConnector(Client(http, settings.spreadsheet, account), settings)


def scope(*, writes: bool) -> str:
    """https://developers.google.com/workspace/sheets/api/scopes"""
    return SCOPE if writes else f"{SCOPE}.readonly"
