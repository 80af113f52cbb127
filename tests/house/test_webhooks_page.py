"""The events that docs/connect.md tells administrators to choose are those that the connectors understand."""

import re

from connectors.github.intake import OF_ORGANISATIONS, OF_REPOSITORIES
from connectors.github.intake import OF_PLACES as OF_GITHUB
from connectors.jira.intake import ANYWHERE, OF_ISSUES
from connectors.jira.intake import OF_PLACES as OF_JIRA
from tests.house.commands import ROOT

PAGE = (ROOT / "docs" / "connect.md").read_text()


def events(column: str) -> set[str]:
    """Of the table with this column."""
    (table,) = re.findall(rf"^\| event in the list \| `{column}` \|.*\n\|[-|]+\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    return {event for row in table.splitlines() for event in re.findall(r"`([\w:]+)`", row.split("|")[2])}


def test_of_github() -> None:
    assert events("X-GitHub-Event") == {*OF_REPOSITORIES, *OF_ORGANISATIONS, *OF_GITHUB}


def test_of_jira() -> None:
    assert events("webhookEvent") == {*OF_ISSUES, *ANYWHERE, *OF_JIRA}
