"""The end of a call, kept at the socket: httpx bounds each read, but a tool may send one byte of a header at a time.

httpx offers no place for a network backend, so `bound` reaches into it; `tests/transport/test_deadline.py` holds that seam.
"""

import math
from collections.abc import Callable, Iterable
from threading import local
from typing import Any

import httpcore
import httpx

PART = 1 << 16  # bytes; a socket takes so much at once, and what it does not take at once is bounded anew


class Deadline(local):
    """When the call of this thread must have ended, on the clock of the wire."""

    at = math.inf


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, rest: Callable[[], float]) -> None:
        self._stream, self._rest = stream, rest

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _bounded(timeout, self._rest(), httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), PART):
            bounded = _bounded(timeout, self._rest(), httpcore.WriteTimeout)
            self._stream.write(buffer[start : start + PART], bounded)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        bounded = _bounded(timeout, self._rest(), httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, bounded), self._rest)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    def __init__(self, backend: httpcore.NetworkBackend, rest: Callable[[], float]) -> None:
        self._backend, self._rest = backend, rest

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        bounded = _bounded(timeout, self._rest(), httpcore.ConnectTimeout)
        return _Stream(self._backend.connect_tcp(host, port, bounded, local_address, socket_options), self._rest)

    def sleep(self, seconds: float) -> None:
        self._backend.sleep(seconds)


def bound(client: httpx.Client, rest: Callable[[], float]) -> None:
    """From now on no socket of `client` is waited for longer than `rest()`, in seconds."""
    for transport in (client._transport, *client._mounts.values()):
        if isinstance(transport, httpx.HTTPTransport):
            pool = transport._pool
            pool._network_backend = _Backend(pool._network_backend, rest)


def _bounded(timeout: float | None, rest: float, late: type[Exception]) -> float:
    if rest <= 0:
        raise late("the call took too long")
    return rest if timeout is None else min(timeout, rest)
