"""A small web server in a thread of its own, for whoever is told of something by requests."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from core.contract import Refused

LAST = 1.0  # seconds for what is being answered at the end
_BOUNDS: dict[str, Any] = {"lifespan": "auto", "ws": "none", "timeout_graceful_shutdown": 1, "limit_concurrency": 100}


def bound(host: str, port: int, whose: str) -> socket.socket:
    """The address, taken; port 0 is one that the system chooses. Refused when it cannot be had: `whose` setting
    `listen_on` it is stands before why."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except (OSError, OverflowError) as error:
        why = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else "there is no such port"
        raise Refused(f"{whose}: cannot listen at {host}:{port} ({why}): choose another listen_on") from None


@contextmanager
def answering(web: ASGIApp, at: socket.socket, name: str) -> Iterator[None]:
    """Requests are answered as long as the body runs. Nothing tells them what answers."""
    config = uvicorn.Config(web, log_level="warning", log_config=None, access_log=False, server_header=False, **_BOUNDS)
    server = uvicorn.Server(config)
    running = Thread(target=server.run, args=([at],), name=name, daemon=True)
    with at:
        running.start()
        try:
            yield
        finally:
            server.should_exit = True
            running.join(LAST)
