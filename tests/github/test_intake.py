"""GitHub's webhooks as hints: proven, counted once, and of the streams that the event touches."""

import hmac
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import pytest

from connectors.github import plugin
from connectors.github.connector import STREAMS
from connectors.github.intake import OF_ORGANISATIONS, OF_PLACES, OF_REPOSITORIES, intake
from core.contract import Refused, Unauthorized
from core.hints import Echo, Hint
from tests.house.commands import ROOT

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SECRET = "It's a Secret to Everybody"
TABLE = {
    "token": {"env": "NOBODY_READS_IT"},
    "webhook_secret": {"env": "HOOK_SECRET"},
    "repositories": ["Acme/Web", "acme/pay-*", "!acme/pay-old"],
    "projects": ["acme/3", "Acme/7", "other/1"],
    "teams": ["Acme/*"],
    "people": ["ACME"],
}


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK_SECRET", SECRET)


def signature(body: bytes) -> str:
    return "sha256=" + hmac.new(SECRET.encode(), body, sha256).hexdigest()


def told(event: str, payload: Any, **headers: str) -> Sequence[Hint] | Echo:
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    sent = {
        "content-type": "application/json",
        "x-github-event": event,
        "x-github-delivery": "d-1",
        "x-hub-signature-256": signature(body),
    }
    return intake(plugin.settings(**TABLE), {**sent, **headers}, body, NOW)


def of(name: str, **more: Any) -> dict[str, Any]:
    return {"action": "opened", "repository": {"full_name": name, "id": 1}, **more}


def test_the_signature_is_the_one_of_the_documentation() -> None:
    """https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries#testing-the-webhook-payload-validation"""
    assert signature(b"Hello, World!") == "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"


def test_an_event_touches_streams_of_its_repository_as_the_settings_spell_it() -> None:
    assert told("issues", of("acme/web")) == [Hint("d-1", "Acme/Web", ("issues", "events"))]
    assert told("issue_comment", of("acme/pay-new")) == [Hint("d-1", "acme/pay-new", ("issues", "comments"))]


@pytest.mark.parametrize("name", ["acme/other", "acme/pay-old", "else/web", ""])
def test_what_is_not_pulled_gives_no_hint(name: str) -> None:
    assert not told("issues", of(name))


@pytest.mark.parametrize("event", ["ping", "push", "star", "no_such_event", ""])
def test_other_events_are_taken_and_give_none(event: str) -> None:
    assert not told(event, of("acme/web", zen="Design for failure.", hook_id=1))


@pytest.mark.parametrize("action", ["created", "renamed", "transferred", "deleted", "archived"])
def test_a_change_of_repositories_asks_which_there_are(action: str) -> None:
    assert told("repository", of("acme/brand-new", action=action)) == (Hint("d-1"),)


def test_an_event_of_an_organisation_touches_what_is_named_of_it() -> None:
    payload = {"action": "edited", "organization": {"login": "acme"}}
    assert told("projects_v2_item", payload) == [
        Hint("d-1", "acme/3", ("projects",)),
        Hint("d-1", "Acme/7", ("projects",)),
    ]
    assert told("membership", payload) == [Hint("d-1", "Acme", ("teams",))]
    assert told("organization", payload) == [Hint("d-1", "ACME", ("accounts",))]
    assert not told("membership", {**payload, "organization": {"login": "elsewhere"}})


def test_a_form_is_read_as_well() -> None:
    body = urlencode({"payload": json.dumps(of("acme/web"))}).encode()
    assert told("milestone", body, **{"content-type": "application/x-www-form-urlencoded"}) == [
        Hint("d-1", "Acme/Web", ("milestones",))
    ]
    with pytest.raises(Refused):
        told("milestone", b"load=1", **{"content-type": "application/x-www-form-urlencoded"})


def test_streams_are_those_that_the_connector_has() -> None:
    named = {*OF_ORGANISATIONS.values(), *(name for names in OF_REPOSITORIES.values() for name in names)}
    assert named == set(STREAMS)


@pytest.mark.parametrize("given", ["", "sha1=1", "sha256=", "sha256=" + "0" * 64, "SHA256=ü"])
def test_nothing_is_read_before_the_signature_holds(given: str) -> None:
    with pytest.raises(Unauthorized, match="webhook_secret"):
        told("issues", b"not even JSON", **{"x-hub-signature-256": given})


def test_without_a_secret_nobody_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = plugin.settings(**{**TABLE, "webhook_secret": None})
    with pytest.raises(Unauthorized, match="set it in the settings"):
        intake(settings, {"x-hub-signature-256": signature(b"{}")}, b"{}", NOW)
    monkeypatch.setenv("HOOK_SECRET", "")
    with pytest.raises(Unauthorized, match="HOOK_SECRET"):
        told("issues", of("acme/web"))


def test_a_delivery_has_a_name() -> None:
    with pytest.raises(Refused, match="which one"):
        told("issues", of("acme/web"), **{"x-github-delivery": ""})


def test_github_has_these_events_and_says_whose_they_are() -> None:
    known = json.loads((ROOT / "tests" / "contract" / "github.webhooks.json").read_text())["events"]
    assert {*OF_REPOSITORIES, *OF_ORGANISATIONS, *OF_PLACES} <= set(known)
    lacking = [event for event in OF_REPOSITORIES if not all("repository" in has for has in known[event].values())]
    assert lacking == ["sub_issues"], "where it may be left out, nothing is hinted at"
    assert all("organization" in has for event in OF_ORGANISATIONS for has in known[event].values())
