"""The events that docs/connect.md tells administrators to choose are those that the connectors understand."""

import json
import re

from connectors.github.intake import OF_ORGANISATIONS, OF_REPOSITORIES
from connectors.github.intake import OF_PLACES as OF_GITHUB
from connectors.jira.intake import ANYWHERE, OF_ISSUES
from connectors.jira.intake import OF_PLACES as OF_JIRA
from tests.house.commands import ROOT

MANIFEST = json.loads((ROOT / "deploy" / "slack-manifest.json").read_text())

PAGE = (ROOT / "docs" / "connect.md").read_text()


def events(column: str) -> set[str]:
    """Of the table with this column."""
    (table,) = re.findall(rf"^\| event in the list \| `{column}` \|.*\n\|[-|]+\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    return {event for row in table.splitlines() for event in re.findall(r"`([\w:]+)`", row.split("|")[2])}


def test_of_github() -> None:
    assert events("X-GitHub-Event") == {*OF_REPOSITORIES, *OF_ORGANISATIONS, *OF_GITHUB}


def test_of_slack() -> None:
    (table,) = re.findall(r"^\| bot event \|.*\n\|[-|]+\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    told = [event for row in table.splitlines() for event in re.findall(r"`([\w.]+)`", row.split("|")[1])]
    assert sorted(told) == sorted(MANIFEST["settings"]["event_subscriptions"]["bot_events"])


def test_of_jira() -> None:
    assert events("webhookEvent") == {*OF_ISSUES, *ANYWHERE, *OF_JIRA}
