"""What systemd is told by its protocol (sd_notify(3)): that the service is up, takes up an edit, ends, and still lives.

Without `NOTIFY_SOCKET`, as in a terminal or in a container, nobody is told.
"""

import logging
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

from scheduler.service.serving import LONG
from scheduler.service.ticker import Ticker

log = logging.getLogger(__name__)


def tell(*states: str) -> None:
    """Assignments such as `READY=1`. That nobody listens stops nothing."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    name = f"\0{address[1:]}" if address.startswith("@") else address  # a name of Linux, and no file
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as to:
            to.sendto("\n".join(states).encode(), name)
    except OSError as error:
        log.warning("systemd cannot be told %s: %s", states[0], error)


@contextmanager
def supervised(ticker: Ticker, status: str) -> Iterator[None]:
    """Up meanwhile, with `status` for people. Its watchdog hears of it only as long as the ticker ticks."""
    if seconds := _watchdog():
        ticker.every(seconds / 2, lambda: _tell_life(ticker))
    tell("READY=1", f"STATUS={status}")
    try:
        yield
    finally:
        tell("STOPPING=1", "STATUS=ends")


@contextmanager
def taking_up() -> Iterator[None]:
    """An edit is being read."""
    tell("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")
    try:
        yield
    finally:
        tell("READY=1")


def _tell_life(ticker: Ticker) -> None:
    if ticker.still <= LONG:
        tell("WATCHDOG=1")


def _watchdog() -> float:
    """Seconds after which systemd takes the process for dead; 0 where it does not look. It may look after a parent of ours."""
    meant = os.environ.get("WATCHDOG_PID") in (None, str(os.getpid()))
    usec = os.environ.get("WATCHDOG_USEC", "") if meant else ""
    return int(usec) / 1e6 if usec.isdigit() else 0.0
