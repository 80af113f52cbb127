"""Goals and what belongs to them from Google Sheets: read from tabs that people keep as they like, flagged in one column of
the hub's own."""

from typing import TYPE_CHECKING

from connectors.sheets.headings import KINDS
from connectors.sheets.settings import SheetsSettings
from core.contract import Plugin, Wire

if TYPE_CHECKING:
    from connectors.sheets.connector import SheetsConnector


def connect(settings: SheetsSettings, wire: Wire) -> "SheetsConnector":
    """Imported when a hub really connects: reading findings should not wait for a vendor's SDK."""
    from connectors.sheets.connector import connect

    return connect(settings, wire)


plugin = Plugin(settings=SheetsSettings, streams=KINDS, connect=connect)
