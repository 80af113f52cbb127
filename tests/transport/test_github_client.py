"""PyGithub's traffic passes `Http`, also from objects made of objects, and other clients of the process stay as they were."""

import json
from collections.abc import Callable

import github
import httpx
import pytest
import respx
from github import Github
from github.Requester import HTTPSRequestsConnectionClass, Requester

from connectors.transport import Http, github_client
from connectors.transport.github import HttpRequester
from core.contract import Refused, Unauthorized, Unavailable
from tests.transport.conftest import BASE, TOKEN, Clock

ISSUE = {"id": 11, "number": 5, "title": "Pay", "url": f"{BASE}/repos/acme/pay/issues/5", "state": "open"}


@pytest.fixture
def hub(http: Http) -> Github:
    return github_client(http)


def test_raw_pages_and_the_link_to_the_next(tool: respx.MockRouter, hub: Github) -> None:
    link = f'<{BASE}/repositories/1000/issues?page=2>; rel="next"'
    first = httpx.Response(200, json=[ISSUE], headers={"Link": link, "X-OAuth-Scopes": "repo"})
    route = tool.get("/repos/acme/pay/issues").mock(return_value=first)
    tool.get("/repositories/1000/issues").mock(return_value=httpx.Response(200, json=[]))
    headers, page = hub.requester.requestJsonAndCheck(
        "GET", "/repos/acme/pay/issues", parameters={"since": "2026-01-01T00:00:00Z", "state": "all"}
    )
    assert page == [ISSUE]
    assert route.calls.last.request.url.params["since"] == "2026-01-01T00:00:00Z"
    assert route.calls.last.request.headers["authorization"] == f"Bearer {TOKEN}"
    assert hub.requester.requestJsonAndCheck("GET", headers["link"][1:].partition(">")[0])[1] == []


def test_a_lazy_repository_costs_nothing_and_a_comment_one_call(tool: respx.MockRouter, hub: Github) -> None:
    made = httpx.Response(201, json={"id": 9, "body": "hi", "url": f"{BASE}/repos/acme/pay/issues/comments/9"})
    route = tool.post("/repos/acme/pay/issues/5/comments").mock(return_value=made)
    comment = hub.get_repo("acme/pay").get_issue(5).create_comment("hi")
    assert (comment.id, json.loads(route.calls.last.request.content)) == (9, {"body": "hi"})
    assert len(tool.calls) == 1


def test_paginated_objects(tool: respx.MockRouter, hub: Github) -> None:
    pages = [
        httpx.Response(200, json=[ISSUE], headers={"Link": f'<{BASE}/repos/acme/pay/issues?page=2>; rel="next"'}),
        httpx.Response(200, json=[{**ISSUE, "number": 6}]),
    ]
    tool.get("/repos/acme/pay/issues").mock(side_effect=pages)
    assert [issue.number for issue in hub.get_repo("acme/pay").get_issues()] == [5, 6]


def test_everything_derived_stays_on_the_transport(tool: respx.MockRouter, hub: Github) -> None:
    tool.get("/repos/acme/pay").mock(return_value=httpx.Response(200, json={"id": 1, "full_name": "acme/pay"}))
    eager = hub.withLazy(False)
    assert isinstance(eager.get_repo("acme/pay").requester, HttpRequester)
    for derived in (
        hub.requester.withAuth(None),
        hub.requester.withLazy(False),
        hub.requester.withApiVersion("2022-11-28"),
    ):
        assert isinstance(derived, HttpRequester)
        assert derived.requestJsonAndCheck("GET", "/repos/acme/pay")[1]["id"] == 1


@pytest.mark.parametrize("base", [BASE, BASE + "/api/v3", "http://127.0.0.1:8099"])
def test_base_urls(make_http: Callable[..., Http], tool: respx.MockRouter, base: str) -> None:
    route = tool.get(f"{base}/user").mock(return_value=httpx.Response(200, json={"login": "bot"}))
    client = github_client(make_http(base))
    assert client.get_user().login == "bot"
    assert client.requester.requestJsonAndCheck("GET", f"{base}/user")[1]["login"] == "bot"
    assert route.call_count == 2


@pytest.mark.parametrize(
    ("answer", "error", "tries"),
    [
        (httpx.Response(401, json={"message": "Bad credentials"}), Unauthorized, 1),
        (httpx.Response(403, json={"message": "Resource not accessible"}), Unauthorized, 1),
        (httpx.Response(404, json={"message": "Not Found"}), Refused, 1),
        (httpx.Response(502), Unavailable, 5),
        (httpx.Response(200, text='[{"cut": '), Refused, 1),
        (httpx.Response(200, text="upstream says no"), Refused, 1),
        (httpx.Response(302, headers={"Location": "https://evil.example/x"}), Refused, 1),
    ],
)
def test_only_our_errors_come_out(
    tool: respx.MockRouter, hub: Github, answer: httpx.Response, error: type, tries: int
) -> None:
    route = tool.get("/user").mock(return_value=answer)
    with pytest.raises(error):
        hub.requester.requestJsonAndCheck("GET", "/user")
    assert route.call_count == tries


@pytest.mark.parametrize("url", ["https://evil.example/x", "https://raw.tool.example/x", BASE + ":8443/x"])
def test_a_link_elsewhere_is_refused_not_asserted(tool: respx.MockRouter, hub: Github, url: str) -> None:
    with pytest.raises(Refused, match="away from"):
        hub.requester.requestJsonAndCheck("GET", url)


def test_a_comment_is_not_posted_twice(tool: respx.MockRouter, hub: Github, clock: Clock) -> None:
    route = tool.post("/repos/acme/pay/issues/5/comments").mock(side_effect=httpx.ReadTimeout)
    with pytest.raises(Unavailable) as caught:
        hub.get_repo("acme/pay").get_issue(5).create_comment("hi")
    assert (caught.value.ambiguous, route.call_count, clock.naps) == (True, 1, [])


def test_read_only_reaches_into_the_library(make_http: Callable[..., Http], tool: respx.MockRouter) -> None:
    hub = github_client(make_http(read_only=True))
    with pytest.raises(Refused, match="dry-run"):
        hub.get_repo("acme/pay").get_issue(5).add_to_labels("drift")
    assert not tool.calls


def test_the_seam(hub: Github) -> None:
    """`Requester` makes connections from these attributes, and `Github` keeps its requester in this one."""
    private = vars(hub.requester)
    assert hub._Github__requester is hub.requester  # type: ignore[attr-defined]
    for name in ("__httpConnectionClass", "__httpsConnectionClass", "__persist"):
        assert hasattr(Requester, f"_Requester{name}")
        assert f"_Requester{name}" in private
    assert "_Requester__connectionClass" in private
    assert callable(Requester._Requester__assertUrlAllowed)  # type: ignore[attr-defined]


def test_other_clients_of_the_process_are_untouched(hub: Github) -> None:
    other = github.Github(retry=None).requester
    assert vars(other)["_Requester__connectionClass"] is HTTPSRequestsConnectionClass
