"""systemd hears what its protocol says, and nothing of a service whose ticker stands still."""

import os
import socket
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.hub import Hub
from scheduler.service.inline import Inline
from scheduler.service.reloading import Reloading
from scheduler.service.serving import LONG
from scheduler.service.supervisor import supervised, tell
from scheduler.service.ticker import Ticker
from tests.scheduler.little import little, written

NOW = 0.01  # seconds


class Systemd:
    def __init__(self, name: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(name.replace("@", "\0"))

    def heard(self, seconds: float = 5.0) -> list[str]:
        """The next message; empty when none comes."""
        self._socket.settimeout(seconds)
        try:
            return self._socket.recv(4096).decode().splitlines()
        except TimeoutError:
            return []

    def close(self) -> None:
        self._socket.close()


@pytest.fixture(params=["file", "abstract"])
def systemd(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Systemd]:
    name = str(tmp_path / "notify") if request.param == "file" else f"@fairlead-{os.getpid()}-{time.monotonic_ns()}"
    monkeypatch.setenv("NOTIFY_SOCKET", name)
    listening = Systemd(name)
    yield listening
    listening.close()


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with little(written(tmp_path, "")) as now:
        yield now


@pytest.fixture
def ticker(hub: Hub) -> Iterator[Ticker]:
    ticks = Ticker(lambda: hub, Inline(lambda *_: None, 1), lambda: True)
    ticks.start()
    yield ticks
    ticks.stop()


def test_the_start_and_the_end_are_told(systemd: Systemd, ticker: Ticker) -> None:
    with supervised(ticker, "serving jira"):
        assert systemd.heard() == ["READY=1", "STATUS=serving jira"]
    assert systemd.heard() == ["STOPPING=1", "STATUS=ends"]


def test_the_watchdog_hears_of_a_ticker_that_ticks_alone(
    systemd: Systemd, ticker: Ticker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", "200000")
    monkeypatch.setenv("WATCHDOG_PID", str(os.getpid()))
    with supervised(ticker, ""):
        assert systemd.heard()[0] == "READY=1"
        assert systemd.heard() == ["WATCHDOG=1"]
        monkeypatch.setattr(Ticker, "still", LONG + 1)
        deque(iter(lambda: systemd.heard(NOW), []), maxlen=0)
        assert systemd.heard(0.5) == []
        monkeypatch.setattr(Ticker, "still", 1.0)
        assert systemd.heard() == ["WATCHDOG=1"]


def test_no_watchdog_is_told_that_looks_after_another_process(
    systemd: Systemd, ticker: Ticker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", "200000")
    monkeypatch.setenv("WATCHDOG_PID", "1")
    with supervised(ticker, ""):
        assert systemd.heard()[0] == "READY=1"
        assert systemd.heard(0.5) == []


def test_an_edit_is_told_and_so_is_what_is_wrong_with_it(systemd: Systemd, hub: Hub) -> None:
    reloading = Reloading(lambda: hub, lambda _: None)
    reloading.look()
    assert systemd.heard(NOW) == []
    hub.config.path.write_text(hub.config.path.read_text() + "[nothing]\n")
    reloading.look()
    begun, clock = systemd.heard()
    assert begun == "RELOADING=1"
    assert clock.startswith("MONOTONIC_USEC=")
    assert systemd.heard() == ["READY=1"]
    (status,) = systemd.heard()
    assert status.startswith("STATUS=an edit cannot be used: ")
    assert "nothing" in status


def test_nobody_who_listens_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    tell("READY=1")
    assert caplog.messages == []
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "gone"))
    tell("READY=1")
    assert "systemd cannot be told READY=1" in caplog.text
