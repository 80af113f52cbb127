"""Jira's webhooks as hints: proven, counted once, and of the projects that the event touches."""

import hmac
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest

from connectors.jira import plugin
from connectors.jira.intake import ANYWHERE, OF_ISSUES, intake
from core.contract import Refused, Unauthorized
from core.hints import Echo, Hint

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SECRET = "It's a Secret to Everybody"
TABLE = {
    "base_url": "https://acme.atlassian.net",
    "email": "hub@acme.example",
    "token": {"env": "NOBODY_READS_IT"},
    "webhook_secret": {"env": "HOOK_SECRET"},
    "projects": ["PAY", "WEB"],
}


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK_SECRET", SECRET)


def signed(body: bytes) -> dict[str, str]:
    return {"x-hub-signature": "sha256=" + hmac.new(SECRET.encode(), body, sha256).hexdigest()}


def told(event: str, identifier: str = "w-1", **payload: Any) -> Sequence[Hint] | Echo:
    body = json.dumps({"timestamp": 1_772_452_800_000, "webhookEvent": event, **payload}).encode()
    named = {"x-atlassian-webhook-identifier": identifier} if identifier else {}
    return intake(plugin.settings(**TABLE), {**named, **signed(body)}, body, NOW)


@pytest.mark.parametrize("event", sorted(OF_ISSUES))
def test_an_event_touches_the_project_of_its_issue(event: str) -> None:
    assert told(event, issue={"id": "10001", "key": "PAY-7"}) == [Hint("w-1", "PAY", ("issues",))]


def test_an_issue_that_moved_touches_both_projects() -> None:
    items = [{"field": "Key", "fromString": "WEB-4", "toString": "PAY-8"}, {"field": "Flagged", "fromString": None}]
    hints = told("jira:issue_updated", issue={"key": "PAY-8"}, changelog={"id": "1", "items": items})
    assert hints == [Hint("w-1", "PAY", ("issues",)), Hint("w-1", "WEB", ("issues",))]


def test_what_is_not_pulled_gives_no_hint() -> None:
    assert not told("jira:issue_updated", issue={"key": "OPS-1"})
    assert not told("jira:issue_updated")
    assert not told("sprint_started", sprint={"id": 4})


def test_a_link_names_issues_by_ids_alone_and_touches_all() -> None:
    link = {"id": 1, "sourceIssueId": 10001, "destinationIssueId": 10002}
    assert told("issuelink_created", issueLink=link) == (Hint("w-1", "", ("issues",)),)


def test_a_change_of_projects_asks_which_there_are() -> None:
    assert told("project_archived", project={"id": 1, "key": "WEB"}) == (Hint("w-1"),)


def test_streams_are_those_that_the_connector_has() -> None:
    assert {"issues", *(name for names in ANYWHERE.values() for name in names)} == {"issues", "accounts"}
    assert {"issues", "accounts"} <= set(plugin.streams)


def test_without_a_name_a_delivery_is_known_by_its_content() -> None:
    """Content that was sent at another moment is another one."""

    def name(at: int) -> str:
        hints = told("project_deleted", "", timestamp=at)
        assert not isinstance(hints, Echo)
        return hints[0].delivery

    assert name(1) == name(1) != name(2)


def test_nothing_is_read_before_the_signature_holds() -> None:
    for given in ({}, {"x-hub-signature": "sha256=" + "0" * 64}, signed(b"something else")):
        with pytest.raises(Unauthorized, match="webhook_secret"):
            intake(plugin.settings(**TABLE), given, b"not even JSON", NOW)


@pytest.mark.parametrize("body", [b"", b"[]", b'{"issue": 4}', b'{"webhookEvent": {}}', b"{" * 100_000, b"\xff"])
def test_what_cannot_be_read_is_refused(body: bytes) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        intake(plugin.settings(**TABLE), signed(body), body, NOW)
