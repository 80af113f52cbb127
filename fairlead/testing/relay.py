"""Stands between a connector and its tool on loopback: counts requests, learns credentials, and makes trouble on demand."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from connectors.transport.reading import only_reads
from fairlead.testing.upstream import Upstream

_HOP = frozenset(("connection", "keep-alive", "transfer-encoding", "content-length", "accept-encoding"))


@dataclass(frozen=True)
class Trouble:
    """What happens to requests from the moment it is set, after `spare` of them were let through; reads pass if `only_writes`.

    With `status` the tool is not asked: the answer is `body` with `{credential}` replaced by what the request carried, as
    careless tools do. Else `spoil` changes the body of the real answer, and `lost` cuts the connection instead of answering.
    """

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b'{"message": "no: {credential}", "error": {"message": "no: {credential}"}, "ok": false}'
    spoil: Callable[[bytes], bytes] | None = None
    lost: bool = False
    spare: int = 0
    only_writes: bool = False


class Relay:
    """One loopback server for many tests; `aim` points it at a tool and forgets the past.

    `requests` are `METHOD /path` in order, `writes` those that do not only read; `credentials` every
    Authorization value that came by, with and without its scheme.
    """

    def __init__(self) -> None:
        self.requests: list[str] = []
        self.writes: list[str] = []
        self.credentials: set[str] = set()
        self._tool = ""
        self._reading: Collection[str] = ()
        self._trouble: Trouble | None = None
        self._spared = 0
        self._upstream = Upstream(urlsplit(""))
        self._server = _Server(self._carry)
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,), name="relay", daemon=True)
        self._thread.start()

    def aim(self, base_url: str, tool: str = "", reading: Collection[str] = ()) -> str:
        """The address to give to the connector of `tool` instead of `base_url`; a POST to the paths `reading` is no write."""
        self.rest()
        target = urlsplit(base_url)
        self._upstream, self._tool, self._reading = Upstream(target), tool, reading
        self.requests, self.writes, self.credentials = [], [], set()
        self.mend()
        return f"http://127.0.0.1:{self._server.server_port}{target.path}"

    def rest(self) -> None:
        """Leaves the tool alone, so that it can be stopped; the next request finds it again."""
        self._upstream.rest()

    def make(self, trouble: Trouble) -> None:
        self._trouble, self._spared = trouble, trouble.spare

    def mend(self) -> None:
        self._trouble = None

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self.rest()

    def _carry(self, handler: "_Handler") -> None:
        """One exchange, on the thread of its connection."""
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        credential = handler.headers.get("Authorization", "")
        request = f"{handler.command} {urlsplit(handler.path).path}"
        writes = not self._only_reads(handler.command, handler.path, body)
        self.requests.append(request)
        self.writes += [request] * writes
        self.credentials |= {part for part in (credential, credential.rpartition(" ")[2]) if part}
        trouble = self._due(writes) or Trouble()
        if trouble.status:
            said = trouble.body.replace(b"{credential}", credential.encode("latin-1"))
            handler.answer(trouble.status, {"Content-Type": "application/json", **trouble.headers}, said)
            return
        status, headers, content = self._forward(handler, body)
        if trouble.lost:
            handler.close_connection = True
            return
        handler.answer(status, headers, trouble.spoil(content) if trouble.spoil else content)

    def _only_reads(self, method: str, target: str, body: bytes) -> bool:
        if method == "OPTIONS" or (method == "POST" and urlsplit(target).path in self._reading):
            return True
        return only_reads(self._tool, method, target, body)

    def _due(self, writes: bool) -> Trouble | None:
        if self._trouble is None or (self._trouble.only_writes and not writes):
            return None
        self._spared -= 1
        return self._trouble if self._spared < 0 else None

    def _forward(self, handler: "_Handler", body: bytes) -> tuple[int, dict[str, str], bytes]:
        """The Host stays the relay's, so that a tool's links to further pages lead back here."""
        headers = {name: value for name, value in handler.headers.items() if name.lower() not in _HOP}
        try:
            status, said, content = self._upstream.ask(handler.command, handler.path, body, headers)
        except (OSError, HTTPException) as error:
            return 502, {"Content-Type": "text/plain"}, f"the world does not answer: {error}".encode()
        return status, {name: value for name, value in said if name.lower() not in _HOP}, content


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128  # whoever finds the queue full knocks again a second later

    def __init__(self, carry: Callable[["_Handler"], None]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.carry = carry

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connector that gives up in the middle of an answer is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body leave together, or each answer waits 40 ms for the other side to acknowledge
    disable_nagle_algorithm = True
    server: _Server

    def __getattr__(self, name: str) -> Any:
        """`do_GET`, `do_PATCH` and whatever else a tool knows."""
        if name.startswith("do_"):
            return lambda: self.server.carry(self)
        raise AttributeError(name)

    def answer(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status not in (204, 304):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD" and status not in (204, 304):
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Requests are kept in `Relay.requests`."""
