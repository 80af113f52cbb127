"""No secret leaves by logs, errors, tracebacks or reprs: canaries of every shape are planted and looked for."""

import base64
import io
import logging
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import respx
from hypothesis import given
from hypothesis import strategies as st

from connectors.transport import Http, github_client, jira_client, sheets_service, slack_client
from connectors.transport.redact import FAMILIES, MASK, Redaction, redact, register
from core.contract import ConnectorError, Refused
from tests.transport.conftest import TOKEN

PEM = "-----BEGIN PRIVATE KEY-----\nMIIEcanary\n-----END PRIVATE KEY-----"
SHAPED = [
    "Authorization: Bearer canary.token-1234",
    "authorization: basic Y2FuYXJ5OjEyMzQ1Ng==",
    "token canary12345",
    f"fairlead_{'canaryA1' * 5}abc",
    "xoxb-1234567890-canary",
    "xoxp-1234-canary",
    "xoxd-1-canary",
    "xapp-1-canary-12",
    "xoxe.xoxp-1-canary",
    "ghp_canary1234567890",
    "ghs_canary1234567890",
    "gho_canary1234567890",
    "github_pat_11canary_1234567890",
    "ATATT3xFfcanary_1234=AB12",
    "ya29.a0Acanary-1234",
    "eyJhbGciOiJS.canary.c2ln",
    "https://tool.example/a?page=2&token=canary&x=1",
    "token=canary",
    "access_token=canary",
    "https://somebody:canary@tool.example/",
    PEM,
    PEM[:40],
    f'{{"private_key": "{PEM}"}}',
]


@pytest.mark.parametrize("text", SHAPED)
def test_what_is_shaped_like_a_secret_is_masked(text: str) -> None:
    masked = redact(f"before {text} after")
    assert "canary" not in masked
    assert MASK in masked
    assert masked.startswith("before ")


@pytest.mark.parametrize(
    "text",
    [
        "the token is wrong or expired, renew it and update the setting token",
        f"fairlead_{'of_a_metric_' * 3}seconds",
        "Basic authentication is not supported, use a token",
        "Bearer credentials were not given",
        "https://tool.example/browse/PAY-1?page=2",
        "ghost_1 and xoxo-letters in PAY-12 were moved to sha 0123456789abcdef",
    ],
)
def test_ordinary_words_stay(text: str) -> None:
    assert redact(text) == text


@given(st.text(max_size=200))
def test_redacting_twice_changes_nothing(text: str) -> None:
    once = redact(text)
    assert redact(once) == once


def test_a_secret_without_a_shape_is_masked_once_registered() -> None:
    register("plain-canary-word")
    register("ab")
    assert redact("a plain-canary-word, about") == f"a {MASK}, about"


def test_a_secret_of_which_only_a_part_has_a_shape_is_masked_whole() -> None:
    register("canary!ghp_0123456789abcdef/canary")
    assert redact("it is canary!ghp_0123456789abcdef/canary.") == f"it is {MASK}."


def test_the_password_inside_basic_is_a_secret_too(make_http: Callable[..., Http], tool: respx.MockRouter) -> None:
    tool.get("/a").mock(return_value=httpx.Response(404, json={"message": "who is unshaped.canary.word?"}))
    basic = base64.b64encode(b"me@example.com:unshaped.canary.word").decode()
    with pytest.raises(Refused) as caught:
        make_http(headers={"Authorization": f"Basic {basic}"}).get("/a")
    assert "canary" not in str(caught.value)


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that any library logs, at its most talkative, as a plain handler on the root would write it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root, levels = logging.getLogger(), {name: logging.getLogger(name).level for name in ("", *FAMILIES)}
    root.addHandler(handler)
    for name in levels:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def test_no_sdk_logs_a_secret(make_http: Callable[..., Http], tool: respx.MockRouter, logged: io.StringIO) -> None:
    body = {"ok": True, "echo": f"Bearer {TOKEN}", "plain": TOKEN, "id": "1", "key": "A-1"}
    tool.route().mock(return_value=httpx.Response(200, json=body, headers={"X-Echo": TOKEN}))
    http = make_http()
    http.get("/a", params={"token": TOKEN})
    jira = jira_client(http)
    logging.getLogger("jira").setLevel(logging.DEBUG)
    jira.myself()
    github_client(http).requester.requestJsonAndCheck("GET", f"/a?token={TOKEN}")
    slack_client(http).chat_postMessage(channel="C1", text=f"psst {TOKEN}")
    sheets_service(http).spreadsheets().get(spreadsheetId=TOKEN).execute()
    text = logged.getvalue()
    assert "tool.example/a" in text
    assert "Sending a request" in text
    assert TOKEN not in text


def test_a_traceback_in_a_log_is_redacted() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(Redaction())
    log = logging.Logger("a part of the hub")
    log.addHandler(handler)
    try:
        int("xoxb-1-canary")
    except ValueError:
        log.exception("failed with %s", "ghp_canary1234567890")
    log.info("%d is a broken call about ghp_canary1234567890", "five")
    assert "canary" not in stream.getvalue()
    assert "ValueError" in stream.getvalue()
    assert "broken call" in stream.getvalue()


@pytest.mark.parametrize(
    "answer",
    [
        {"return_value": httpx.Response(401, json={"message": f"token {TOKEN} is unknown"})},
        {"return_value": httpx.Response(400, text=f"you sent {TOKEN}")},
        {"return_value": httpx.Response(302, headers={"Location": f"https://evil.example/?token={TOKEN}"})},
        {"side_effect": httpx.ReadError(f"while sending {TOKEN}")},
        {"side_effect": httpx.LocalProtocolError(f"Illegal header value {TOKEN}")},
    ],
)
def test_no_error_shows_the_token(http: Http, tool: respx.MockRouter, answer: dict[str, Any]) -> None:
    tool.get("/a").mock(**answer)
    with pytest.raises(ConnectorError) as caught:
        http.get("/a", params={"token": TOKEN})
    shown = logging.Formatter().formatException((caught.type, caught.value, caught.tb))
    assert TOKEN not in shown
    assert TOKEN not in repr(caught.value)


def test_no_repr_shows_the_token(http: Http, tool: respx.MockRouter) -> None:
    tool.get("/a").mock(return_value=httpx.Response(200))
    response = http.get("/a")
    shown = [repr(http), repr(vars(http)), repr(response), repr(response.request.headers), repr(slack_client(http))]
    assert not [text for text in shown if TOKEN in text]
