"""The other way in: requests that Slack signs, believed only when the signature over the raw bytes holds (S5, S6)."""

import asyncio
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.slack.desk import Desk
from connectors.slack.settings import SlackSettings
from connectors.slack.signatures import FRESH, signed
from connectors.slack.signed_requests import MOST, PATH, app
from connectors.slack.workspace import Workspace as Asked
from core.contract import Refused
from core.hints import Hint
from core.presses import Answer, Form, Press, Reply, Said, Wrong
from sandbox.slack import open_home
from sandbox.slack.signing import request
from sandbox.slack.signing import signed as signature
from tests.slack.conftest import Workspace, eventually

Headers = Mapping[str, str] | Mapping[bytes, bytes]
SECRET, NOW = "8f742231b10e8888abcd99yyyzzz85a5", 1_531_420_618
SUBMITTED: dict[str, Any] = {
    "type": "view_submission",
    "user": {"id": "U1"},
    "trigger_id": "1.2.3",
    "view": {
        "private_metadata": '{"act": "snooze", "about": "f1"}',
        "state": {"values": {"until": {"answer": {"selected_date": "2026-03-09"}}}},
    },
}
OPENED: dict[str, Any] = {
    "type": "event_callback",
    "event_id": "Ev1",
    "event": {"type": "app_home_opened", "user": "U1", "tab": "home"},
}


class Hub:
    def __init__(self, slack: Workspace, reply: Reply = None) -> None:
        self.presses: list[Press] = []
        self.secret = SECRET
        self._reply = reply
        connector = slack.connect()
        self.hints: list[Hint] = []
        self._web = app(
            Desk(Asked(connector._quick), hinted=self.hints.extend), lambda: self.secret, self._answer, lambda: NOW
        )

    def send(self, method: str, path: str, headers: Headers, body: bytes = b"") -> httpx.Response:
        async def sent() -> httpx.Response:
            transport = httpx.ASGITransport(self._web)
            async with httpx.AsyncClient(transport=transport, base_url="http://hub.example") as client:
                return await client.request(method, path, headers=headers, content=body)

        return asyncio.run(sent())

    def post(self, headers: Headers, body: bytes) -> tuple[int, Any]:
        answer = self.send("POST", PATH, headers, body)
        return answer.status_code, answer.json() if answer.content else None

    def _answer(self, press: Press) -> Reply:
        self.presses.append(press)
        return self._reply


def test_a_secret_that_was_replaced_counts_from_the_next_request_on(slack: Workspace) -> None:
    hub, asked = Hub(slack), {"type": "url_verification", "challenge": "c"}
    assert hub.post(*request(SECRET, NOW, asked))[0] == 200
    hub.secret = "another-secret-of-the-app"
    assert hub.post(*request(SECRET, NOW, asked))[0] == 401
    assert hub.post(*request(hub.secret, NOW, asked))[0] == 200


def test_an_event_of_talk_is_a_hint_and_no_press(slack: Workspace) -> None:
    hub = Hub(slack)
    said = {"type": "message", "channel": "C0PAY", "channel_type": "channel", "user": "U1", "text": "PAY-1 is late"}
    assert hub.post(*request(SECRET, NOW, {"type": "event_callback", "event_id": "Ev7", "event": said})) == (200, None)
    assert (hub.hints, hub.presses) == ([Hint("Ev7", "C0PAY", ("threads",))], [])


def test_the_signature_of_slacks_own_example() -> None:
    """https://docs.slack.dev/authentication/verifying-requests-from-slack"""
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&"
        b"channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&"
        b"response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&"
        b"trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    given = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    headers = {"x-slack-request-timestamp": "1531420618", "x-slack-signature": given}
    assert signed(SECRET, headers, body, NOW)
    assert not signed(SECRET, headers, body + b"&", NOW)


def test_a_form_is_answered_in_the_same_breath(slack: Workspace) -> None:
    hub = Hub(slack, Wrong({"until": "choose a day to come"}))
    status, answer = hub.post(*request(SECRET, NOW, SUBMITTED))
    assert (status, answer) == (200, {"response_action": "errors", "errors": {"until": "choose a day to come"}})
    (press,) = hub.presses
    assert (press.account, press.act, press.about, press.fields) == ("U1", "snooze", "f1", {"until": "2026-03-09"})


def test_an_event_is_acknowledged_and_heard(slack: Workspace) -> None:
    hub = Hub(slack)
    assert hub.post(*request(SECRET, NOW, OPENED)) == (200, None)
    assert [(press.act, press.id) for press in hub.presses] == [("home", "Ev1")]


def test_what_is_told_again_has_the_same_id(slack: Workspace) -> None:
    """Slack repeats what was not acknowledged in time; whoever answers tells by the id."""
    hub = Hub(slack)
    for payload in (OPENED, OPENED, SUBMITTED, SUBMITTED):
        hub.post(*request(SECRET, NOW, payload))
    assert [press.id for press in hub.presses] == ["Ev1", "Ev1", "1.2.3", "1.2.3"]


def test_slack_may_verify_the_address(slack: Workspace) -> None:
    hub = Hub(slack)
    assert hub.post(*request(SECRET, NOW, {"type": "url_verification", "challenge": "3eZbr"})) == (
        200,
        {"challenge": "3eZbr"},
    )
    assert hub.presses == []


