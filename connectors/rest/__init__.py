"""Items from any tool that answers with JSON, read as its settings say and without code; nothing is written to it."""

from typing import TYPE_CHECKING

from connectors.rest.settings import RestSettings
from core.contract import Plugin, Wire

if TYPE_CHECKING:
    from connectors.rest.connector import Rest


def connect(settings: RestSettings, wire: Wire) -> "Rest":
    """Imported when a hub really connects: reading findings should not wait for an HTTP client."""
    from connectors.rest.connector import Rest

    return Rest(settings, wire)


plugin = Plugin(settings=RestSettings, streams=("items",), connect=connect)
