"""Slack: talk that names work is pulled as threads, and managers are told in one message that is kept up to date."""

from typing import TYPE_CHECKING

from connectors.slack.intake import intake
from connectors.slack.settings import SlackSettings
from core.contract import Plugin, Wire

if TYPE_CHECKING:
    from connectors.slack.connector import SlackConnector


def connect(settings: SlackSettings, wire: Wire) -> "SlackConnector":
    """Imported when a hub really connects: reading findings should not wait for a vendor's SDK."""
    from connectors.slack.connector import connect

    return connect(settings, wire)


plugin = Plugin(settings=SlackSettings, streams=("accounts", "threads"), connect=connect, intake=intake)
