"""The `jira` library's traffic passes `Http`, and the private seam of the pinned version is where we think it is."""

import inspect
import json
import re
from collections.abc import Callable

import httpx
import pytest
import respx
from jira import JIRA
from jira.resilientsession import ResilientSession

from connectors.transport import Http, jira_client
from connectors.transport.jira import HttpAdapter
from core.contract import Refused, Unauthorized, Unavailable
from tests.transport.conftest import TOKEN, Clock


@pytest.fixture
def jira(http: Http) -> JIRA:
    return jira_client(http)


def test_making_one_asks_nothing(tool: respx.MockRouter, jira: JIRA) -> None:
    assert not tool.calls
    assert jira.server_url == "https://tool.example"


def test_search_as_raw_json(tool: respx.MockRouter, jira: JIRA) -> None:
    page = {"issues": [{"id": "1", "key": "PAY-1"}], "isLast": True}
    route = tool.route(path="/rest/api/3/search/jql").mock(return_value=httpx.Response(200, json=page))
    tool.get("/rest/api/3/field").mock(return_value=httpx.Response(200, json=[]))
    found = jira.enhanced_search_issues("project = PAY", fields="summary", json_result=True)
    assert found == page
    assert route.calls.last.request.headers["authorization"] == f"Bearer {TOKEN}"
    assert route.calls.last.request.headers["user-agent"].startswith("fairlead")


def test_a_remote_link(tool: respx.MockRouter, jira: JIRA) -> None:
    route = tool.post("/rest/api/3/issue/PAY-1/remotelink").mock(return_value=httpx.Response(201, json={"id": 7}))
    jira.add_remote_link("PAY-1", {"url": "https://hub.example", "title": "Goal"}, globalId="fairlead=1")
    sent = route.calls.last.request
    assert json.loads(sent.content)["globalId"] == "fairlead=1"
    assert sent.headers["content-type"] == "application/json"
    assert sent.headers["content-length"] == str(len(sent.content))


def test_a_raw_post_a_put_and_a_delete(tool: respx.MockRouter, jira: JIRA) -> None:
    tool.post("/rest/api/3/issue/PAY-1/comment").mock(return_value=httpx.Response(201, json={"id": "9", "t": "ü"}))
    put = tool.put("/rest/api/3/issue/PAY-1").mock(return_value=httpx.Response(204))
    delete = tool.delete("/rest/api/3/issue/PAY-1/comment/9").mock(return_value=httpx.Response(204))
    url = jira._get_url("issue/PAY-1/comment")
    answer = jira._session.post(url, data=json.dumps({"body": "ä"}))
    assert answer.json() == {"id": "9", "t": "ü"}
    assert (answer.status_code, answer.ok, answer.url) == (201, True, url)
    jira._session.put(jira._get_url("issue/PAY-1"), data="{}")
    jira._session.delete(f"{url}/9")
    assert put.called
    assert delete.called


@pytest.mark.parametrize(
    ("answer", "error", "tries"),
    [
        (httpx.Response(401), Unauthorized, 1),
        (httpx.Response(404, json={"errorMessages": ["Issue does not exist"]}), Refused, 1),
        (httpx.Response(503), Unavailable, 5),
        (httpx.Response(200, text='{"cut": '), Refused, 1),
        (httpx.Response(200, text="[" * 100_000), Refused, 1),
        (httpx.Response(200, content=b'{"a": "\xff"}'), Refused, 1),
        (httpx.Response(200, text='{"a": NaN}'), Refused, 1),
        (httpx.Response(200, html="<!-- SecurityTokenMissing -->"), Refused, 1),
    ],
)
def test_only_our_errors_come_out(
    tool: respx.MockRouter, jira: JIRA, answer: httpx.Response, error: type, tries: int
) -> None:
    route = tool.get("/rest/api/3/myself").mock(return_value=answer)
    with pytest.raises(error):
        jira.myself()
    assert route.call_count == tries


def test_the_library_does_not_retry_on_its_own(tool: respx.MockRouter, jira: JIRA, clock: Clock) -> None:
    route = tool.post("/rest/api/3/issue").mock(side_effect=httpx.ReadTimeout)
    with pytest.raises(Unavailable) as caught:
        jira._session.post(jira._get_url("issue"), data="{}")
    assert (caught.value.ambiguous, route.call_count, clock.naps) == (True, 1, [])


def test_read_only_reaches_into_the_library(make_http: Callable[..., Http], tool: respx.MockRouter) -> None:
    jira = jira_client(make_http(read_only=True))
    with pytest.raises(Refused, match="dry-run"):
        jira.add_remote_link("PAY-1", {"url": "https://hub.example", "title": "Goal"}, globalId="fairlead=1")
    assert not tool.calls


def test_a_self_link_elsewhere_is_not_followed(tool: respx.MockRouter, jira: JIRA) -> None:
    with pytest.raises(Refused, match="away from"):
        jira._session.get("https://evil.example/rest/api/3/issue/1")


def test_closing_the_library_leaves_the_connections(http: Http, tool: respx.MockRouter) -> None:
    tool.get("/a").mock(return_value=httpx.Response(200))
    jira_client(http).close()  # type: ignore[no-untyped-call]
    assert http.get("/a").status_code == 200


def test_the_seam(jira: JIRA) -> None:
    """All requests of `JIRA` go through `_session`, a `requests.Session` whose only adapter is ours."""
    assert isinstance(jira._session, ResilientSession)
    assert [type(adapter) for adapter in jira._session.adapters.values()] == [HttpAdapter]
    assert type(jira._session.get_adapter("https://anywhere.example")) is HttpAdapter
    assert jira._session.max_retries == 0
    assert not jira._session.trust_env


def test_what_goes_round_the_session() -> None:
    """Two methods of the library open connections of their own. The hub calls neither; a third would show here."""
    members = inspect.getmembers(JIRA, inspect.isfunction)
    direct = [name for name, member in members if re.search(r"\brequests\.(get|post|put)\(", inspect.getsource(member))]
    assert direct == ["_check_update_", "deactivate_user"]


def test_what_the_library_would_first_ask_the_site(tool: respx.MockRouter, jira: JIRA, http: Http) -> None:
    """Without these two it refuses Cloud's search, and asks admins' questions before each remote link."""
    assert jira._is_cloud
    assert not jira_client(http, rest_api_version="2")._is_cloud
    assert jira.applicationlinks() == []
    assert not tool.calls
