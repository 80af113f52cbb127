"""GitHub: issues and pull requests become items, what people do to them activity, milestones goals where asked for."""

from typing import TYPE_CHECKING

from connectors.github.intake import intake
from connectors.github.settings import GitHubSettings
from core.contract import Plugin, Wire

if TYPE_CHECKING:
    from connectors.github.connector import GitHub


def connect(settings: GitHubSettings, wire: Wire) -> "GitHub":
    """Imported when a hub really connects: reading findings should not wait for a vendor's SDK."""
    from connectors.github.connector import connect

    return connect(settings, wire)


plugin = Plugin(
    settings=GitHubSettings,
    streams=(
        "milestones",
        "issues",
        "comments",
        "events",
        "reviews",
        "review_comments",
        "projects",
        "accounts",
        "teams",
    ),
    connect=connect,
    intake=intake,
)
