"""Slack as the company uses it: channels, threads and the app's own messages behind the Web API's real shapes, and people who
press what they see there."""

from sandbox.slack.app import app
from sandbox.slack.people import open_home, press, press_in, submit
from sandbox.slack.state import SlackState

__all__ = ["SlackState", "app", "open_home", "press", "press_in", "submit"]
