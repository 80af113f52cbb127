"""Slack as the company uses it: channels, threads and the app's own messages behind the Web API's real shapes."""

from sandbox.slack.app import app
from sandbox.slack.state import SlackState

__all__ = ["SlackState", "app"]
