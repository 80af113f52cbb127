"""How often Slack lets itself be asked: the tiers are kept, and the small regime of 2025 is recognised and named."""

from itertools import pairwise

import pytest

from connectors.slack.connector import SlackConnector
from connectors.slack.workspace import SMALL
from core.contract import Note, Unavailable
from core.records import Checkpoint, Item
from sandbox.faults import Fault
from tests.slack.conftest import Workspace, pull

HISTORY = "conversations.history"


def limited(slack: Workspace) -> list[str]:
    return [each.path.removeprefix("/api/") for each in slack.sandbox.history if each.status == 429]


def persist(slack: Workspace, connector: SlackConnector) -> tuple[set[str], list[str]]:
    """What a hub ends up with that goes on from the last checkpoint when Slack lets it, and what it was told meanwhile."""
    (stream,) = connector.streams()[1:]
    cursor, items, told = None, set[str](), list[str]()
    while True:
        try:
            for record in connector.pull(stream, cursor):
                if isinstance(record, Checkpoint):
                    cursor = record.cursor
                elif isinstance(record, Item):
                    items.add(record.id)
        except Unavailable as error:
            told.append(str(error))
            slack.hours((error.after or 0) / 3600)
        else:
            return items, told


def test_nothing_is_asked_inside_a_wait_that_slack_named(slack: Workspace) -> None:
    slack.state.limits.enforced = True
    slack.state.page_limit = 5
    for number in range(300):
        slack.state.post("payments", "U1", f"PAY-{number}")
    items, _ = persist(slack, slack.connect("payments"))
    assert len(items) == 300
    assert limited(slack) == [HISTORY]
    (at,) = [index for index, each in enumerate(slack.sandbox.history) if each.status == 429]
    before, after = slack.sandbox.history[at : at + 2]
    assert (after.at - before.at).total_seconds() >= float(before.response_headers["retry-after"]) > 0


def test_no_more_than_a_message_a_second_is_written(slack: Workspace) -> None:
    slack.state.limits.enforced = True
    connector = slack.connect()
    for number in range(20):
        connector.ensure_message("payments", Note(mark=f"m{number}", body="hello"))
    assert limited(slack) == []
    at = [each.at for each in slack.sandbox.history if each.path.endswith("chat.postMessage")]
    assert min((b - a).total_seconds() for a, b in pairwise(at)) >= 1


def test_pages_of_fifteen_are_named_once_for_the_workspace(slack: Workspace) -> None:
    slack.state.limits.small = True
    slack.state.add_channel("talk")
    for number in range(40):
        for channel in ("payments", "talk"):
            slack.state.post(channel, "U1", f"PAY-{number}")
    connector = slack.connect("payments", "talk")
    assert SMALL not in connector.check().detail
    first, second = pull(connector), pull(connector, "talk")
    assert (len(first.items), len(second.items)) == (40, 40)
    (note,) = first.rejected + second.rejected
    assert (note.reason, note.lost) == (SMALL, False)
    assert SMALL in connector.check().detail


def test_one_page_a_minute_is_named_and_what_was_read_is_kept(slack: Workspace) -> None:
    slack.state.limits.small = slack.state.limits.enforced = True
    for number in range(40):
        slack.state.post("payments", "U1", f"PAY-{number}")
    items, told = persist(slack, slack.connect("payments"))
    assert len(items) == 40
    assert told
    assert all(SMALL in error for error in told)


def test_a_long_wait_after_the_first_requests_is_the_small_regimes(slack: Workspace) -> None:
    slack.sandbox.faults.append(Fault("slack", HISTORY, status=429, headers={"retry-after": "90"}, times=None))
    connector = slack.connect("payments")
    with pytest.raises(Unavailable, match="create it as an internal app") as told:
        pull(connector)
    assert told.value.after == 90


def test_a_limit_of_other_methods_is_not(slack: Workspace) -> None:
    slack.sandbox.faults.append(Fault("slack", "users.list", status=429, headers={"retry-after": "90"}, times=None))
    with pytest.raises(Unavailable) as told:
        pull(slack.connect("payments"), "accounts")
    assert "internal app" not in str(told.value)
