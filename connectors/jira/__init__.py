"""Jira, Cloud and Data Center: issues with their history, people, and our comments, labels and links.

The road of an item starts here.
"""

from typing import TYPE_CHECKING

from connectors.jira.intake import intake
from connectors.jira.settings import JiraSettings
from core.contract import Plugin, Wire

if TYPE_CHECKING:
    from connectors.jira.connector import JiraConnector


def connect(settings: JiraSettings, wire: Wire) -> "JiraConnector":
    """Imported when a hub really connects: reading findings should not wait for a vendor's SDK."""
    from connectors.jira.connector import connect

    return connect(settings, wire)


plugin = Plugin(settings=JiraSettings, streams=("accounts", "groups", "issues"), connect=connect, intake=intake)
