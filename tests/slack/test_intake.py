"""Slack's events as hints: signed, fresh, counted once, and of the channel in which people talk."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.slack import plugin
from connectors.slack.connector import STREAMS
from connectors.slack.intake import EVERYWHERE, OF_PLACES, intake
from connectors.slack.signatures import FRESH
from core.contract import Refused, Unauthorized
from core.hints import Echo, Hint
from sandbox.slack.signing import signed
from tests.house.commands import ROOT

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
TABLE = {"token": {"env": "NOBODY_READS_IT"}, "signing_secret": {"env": "HOOK_SECRET"}, "channels": ["payments"]}


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK_SECRET", SECRET)


def posted(payload: Any, age: float = 0) -> Sequence[Hint] | Echo:
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    headers = {key.lower(): value for key, value in signed(SECRET, int(NOW.timestamp() - age), body).items()}
    return intake(plugin.settings(**TABLE), headers, body, NOW)


def told(event: dict[str, Any], **more: Any) -> Sequence[Hint] | Echo:
    return posted({"type": "event_callback", "event_id": "Ev1", "api_app_id": "A1", "event": event, **more})


def talk(**more: Any) -> dict[str, Any]:
    return {"type": "message", "channel": "C0PAY", "channel_type": "channel", "user": "U1", "text": "hi", **more}


def test_a_message_touches_the_threads_of_its_channel() -> None:
    assert told(talk()) == (Hint("Ev1", "C0PAY", ("threads",)),)
    assert told(talk(subtype="message_deleted", previous_message={"user": "U1"}, channel_type="group"))


@pytest.mark.parametrize("kind", ["im", "mpim", "app_home", ""])
def test_a_direct_message_gives_no_hint(kind: str) -> None:
    assert not told(talk(channel_type=kind))


def test_what_the_app_wrote_itself_gives_no_hint() -> None:
    assert not told(talk(app_id="A1"))
    assert not told(talk(subtype="message_changed", message={"app_id": "A1"}))
    assert not told(talk(subtype="message_deleted", previous_message={"app_id": "A1"}))
    assert told(talk(app_id="A2"))


@pytest.mark.parametrize("event", sorted(OF_PLACES))
def test_a_change_of_channels_asks_which_there_are(event: str) -> None:
    assert told({"type": event, "channel": {"id": "C0PAY", "name": "pay"}}) == (Hint("Ev1"),)


def test_so_does_an_invitation_of_the_app_and_of_nobody_else() -> None:
    us = {"authorizations": [{"team_id": "T1", "user_id": "UBOT", "is_bot": True}]}
    joined = {"type": "member_joined_channel", "channel": "C0NEW", "channel_type": "C"}
    assert told({**joined, "user": "UBOT"}, **us) == (Hint("Ev1"),)
    assert not told({**joined, "user": "U1"}, **us)


def test_a_new_person_touches_the_accounts() -> None:
    assert told({"type": "team_join", "user": {"id": "U9", "name": "nora"}}) == (Hint("Ev1", "", ("accounts",)),)


def test_what_was_left_out_touches_all_threads() -> None:
    limited = {"type": "app_rate_limited", "team_id": "T1", "minute_rate_limited": 1_518_467_820, "api_app_id": "A1"}
    assert posted(limited) == (Hint("app_rate_limited 1518467820", "", ("threads",)),)


def test_the_challenge_is_answered_as_it_stands() -> None:
    assert posted({"type": "url_verification", "challenge": "3eZbrw1aBm2r"}) == Echo("3eZbrw1aBm2r")


def test_other_events_are_taken_and_give_none() -> None:
    assert not told({"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "home"})
    assert not told({"type": "emoji_changed"})
    assert not posted({"type": "block_actions"})


def test_an_event_that_is_older_than_five_minutes_may_be_a_replay() -> None:
    assert told(talk())
    assert posted({"type": "event_callback", "event_id": "Ev1", "event": talk()}, FRESH)
    with pytest.raises(Unauthorized, match="signing_secret"):
        posted({"type": "event_callback", "event_id": "Ev1", "event": talk()}, FRESH + 1)


@pytest.mark.parametrize("body", [b"", b"[]", b'{"event": 1}', b'{"event": {"channel": 7}}', b"[" * 100_000])
def test_what_cannot_be_read_is_refused(body: bytes) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        posted(body)


def test_streams_are_those_that_the_connector_has() -> None:
    assert {"threads", *(name for names in EVERYWHERE.values() for name in names)} == set(STREAMS)


def test_the_manifest_asks_for_these_events() -> None:
    manifest = json.loads((ROOT / "deploy" / "slack-manifest.json").read_text())
    asked = set(manifest["settings"]["event_subscriptions"]["bot_events"])
    talked = {"message.channels", "message.groups"}
    assert asked == {"app_home_opened", "member_joined_channel", *talked, *EVERYWHERE, *OF_PLACES}
