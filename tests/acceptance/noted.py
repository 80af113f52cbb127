"""What stands of ours in the tools of a company, counted in the tools themselves."""

import json
import re
from collections import Counter

from connectors.slack.content import SORTED
from sandbox.company import Opened
from tests.acceptance.road import Scene

Noted = Counter[tuple[str, str]]
_GITHUB = re.compile(r"fairlead:(\w+)")


def noted(opened: Opened) -> Noted:
    """Comments, links and messages, each by tool and mark. Messages that only say that all is sorted count as gone."""
    return opened.sandbox.call(lambda: _jira(opened) + _github(opened) + _slack(opened))


def wrong(now: Scene) -> list[str]:
    """What stands twice, what is lost, and what should not stand, by what the hub believes. Labels are sets in themselves."""
    with now.hub.store.read() as tx:
        rows = tx.exec_driver_sql("SELECT tool, mark FROM intents WHERE standing IS NOT NULL AND verb IN " + _COUNTED)
        believed = Counter((tool, mark) for tool, mark in rows)
    seen = noted(now.opened)
    return [f"{key}: {seen[key]} and not {believed[key]}" for key in seen | believed if seen[key] != believed[key]]


_COUNTED = "('comment', 'link', 'message')"


def _jira(opened: Opened) -> Noted:
    jira = opened.company.tools.jira
    keys = [issue["key"] for issue in jira.issues.values()]
    properties = [each for key in keys for comment in jira.comments(key) for each in comment["properties"]]
    found = Counter(("jira", each["value"]["mark"]) for each in properties if each["key"] == "fairlead")
    return found + Counter(("jira", str(link["globalId"])) for key in keys for link in jira.remote_links(key))


def _github(opened: Opened) -> Noted:
    github = opened.company.tools.github
    bodies = [comment["body"] for repo in github.repos.values() for comment in repo.comments.values()]
    return Counter(("github", mark) for body in bodies for mark in _GITHUB.findall(body))


def _slack(opened: Opened) -> Noted:
    slack = opened.company.tools.slack
    messages = [message for channel in slack.channels() for message in slack.messages(channel.name)]
    ours = [each for each in messages if each.get("metadata") and SORTED not in json.dumps(each, ensure_ascii=False)]
    return Counter(("slack", str(each["metadata"]["event_payload"]["mark"])) for each in ours)
