"""The one transport: every byte between the hub and a tool passes `Http`, whichever vendor SDK speaks.

The SDK clients are imported on first use, because a hub that talks only to Slack should not load the other three.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from connectors.transport.client import Http

if TYPE_CHECKING:
    from connectors.transport.github import github_client
    from connectors.transport.google import ServiceAccount, sheets_service
    from connectors.transport.jira import jira_client
    from connectors.transport.slack import slack_client

__all__ = [
    "Http",
    "ServiceAccount",
    "github_client",
    "jira_client",
    "sheets_service",
    "slack_client",
]

_MODULES = {
    "github_client": "connectors.transport.github",
    "ServiceAccount": "connectors.transport.google",
    "jira_client": "connectors.transport.jira",
    "sheets_service": "connectors.transport.google",
    "slack_client": "connectors.transport.slack",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)
