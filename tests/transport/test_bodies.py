"""Answers that are too large, cut, garbled or endless, from a real socket: each call ends, with the right error."""

import gzip
import socket
from collections.abc import Callable

import pytest

from connectors.transport import Http, client
from core.contract import Refused, Unavailable
from tests.transport.rawserver import RawServer, Script, answer, reset

GOOD = answer(b'{"ok": true}', Content_Type="application/json")
CUT = GOOD[:-4]
SPOILED: list[tuple[str, Script]] = [
    ("cut body", CUT),
    ("closed without an answer", b""),
    ("reset", reset),
    ("half a header", b"HTTP/1.1 200 OK\r\nContent-Le"),
    ("not HTTP", b"SSH-2.0-OpenSSH_9.6\r\n"),
    ("cut chunk", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nabc"),
    ("not gzip", answer(b"plainly not", Content_Encoding="gzip")),
    ("two lengths", GOOD.replace(b"Connection: close", b"Content-Length: 99999")),
]
PLANS = [pytest.param(script, id=name) for name, script in SPOILED]


@pytest.mark.parametrize("script", PLANS)
def test_a_read_is_repeated_until_it_is_whole(make_http: Callable[..., Http], script: Script) -> None:
    with RawServer(script, GOOD) as server:
        assert make_http(server.url).get("/a").json() == {"ok": True}
    assert len(server.requests) == 2


@pytest.mark.parametrize("script", PLANS)
def test_a_write_is_sent_once_and_called_ambiguous(make_http: Callable[..., Http], script: Script) -> None:
    with RawServer(script, GOOD) as server, pytest.raises(Unavailable) as caught:
        make_http(server.url).request("POST", "/a", json={"text": "once"})
    assert caught.value.ambiguous
    assert len(server.requests) == 1


def test_a_refused_connection_is_not_ambiguous(make_http: Callable[..., Http]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(Unavailable, match="check the setting base_url and the network") as caught:
        make_http(url).request("POST", "/a")
    assert not caught.value.ambiguous


def test_gzip_is_understood(make_http: Callable[..., Http]) -> None:
    with RawServer(answer(gzip.compress(b'{"ok": true}'), Content_Encoding="gzip")) as server:
        response = make_http(server.url).get("/a")
    assert response.content == b'{"ok": true}'
    assert response.text == '{"ok": true}'
    assert b"gzip" in server.requests[0]


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_body_past_the_limit_is_refused_without_holding_it(
    make_http: Callable[..., Http], monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    monkeypatch.setattr(client, "MAX_BYTES", 1 << 20)
    body = b"0" * (1 << 24)
    sent = gzip.compress(body) if encoding == "gzip" else body
    with RawServer(answer(sent, Content_Encoding=encoding)) as server, pytest.raises(Refused, match="more than 1 MB"):
        make_http(server.url).get("/a")
    assert len(server.requests) == 1


def test_a_certificate_that_nobody_signed_is_not_trusted(make_http: Callable[..., Http]) -> None:
    with RawServer(*[b"not TLS"] * 5) as server, pytest.raises(Unavailable, match="SSL"):
        make_http(server.url.replace("http:", "https:")).get("/a")


def test_a_connection_is_kept_for_the_next_request(make_http: Callable[..., Http]) -> None:
    kept = GOOD.replace(b"Connection: close\r\n", b"")

    def twice(connection: socket.socket) -> None:
        connection.sendall(kept)
        server.requests.append(connection.recv(65536))
        connection.sendall(kept)

    with RawServer(twice) as server:
        http = make_http(server.url)
        assert [http.get("/a").json(), http.get("/b").json()] == [{"ok": True}] * 2
    assert server.requests[1].startswith(b"GET /b ")
