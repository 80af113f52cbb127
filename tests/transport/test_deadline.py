"""Every call ends, whatever the tool does with its socket: budgets are short or virtual here, and sockets are real."""

import socket
import threading
from collections.abc import Callable

import httpcore
import httpx
import pytest

from connectors.transport import Http, client, deadline
from core.contract import ConnectorError, Unavailable
from tests.transport.conftest import Clock
from tests.transport.rawserver import RawServer, Script, answer, reset

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n"
GOOD = answer(b'{"ok": true}')


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A read waits a tenth of a second; everything else is as it is."""
    monkeypatch.setattr(client, "READ", 0.1)


def dripping(clock: Clock, first: bytes, drop: bytes) -> Script:
    """After `first`, one `drop` every 7 virtual seconds, until the client hangs up."""

    def drip(connection: socket.socket) -> None:
        connection.sendall(first)
        for _ in range(20):
            clock.now += 7
            connection.sendall(drop)
        connection.recv(1)

    return drip


@pytest.mark.parametrize(
    ("first", "drop"),
    [
        (b"", b"H"),
        (HEAD + b"X-Long: ", b"x"),
        (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
        (HEAD + b"\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    ],
    ids=["status line", "header", "early hints", "body", "chunks"],
)
def test_a_tool_that_drips_is_left_after_a_minute(
    make_http: Callable[..., Http], clock: Clock, first: bytes, drop: bytes
) -> None:
    begun = clock.now
    with RawServer(dripping(clock, first, drop)) as server, pytest.raises(Unavailable, match="took too long"):
        make_http(server.url).get("/a")
    assert clock.now - begun >= 60
    assert len(server.requests) == 1


def test_a_write_that_is_dripped_at_may_have_been_done(make_http: Callable[..., Http], clock: Clock) -> None:
    with RawServer(dripping(clock, HEAD, b"x")) as server, pytest.raises(Unavailable) as caught:
        make_http(server.url).request("POST", "/a", json={})
    assert caught.value.ambiguous


def silent(connection: socket.socket) -> None:
    connection.recv(1)


def half_closed(connection: socket.socket) -> None:
    connection.shutdown(socket.SHUT_WR)
    connection.recv(1)


def half_header(connection: socket.socket) -> None:
    connection.sendall(HEAD)
    half_closed(connection)


FAULTS: dict[str, Script] = {
    "black hole": silent,
    "reset": reset,
    "half-close": half_closed,
    "half-close in a header": half_header,
    "truncated": HEAD + b"\r\nxyz",
    "garbage": b"\x00\xff" * 4096,
    "endless header": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000,
    "nothing": b"",
}


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_of_the_wire_is_unavailable_and_ends(make_http: Callable[..., Http], fault: str) -> None:
    with RawServer(*5 * [FAULTS[fault]]) as server:
        http = make_http(server.url)
        with pytest.raises(Unavailable) as caught:
            http.get("/a")
        http.close()
    assert not caught.value.ambiguous
    assert len(server.requests) == 5


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("fault", FAULTS)
def test_after_the_fault_the_same_call_goes_on(make_http: Callable[..., Http], fault: str) -> None:
    with RawServer(FAULTS[fault], GOOD) as server:
        assert make_http(server.url).get("/a").json() == {"ok": True}


@pytest.mark.parametrize("fault", ["black hole", "half-close", "truncated"])
@pytest.mark.usefixtures("hurried")
def test_a_write_into_it_is_sent_once(make_http: Callable[..., Http], fault: str) -> None:
    with RawServer(FAULTS[fault], GOOD) as server:
        http = make_http(server.url)
        with pytest.raises(Unavailable) as caught:
            http.request("POST", "/a", json={})
        http.close()
    assert (caught.value.ambiguous, len(server.requests)) == (True, 1)


class Slow(httpcore.NetworkStream):
    """Takes each part of a body in 25 virtual seconds."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.timeouts, self.taken = clock, list[float | None](), 0

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.timeouts.append(timeout)
        self.taken += len(buffer)
        self.clock.now += 25


def test_a_tool_that_takes_a_long_body_slowly_is_left_too(clock: Clock) -> None:
    slow = Slow(clock)
    until = clock.now + 60
    stream = deadline._Stream(slow, lambda: until - clock.now)
    with pytest.raises(httpcore.WriteTimeout, match="took too long"):
        stream.write(b"x" * (1 << 20), timeout=30)
    assert slow.timeouts == [30, 30, 10]
    assert slow.taken == 3 * deadline.PART


def test_each_wait_is_as_long_as_the_call_has_left(make_http: Callable[..., Http], clock: Clock) -> None:
    """Also that of a thread whose call began before: each has its own end."""
    http = make_http()
    http._deadline.at = clock.now + 3
    rest: list[float] = []
    other = threading.Thread(target=lambda: rest.append(http._deadline.at))
    other.start()
    other.join()
    assert rest == [float("inf")]
    stream = deadline._Stream(Slow(clock), lambda: http._deadline.at - clock.now)
    stream.write(b"x", timeout=30)
    assert stream._stream.timeouts == [3.0]  # type: ignore[attr-defined]


@pytest.mark.parametrize("proxy", ["", "http://proxy.example:3128"])
def test_the_seam_of_httpx_is_where_it_was(
    make_http: Callable[..., Http], monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    """httpx gives its pool no public network backend. An update that moves it fails here, and not in the field."""
    if proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy)
    http = make_http()
    transports = [each for each in (http._client._transport, *http._client._mounts.values()) if each]
    assert len(transports) == (2 if proxy else 1)
    for transport in transports:
        assert isinstance(transport, httpx.HTTPTransport)
        assert isinstance(transport._pool, httpcore.ConnectionPool)
        assert isinstance(transport._pool._network_backend, deadline._Backend)


def test_a_connection_is_not_waited_for_when_the_call_has_ended(clock: Clock) -> None:
    backend = deadline._Backend(httpcore.MockBackend([]), lambda: 0.0)
    with pytest.raises(httpcore.ConnectTimeout):
        backend.connect_tcp("tool.example", 443, timeout=5.0)


def test_an_unknown_host_is_unavailable(make_http: Callable[..., Http], monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(ConnectorError, match="Name or service not known") as caught:
        make_http().get("/a")
    assert isinstance(caught.value, Unavailable)
