"""A stateful Jira, Cloud or Data Center: what the company does is written to `JiraState`, what the tool answers comes from
`app`."""

from sandbox.jira.app import app
from sandbox.jira.limits import hasty, rate_limited, throttled
from sandbox.jira.state import JiraState

__all__ = ["JiraState", "app", "hasty", "rate_limited", "throttled"]
