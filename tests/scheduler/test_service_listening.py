"""Presses are heard while the hub serves, under the configuration that holds, and never by two of them."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from core.contract import Unauthorized
from scheduler.config import load_config
from scheduler.hub import Hub, open_hub
from scheduler.plugins import discover
from scheduler.service import listening
from scheduler.service.listening import Listening, hears
from tests.slack.conftest import eventually
from tests.store.samples import NOW

CONFIG = """
[hub]
database = "sqlite:///fairlead.db"
[connectors.slack]
token = { env = "NOBODY_READS_IT" }
channels = ["payments"]
"""
BUTTONS = 'app_token = { env = "NOBODY_READS_IT" }\n'


class Heard:
    """Stands in for what waits for presses: until it is asked to stop, or fails."""

    def __init__(self) -> None:
        self.begun: list[Hub] = []
        self.ended: list[Hub] = []
        self.error: Exception | None = None

    def __call__(self, hub: Hub, *_: Any, **__: Any) -> None:
        self.begun.append(hub)
        if self.error:
            raise self.error
        hub.stopping.wait(10)
        self.ended.append(hub)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    found = Heard()
    monkeypatch.setattr(listening, "listen", found)
    return found


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    config = tmp_path / "config.toml"
    config.write_text(CONFIG + BUTTONS)
    with open_hub(config, lambda: NOW) as hub:
        yield hub


def test_it_begins_once_and_anew_under_an_edited_configuration(hub: Hub, heard: Heard) -> None:
    now = [hub]
    listens = Listening(lambda: now[0], lambda: True)
    listens.look()
    listens.look()
    eventually(partial(_is_begun, heard, 1))
    now[0] = hub.edited(hub.config)
    listens.look()
    eventually(partial(_is_begun, heard, 2))
    assert heard.ended == heard.begun[:1]
    listens.stop()
    assert heard.ended == heard.begun
    assert not hub.stopping.is_set()


def test_only_whoever_serves_hears_them(hub: Hub, heard: Heard) -> None:
    leads = Event()
    listens = Listening(lambda: hub, leads.is_set)
    listens.look()
    assert heard.begun == []
    leads.set()
    listens.look()
    eventually(lambda: heard.begun or None)
    leads.clear()
    listens.look()
    assert heard.ended == heard.begun


def test_trouble_is_told_once_and_tried_again(
    hub: Hub, heard: Heard, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(listening, "AGAIN", 0.0)
    heard.error = Unauthorized("slack: the app token was refused")
    listens = Listening(lambda: hub, lambda: True)
    for number in (1, 2, 3):
        listens.look()
        eventually(partial(_is_begun, heard, number))
        listens.stop()
    assert len([each for each in caplog.messages if "buttons are not heard" in each]) == 1


def _is_begun(heard: Heard, times: int) -> bool | None:
    return len(heard.begun) == times or None


def test_without_a_way_to_hear_nothing_begins(hub: Hub, heard: Heard) -> None:
    hub.config.path.write_text(CONFIG)
    deaf = hub.edited(load_config(hub.config.path, discover()))
    assert (hears(hub), hears(deaf)) == (True, False)
    Listening(lambda: deaf, lambda: True).look()
    assert heard.begun == []