@pytest.mark.parametrize("at", [NOW - FRESH - 1, NOW + FRESH + 1, 0])
def test_an_old_signature_may_be_a_replay(slack: Workspace, at: int) -> None:
    hub = Hub(slack)
    assert hub.post(*request(SECRET, at, OPENED))[0] == 401
    assert hub.presses == []


@pytest.mark.parametrize(
    "change",
    [
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "v0=ü"},
        {"X-Slack-Request-Timestamp": str(NOW + 1)},
        {"X-Slack-Request-Timestamp": "soon"},
        {"X-Slack-Request-Timestamp": "-1"},
        {"X-Slack-Request-Timestamp": "9" * 400},
    ],
)
def test_whoever_does_not_know_the_secret_is_not_heard(slack: Workspace, change: dict[str, str]) -> None:
    headers, body = request(SECRET, NOW, OPENED)
    hub = Hub(slack)
    changed = {name.encode(): value.encode() for name, value in (headers | change).items()}
    assert hub.post(changed, body)[0] == 401
    assert hub.presses == []


def test_a_request_without_headers_is_not_heard(slack: Workspace) -> None:
    assert Hub(slack).post({}, b"{}")[0] == 401


@given(st.binary(max_size=200), st.text(max_size=80), st.text(max_size=20))
def test_no_guess_is_taken_for_a_signature(body: bytes, guess: str, stamp: str) -> None:
    assert not signed(SECRET, {"x-slack-signature": guess, "x-slack-request-timestamp": stamp}, body, NOW)
    assert not signed(SECRET, {"x-slack-signature": f"v0={guess}", "x-slack-request-timestamp": str(NOW)}, body, NOW)


def test_more_than_slack_ever_sends_is_not_read(slack: Workspace) -> None:
    hub, body = Hub(slack), b"x" * (MOST + 1)
    assert hub.post(signature(SECRET, NOW, body), body)[0] == 413
    assert hub.post(signature(SECRET, NOW, body[:-1]), body[:-1])[0] == 400


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/json", b"{", 400),
        ("application/json", b"[]", 400),
        ("application/json", b"\xff", 400),
        ("application/json", b"[" * 100_000, 400),
        ("application/x-www-form-urlencoded", b"", 400),
        ("application/x-www-form-urlencoded", b"payload=%7B", 400),
        ("text/html", b"payload=1", 400),
        ("application/json", b'{"type": "event_callback", "event": {"type": "app_home_opened"}}', 200),
        ("application/json", b'{"type": ["x"]}', 200),
    ],
)
def test_what_cannot_be_read_crashes_nothing(slack: Workspace, kind: str, body: bytes, status: int) -> None:
    hub = Hub(slack, Said("hello"))
    assert hub.post({"Content-Type": kind, **signature(SECRET, NOW, body)}, body)[0] == status
    assert hub.presses == []


def test_only_one_place_is_there_and_it_takes_posts_only(slack: Workspace) -> None:
    hub = Hub(slack)
    assert hub.send("GET", PATH, {}).status_code == 405
    assert hub.send("POST", "/elsewhere", {}).status_code == 404


@contextmanager
def listening(slack: Workspace, answer: Answer) -> Iterator[None]:
    """A hub at an address of its own, which the workspace calls."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    secret = slack.token.parent / "secret"
    secret.write_text(slack.state.talk.signing_secret)
    connector = slack.connect(signing_secret={"file": str(secret)}, listen_on=f"127.0.0.1:{port}")
    stopping = Event()
    thread = Thread(target=connector.listen, args=(answer, stopping), daemon=True)
    slack.clock.advance(_since(slack))
    slack.state.talk.request_url = f"http://127.0.0.1:{port}{PATH}"
    thread.start()
    eventually(lambda: _is_open(port))
    yield
    stopping.set()
    thread.join(10)
    assert not thread.is_alive()


def _is_open(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def _since(slack: Workspace) -> timedelta:
    """The hub knows the real time, and believes nothing that was signed at another."""
    return datetime.now(UTC) - slack.clock()


def test_the_whole_way_over_http(slack: Workspace) -> None:
    presses: list[Press] = []

    def answer(press: Press) -> Reply:
        presses.append(press)
        return Form("snooze", "f1", "Snooze") if press.act != "home" else None

    with listening(slack, answer):
        delivery = slack.sandbox.call(lambda: open_home(slack.state, "U1"))
        assert delivery.wait() == {}
        eventually(lambda: presses)
    assert [(press.act, press.account) for press in presses] == [("home", "U1")]


def test_an_address_that_is_taken_is_said(slack: Workspace) -> None:
    secret = slack.token.parent / "secret"
    secret.write_text("s")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        where = f"127.0.0.1:{taken.getsockname()[1]}"
        connector = slack.connect(signing_secret={"file": str(secret)}, listen_on=where)
        with pytest.raises(Refused, match=f"cannot listen at {where} .* choose another listen_on"):
            connector.listen(lambda _: None, Event(), ready=lambda: pytest.fail("it does not hear"))


@pytest.mark.parametrize("wrong", ["8765", "host:", ":1", "host:x", "host:0", "host:70000"])
def test_an_address_needs_host_and_port(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"such as 127\.0\.0\.1:8765"):
        SlackSettings.model_validate({"token": {"env": "X"}, "listen_on": wrong})
