"""Slack: talk that names work is pulled as threads, and managers are told in one message that is kept up to date."""

from connectors.slack.connector import STREAMS, connect
from connectors.slack.settings import SlackSettings
from core.contract import Plugin

__all__ = ["plugin"]

plugin = Plugin(settings=SlackSettings, streams=STREAMS, connect=connect)
