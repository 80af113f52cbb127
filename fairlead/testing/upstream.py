"""The way from the relay to the tool, which is not opened anew for each request, as that takes as long as the request."""

from collections.abc import Mapping
from functools import partial
from http.client import HTTPConnection, HTTPSConnection
from selectors import EVENT_READ, DefaultSelector
from threading import Lock
from time import monotonic
from urllib.parse import SplitResult

IDLE = 1.0  # seconds, less than any tool keeps a connection open
Answer = tuple[int, list[tuple[str, str]], bytes]


class Upstream:
    """One connection is kept, and only while no other request is under way: a tool that serves one connection after the other
    must never wait for the end of one that stands idle. Several threads may ask at once."""

    def __init__(self, target: SplitResult) -> None:
        kind = HTTPSConnection if target.scheme == "https" else HTTPConnection
        self._opened = partial(kind, target.hostname or "", target.port, timeout=30)
        self._lock, self._under_way = Lock(), 0
        self._kept: HTTPConnection | None = None
        self._since = 0.0

    def ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Status, headers and body. OSError or HTTPException when there is no answer."""
        connection = self._taken()
        try:
            connection.request(method, path, body=body or None, headers=headers)
            response = connection.getresponse()
            return response.status, response.getheaders(), response.read()
        except BaseException:
            connection.close()
            raise
        finally:
            self._give_back(connection)

    def rest(self) -> None:
        """Closes what is kept."""
        with self._lock:
            kept, self._kept = self._kept, None
        if kept:
            kept.close()

    def _taken(self) -> HTTPConnection:
        with self._lock:
            self._under_way += 1
            kept, self._kept = self._kept, None
        if kept and (monotonic() - self._since > IDLE or _over(kept)):
            kept.close()
        return kept or self._opened()

    def _give_back(self, connection: HTTPConnection) -> None:
        with self._lock:
            self._under_way -= 1
            if self._under_way == 0:
                self._kept, self._since = connection, monotonic()
                return
        connection.close()


def _over(connection: HTTPConnection) -> bool:
    """The tool closed it, or said what nobody asked for."""
    if connection.sock is None:
        return False
    with DefaultSelector() as selector:
        selector.register(connection.sock, EVENT_READ)
        return bool(selector.select(0))
