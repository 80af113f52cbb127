"""`slack_sdk`'s traffic passes `Http`, reading methods as GET, so that read-only mode can still read."""

import inspect
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
import respx
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import slack_response
from slack_sdk.web.base_client import BaseClient

from connectors.transport import Http, slack_client
from connectors.transport.slack import READING
from core.contract import Refused, Unauthorized, Unavailable
from tests.transport.conftest import BASE, TOKEN, Clock

OK = {"ok": True}


@pytest.fixture
def slack(make_http: Callable[..., Http]) -> WebClient:
    return slack_client(make_http(BASE + "/api", tool="slack"))


def test_reading_is_get(make_http: Callable[..., Http], tool: respx.MockRouter) -> None:
    slack = slack_client(make_http(BASE + "/api", read_only=True))
    route = tool.get(path__startswith="/api/").mock(return_value=httpx.Response(200, json=OK))
    slack.auth_test()
    slack.users_list(limit=200)
    slack.conversations_list(types="public_channel")
    slack.conversations_replies(channel="C1", ts="1.2")
    slack.conversations_history(channel="C1", oldest="17.5", inclusive=True, include_all_metadata=True)
    assert [call.request.url.path.rpartition("/")[2] for call in route.calls][:2] == ["auth.test", "users.list"]
    sent = route.calls.last.request
    assert sorted(sent.url.params.multi_items()) == [
        ("channel", "C1"),
        ("include_all_metadata", "1"),
        ("inclusive", "1"),
        ("oldest", "17.5"),
    ]
    assert sent.headers["authorization"] == f"Bearer {TOKEN}"
    assert sent.content == b""


def test_pages_follow_the_cursor(slack: WebClient, tool: respx.MockRouter) -> None:
    pages = [{**OK, "response_metadata": {"next_cursor": "dXNlcg=="}, "members": [1]}, {**OK, "members": [2]}]
    route = tool.get("/api/users.list").mock(side_effect=[httpx.Response(200, json=page) for page in pages])
    assert [page["members"] for page in slack.users_list(limit=1)] == [[1], [2]]
    assert route.calls.last.request.url.params["cursor"] == "dXNlcg=="


def test_messages_are_posted_as_json(slack: WebClient, tool: respx.MockRouter) -> None:
    route = tool.post("/api/chat.postMessage").mock(return_value=httpx.Response(200, json={**OK, "ts": "1.2"}))
    tool.post("/api/chat.update").mock(return_value=httpx.Response(200, json=OK))
    sent: dict[str, Any] = {
        "channel": "C1",
        "text": "hi ü",
        "metadata": {"event_type": "fairlead", "event_payload": {"mark": "m"}},
    }
    assert slack.chat_postMessage(**sent)["ts"] == "1.2"
    assert json.loads(route.calls.last.request.content) == sent
    assert route.calls.last.request.headers["content-type"] == "application/json;charset=utf-8"
    assert slack.chat_update(channel="C1", ts="1.2", text="there")["ok"]


def test_other_writes_are_posted_as_forms(slack: WebClient, tool: respx.MockRouter) -> None:
    route = tool.post("/api/conversations.join").mock(return_value=httpx.Response(200, json=OK))
    slack.conversations_join(channel="C1")
    assert parse_qsl(route.calls.last.request.content.decode()) == [("channel", "C1")]


@pytest.mark.parametrize("call", ["chat_postMessage", "admin_emoji_remove", "auth_revoke", "conversations_join"])
def test_read_only_refuses_writes_even_those_the_sdk_calls_get(
    make_http: Callable[..., Http], tool: respx.MockRouter, call: str
) -> None:
    slack = slack_client(make_http(BASE + "/api", read_only=True))
    given = {"auth_revoke": {}, "admin_emoji_remove": {"name": "x"}}.get(call, {"channel": "C1"})
    with pytest.raises(Refused, match="dry-run"):
        getattr(slack, call)(**given, **({"text": "x"} if call == "chat_postMessage" else {}))
    assert not tool.calls


@pytest.mark.parametrize(
    ("answer", "error", "tries"),
    [
        (httpx.Response(200, json={"ok": False, "error": "channel_not_found"}), SlackApiError, 1),
        (httpx.Response(401), Unauthorized, 1),
        (httpx.Response(500), Unavailable, 5),
        (httpx.Response(200, text="not json"), Refused, 1),
    ],
)
def test_errors(slack: WebClient, tool: respx.MockRouter, answer: httpx.Response, error: type, tries: int) -> None:
    route = tool.get("/api/auth.test").mock(return_value=answer)
    with pytest.raises(error):
        slack.auth_test()
    assert route.call_count == tries


def test_a_limit_is_kept_and_the_sdk_adds_no_try(slack: WebClient, tool: respx.MockRouter, clock: Clock) -> None:
    limited = httpx.Response(429, headers={"Retry-After": "30"}, json={"ok": False, "error": "ratelimited"})
    route = tool.post("/api/chat.postMessage").mock(side_effect=[limited, httpx.Response(200, json=OK)])
    slack.chat_postMessage(channel="C1", text="hi")
    assert (route.call_count, clock.naps, slack.retry_handlers) == (2, [30.0], [])


def test_files_do_not_find_a_way_around(slack: WebClient, tool: respx.MockRouter) -> None:
    with pytest.raises(Refused, match="does not upload"):
        slack.api_call("files.upload", files={"file": b"x"})
    with pytest.raises(Refused, match="does not upload"):
        slack._upload_file(url="https://files.example", data=b"", logger=slack.logger, timeout=1, proxy=None, ssl=None)
    assert not tool.calls


def test_the_seam() -> None:
    """Every way out of the SDK's client leads through the two methods that we override."""
    opening = [
        name
        for name, member in inspect.getmembers(BaseClient, inspect.isfunction)
        if "urlopen(" in inspect.getsource(member) or "_upload_file_via_v2_url(" in inspect.getsource(member)
    ]
    assert opening == ["_perform_urllib_http_request_internal", "_upload_file"]
    callers = [
        name
        for name, member in inspect.getmembers(BaseClient, inspect.isfunction)
        if "_perform_urllib_http_request_internal(" in inspect.getsource(member) and not name.endswith("_internal")
    ]
    assert callers == ["_perform_urllib_http_request"]
    assert "_request_for_pagination" in inspect.getsource(slack_response)


def test_what_we_read_with_are_methods_of_slack() -> None:
    known = {name.replace("_", ".", 1) for name, _ in inspect.getmembers(WebClient, inspect.isfunction)}
    assert known >= READING
