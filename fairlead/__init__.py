"""Fairlead: links daily work to the objectives it serves. These names are all that a connector's author needs."""

from core.contract import (
    Cells,
    Comments,
    Connector,
    ConnectorError,
    Identity,
    Labels,
    Links,
    Messages,
    Note,
    Plugin,
    Refused,
    Stream,
    Unauthorized,
    Unavailable,
    Wire,
)
from core.records import Account, Activity, Change, Checkpoint, Goal, Item, Rejected, Tombstone
from core.references import references

__all__ = [
    "Account",
    "Activity",
    "Cells",
    "Change",
    "Checkpoint",
    "Comments",
    "Connector",
    "ConnectorError",
    "Goal",
    "Identity",
    "Item",
    "Labels",
    "Links",
    "Messages",
    "Note",
    "Plugin",
    "Refused",
    "Rejected",
    "Stream",
    "Tombstone",
    "Unauthorized",
    "Unavailable",
    "Wire",
    "references",
]
