"""A stateful Jira Cloud: what the company does is written to `JiraState`, what the tool answers comes from `app`."""

from sandbox.jira.app import app, rate_limited
from sandbox.jira.state import JiraState

__all__ = ["JiraState", "app", "rate_limited"]
