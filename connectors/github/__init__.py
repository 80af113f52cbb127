"""GitHub: issues and pull requests become items, comments and events activity, milestones goals where asked for."""

from connectors.github.connector import STREAMS, GitHub
from connectors.github.settings import GitHubSettings
from core.contract import Plugin

plugin = Plugin(settings=GitHubSettings, streams=STREAMS, connect=GitHub)
