"""The contract check itself: what Slack knows passes, and each kind of mistake is caught."""

import json
from typing import Any

import pytest

from sandbox.history import Exchange
from tests.contract.slack_contract import check, check_arguments, check_manifest
from tests.slack.conftest import Workspace

SECTION: dict[str, Any] = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}
POST: dict[str, Any] = {"channel": "C1", "text": "hello"}


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("chat.postMessage", {**POST, "chanel": "C1"}),
        ("chat.postMessage", {"channel": "C1"}),
        ("chat.postMessage", {"channel": "C1", "blocks": [SECTION]}),
        ("chat.postMessage", {**POST, "unfurl_links": "no"}),
        ("chat.postMessage", {**POST, "metadata": {"event_type": 1, "event_payload": {}}}),
        ("chat.postMessage", {**POST, "blocks": [{**SECTION, "colour": "red"}]}),
        ("chat.postMessage", {**POST, "blocks": [{"type": "section"}]}),
        ("chat.postMessage", {**POST, "blocks": [{"type": "sektion"}]}),
        ("chat.postMessage", {**POST, "blocks": [SECTION] * 51}),
        (
            "chat.postMessage",
            {**POST, "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "a" * 3_001}}]},
        ),
        (
            "chat.postMessage",
            {**POST, "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "a" * 2_900}}] * 5},
        ),
        (
            "chat.postMessage",
            {**POST, "blocks": [{"type": "header", "text": {"type": "plain_text", "text": "a" * 151}}]},
        ),
        ("chat.postMessage", {**POST, "text": "a" * 40_001}),
        ("chat.update", {**POST}),
        ("conversations.history", {"channel": "C1", "limit": 1_000}),
        ("conversations.history", {"channel": "C1", "since": "1"}),
        ("conversations.replies", {"channel": "C1"}),
        ("users.list", {"limit": "many"}),
        ("users.conversations", {"types": 3}),
        ("users.conversations", {"kinds": "im"}),
        ("usergroups.list", {"include_users": "yes"}),
        ("conversations.info", {}),
    ],
)
def test_arguments_that_slack_does_not_take(method: str, arguments: dict[str, Any]) -> None:
    with pytest.raises(AssertionError, match=method):
        check_arguments(method, arguments)


def test_arguments_that_slack_takes() -> None:
    button = {"type": "button", "text": {"type": "plain_text", "text": "Open"}, "url": "https://hub.example/"}
    metadata = {"event_type": "fairlead_note", "event_payload": {"mark": "m"}}
    blocks = [SECTION, {"type": "actions", "elements": [button]}]
    check_arguments("chat.postMessage", {**POST, "blocks": blocks, "metadata": metadata, "unfurl_links": False})
    check_arguments("chat.update", {**POST, "ts": "1.2", "blocks": blocks})
    check_arguments("auth.test", {})
    check_arguments("conversations.list", {"types": "public_channel", "exclude_archived": True, "limit": 200})


@pytest.mark.parametrize(
    "change",
    [
        {"display_information": {"description": "without a name"}},
        {"display_information": {"name": "x" * 36}},
        {"oauth_config": {"scopes": {"bot": "chat:write"}}},
        {"features": {"bot_user": {"always_online": False}}},
        {"setings": {}},
    ],
)
def test_manifests_that_slack_does_not_take(change: dict[str, Any]) -> None:
    manifest: dict[str, Any] = {"display_information": {"name": "Fairlead"}}
    check_manifest(manifest)
    with pytest.raises(AssertionError, match="manifest"):
        check_manifest(manifest | change)


def test_what_was_really_sent_and_answered_is_checked(slack: Workspace) -> None:
    slack.connect().check()
    (good,) = slack.sandbox.history
    check(good)
    for bad in (
        _changed(good, path="/api/auth.tset"),
        _changed(good, path="/rest/auth.test"),
        _changed(good, query="verbose=1"),
        _changed(good, response_body=b'{"ok": true, "usr": "fairlead"}'),
        _changed(good, response_body=b'{"user": "fairlead"}'),
    ):
        with pytest.raises(AssertionError):
            check(bad)
    check(_changed(good, status=429, response_body=b""))


def _changed(exchange: Exchange, **fields: Any) -> Exchange:
    return Exchange(**{**{name: getattr(exchange, name) for name in exchange.__struct_fields__}, **fields})


def test_form_values_are_read_by_their_types(slack: Workspace) -> None:
    connector = slack.connect("payments")
    connector._workspace.ask("conversations.history", channel="C00000001", limit=5, inclusive=True)
    (exchange,) = slack.sandbox.history
    assert "limit=5" in exchange.query
    assert json.loads(exchange.response_body)["ok"]
    with pytest.raises(AssertionError, match="inclusive"):
        check(_changed(exchange, query="channel=C1&inclusive=perhaps"))
