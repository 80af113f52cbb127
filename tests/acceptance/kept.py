"""Scenes that begin where the first of their kind stood: what many tests do first is done once in a process.

The hub's files are copied. The company is made anew, since equal arguments make an equal company, and its tools are asked once
more for all that the hub had written, each thing at its time. `test_kept.py` holds that this is as good as to have lived it.
"""

import shutil
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from http.client import HTTPConnection
from pathlib import Path
from random import SystemRandom
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from sandbox.company import Opened, open_company
from sandbox.history import TOOLS, Exchange, Observer, Tool
from tests.acceptance.road import NOW, Scene, at_work, scene

Acts = Callable[[Scene], object]


class _Kept(NamedTuple):
    """`home` is where the hub lives each time, since it remembers paths and addresses, and `files` what it had there."""

    home: Path
    files: Path
    ports: Mapping[Tool, int]
    history: list[Exchange]
    until: datetime


_KEPT: list[tuple[object, _Kept]] = []
_PORTS = range(20_000, 32_000)  # of those that the system gives to whoever asks for any, somebody else soon has one


def travelled(now: Scene) -> None:
    """All is known and judged, nothing is written."""
    now.travel()


def written(now: Scene) -> None:
    """All that was found is written, and the hub has seen itself."""
    now.travel()
    now.write()
    now.travel()


@contextmanager
def begun(acts: Acts, folder: Path, seed: int, *, observe: Observer | None = None, **company: Any) -> Iterator[Scene]:
    """A scene of 16 people after these acts of the hub's; in them the company itself may do nothing. `folder` is beside others
    of the same test run; `observe` hears again of what was written."""
    asked = acts, seed, *sorted(company.items())
    kept = next((each for known, each in _KEPT if known == asked and all(map(_is_free, each.ports.values()))), None)
    if kept is None:
        kept = _lived(acts, folder.parent / f"kept-{len(_KEPT)}", seed, **company)
        _KEPT.append((asked, kept))
    shutil.rmtree(kept.home)
    shutil.copytree(kept.files, kept.home)
    with open_company(seed, people=16, now=NOW, ports=kept.ports, observe=observe, **company) as opened:
        _again(opened, kept)
        with at_work(opened, kept.home / "config.toml") as now:
            yield now


def _is_free(port: int) -> bool:
    """Not so while another scene of the kind is open."""
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _lived(acts: Acts, home: Path, seed: int, **company: Any) -> _Kept:
    ports = dict(zip(TOOLS, filter(_is_free, SystemRandom().sample(_PORTS, len(_PORTS))), strict=False))
    with scene(home, seed, people=16, ports=ports, **company) as now:
        acts(now)
        history, until = list(now.opened.sandbox.history), now.company.clock()
    files = home.with_name(f"{home.name}-files")
    shutil.copytree(home, files)
    return _Kept(home, files, ports, history, until)


def _again(opened: Opened, kept: _Kept) -> None:
    clock = opened.company.clock
    for exchange in kept.history:
        if exchange.is_write:
            clock.advance(exchange.at - clock())
            _ask(opened.sandbox.urls[exchange.tool], exchange)
    clock.advance(kept.until - clock())
    opened.sandbox.history[:] = kept.history


def _ask(url: str, exchange: Exchange) -> None:
    connection = HTTPConnection(urlsplit(url).netloc, timeout=30)
    target = f"{exchange.path}?{exchange.query}" if exchange.query else exchange.path
    connection.request(exchange.method, target, exchange.request_body or None, exchange.request_headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == exchange.status
