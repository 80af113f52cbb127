"""The credential stays at its origin: nothing is sent elsewhere, whatever an answer, a link or a redirect says."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
import respx

from connectors.transport import Http
from core.contract import Refused, Unauthorized
from tests.transport.conftest import BASE, TOKEN

ELSEWHERE = [
    "https://evil.example/a?page=2",
    "http://tool.example/a",
    "https://tool.example:8443/a",
    "https://tool.example.evil.example/a",
    "https://tool.example@evil.example/a",
    "https://someone:word@tool.example/a",
    "HTTPS://EVIL.EXAMPLE/a",
]


@pytest.mark.parametrize("url", ELSEWHERE)
def test_a_link_to_another_origin_is_refused_before_anything_is_sent(
    http: Http, tool: respx.MockRouter, url: str
) -> None:
    tool.route().mock(return_value=httpx.Response(200))
    with pytest.raises(Refused, match="check the setting base_url"):
        http.get(url)
    assert not tool.calls


@pytest.mark.parametrize("url", ["https://[", "https://tool.example:port/", "a\x00b"])
def test_a_link_that_is_none_is_refused(http: Http, tool: respx.MockRouter, url: str) -> None:
    with pytest.raises(Refused):
        http.get(url)
    assert not tool.calls


@pytest.mark.parametrize("url", ["/a", "a", BASE + "/a", BASE + ":443/a", "https://TOOL.example/a", "//evil.example/a"])
def test_within_the_origin_the_credential_goes_along(http: Http, tool: respx.MockRouter, url: str) -> None:
    route = tool.get(path__regex="/a$").mock(return_value=httpx.Response(200))
    http.get(url, headers={"authorization": "Bearer of-the-sdk", "cookie": "a=b", "X-Own": "1"})
    sent = route.calls.last.request
    assert sent.url.host == "tool.example"
    assert sent.headers.get_list("authorization") == [f"Bearer {TOKEN}"]
    assert "cookie" not in sent.headers
    assert sent.headers["x-own"] == "1"


def test_a_base_url_with_a_path_is_kept(make_http: Callable[..., Http], tool: respx.MockRouter) -> None:
    http = make_http(BASE + "/jira/")
    route = tool.get("/jira/rest/api/3/myself", params={"expand": "groups"}).mock(return_value=httpx.Response(200))
    http.get("/rest/api/3/myself", params={"expand": "groups"})
    assert route.called


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_read_follows_within_the_origin(http: Http, tool: respx.MockRouter, status: int) -> None:
    moved = httpx.Response(status, headers={"Location": "/repositories/1000/issues?page=2"})
    tool.get("/repos/old/name/issues").mock(return_value=moved)
    target = tool.get("/repositories/1000/issues", params={"page": "2"}).mock(return_value=httpx.Response(200))
    assert http.get("/repos/old/name/issues").status_code == 200
    assert target.calls.last.request.headers["authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
@pytest.mark.parametrize("where", ["https://evil.example/b", "http://tool.example/b", "//evil.example/b"])
def test_a_redirect_to_another_origin_is_refused(http: Http, tool: respx.MockRouter, status: int, where: str) -> None:
    tool.get("/a").mock(return_value=httpx.Response(status, headers={"Location": where}))
    elsewhere = tool.route().mock(return_value=httpx.Response(200))
    with pytest.raises(Refused, match="the token stays here"):
        http.get("/a")
    assert not elsewhere.called


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_write_is_never_redirected(http: Http, tool: respx.MockRouter, status: int) -> None:
    target = tool.route(path="/b").mock(return_value=httpx.Response(200))
    tool.post("/a").mock(return_value=httpx.Response(status, headers={"Location": "/b"}))
    with pytest.raises(Refused, match="redirected and not repeated"):
        http.request("POST", "/a")
    assert not target.called


def test_a_circle_of_redirects_ends(http: Http, tool: respx.MockRouter) -> None:
    route = tool.get("/a").mock(return_value=httpx.Response(302, headers={"Location": "/a"}))
    with pytest.raises(Refused, match="in circles"):
        http.get("/a")
    assert route.call_count == 5


@pytest.mark.parametrize(
    "answer",
    [httpx.Response(302), httpx.Response(300, json=[]), httpx.Response(200, html="<title>Sign in</title>")],
)
def test_a_sign_in_page_is_not_taken_for_an_answer(http: Http, tool: respx.MockRouter, answer: httpx.Response) -> None:
    tool.get("/a").mock(return_value=answer)
    with pytest.raises(Refused, match="check base_url"):
        http.get("/a")


def test_cookies_are_not_kept(http: Http, tool: respx.MockRouter) -> None:
    route = tool.get("/a").mock(return_value=httpx.Response(200, headers={"Set-Cookie": "session=canary; Path=/"}))
    http.get("/a")
    http.get("/a")
    assert "cookie" not in route.calls.last.request.headers


@pytest.mark.parametrize("url", ["http://tool.example", "ftp://tool.example", "tool.example", "http://10.0.0.7"])
def test_a_token_does_not_travel_in_the_clear(make_http: Callable[..., Http], url: str) -> None:
    with pytest.raises(ValueError, match="only travel over https"):
        make_http(url)


def test_a_credential_that_renews_itself_is_asked_each_time(
    make_http: Callable[..., Http], tool: respx.MockRouter
) -> None:
    tokens = iter(["first-token-1", "second-token-2"])
    http = make_http(headers=lambda: {"Authorization": f"Bearer {next(tokens)}"})
    route = tool.get("/a").mock(return_value=httpx.Response(200))
    http.get("/a")
    http.get("/a")
    assert [call.request.headers["authorization"][7:] for call in route.calls] == ["first-token-1", "second-token-2"]


@pytest.mark.parametrize("token", ["canary-line\nbreak-1", "canary-ünsendable-1"])
def test_a_token_that_cannot_be_sent_is_named_but_not_shown(
    make_http: Callable[..., Http], tool: respx.MockRouter, token: str
) -> None:
    with pytest.raises(Unauthorized) as caught:
        make_http(headers={"Authorization": f"Bearer {token}"}).get("/a")
    assert "canary" not in str(caught.value)
    assert not tool.calls


def test_netrc_gives_no_credential(
    make_http: Callable[..., Http], tool: respx.MockRouter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine tool.example login somebody password canary-netrc\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    route = tool.get("/a").mock(return_value=httpx.Response(200))
    make_http(headers={}).get("/a")
    assert "authorization" not in route.calls.last.request.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_read_only_sends_nothing_but_reads(make_http: Callable[..., Http], tool: respx.MockRouter, method: str) -> None:
    anything = tool.route().mock(return_value=httpx.Response(200))
    http = make_http(read_only=True)
    with pytest.raises(Refused, match="dry-run"):
        http.request(method, "/a")
    assert not anything.called
    http.get("/a")
    http.request("HEAD", "/a")
    assert anything.call_count == 2


@pytest.mark.parametrize("base", ["http://127.0.0.1:8099", "http://localhost:8099"])
def test_this_machine_is_reached_without_the_proxy(
    make_http: Callable[..., Http], monkeypatch: pytest.MonkeyPatch, base: str
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    away = make_http(BASE)._client
    here = make_http(base)._client
    assert away._transport_for_url(httpx.URL(BASE)) is not away._transport
    assert here._transport_for_url(httpx.URL(base)) is here._transport
