"""Open pages hear what changed: once for all who listen, no longer than they do, and never so that the hub cannot end."""

import json
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from connectors.answering import answering, bound
from scheduler.hub import Hub, open_hub
from scheduler.reconciling import reconcile_findings
from scheduler.web_settings import WebSettings
from store import Store, StoreError
from store.signs import SIGNS
from store.signs import signs as signs_now
from web import live
from web.app import pages

CONFIG = '[hub]\ndatabase = "sqlite:///fairlead.db"\n'


class Open(NamedTuple):
    hub: Hub
    url: str


@pytest.fixture
def served(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """An empty hub whose watcher looks often."""
    monkeypatch.setattr(live, "EVERY", 0.05)
    monkeypatch.setattr(live, "STEP", 0.01)
    config = tmp_path / "config.toml"
    config.write_text(CONFIG)
    (tmp_path / "mappings.toml").write_text("")
    with open_hub(config) as own, bound("127.0.0.1", 0, "the pages") as at:
        hub = own.edited(replace(own.config, web=WebSettings(sign_in=False)))
        with answering(pages(lambda: hub), at, "pages"):
            yield Open(hub, f"http://127.0.0.1:{at.getsockname()[1]}/live")


@contextmanager
def listening(served: Open) -> Iterator[Iterator[str]]:
    with httpx.stream("GET", served.url, timeout=5) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert "content-encoding" not in answer.headers, "what is packed comes late"
        yield (line for line in answer.iter_lines() if line)


def signs(lines: Iterator[str]) -> dict[str, str]:
    line = next(line for line in lines if line.startswith("data: "))
    found: dict[str, str] = json.loads(line.removeprefix("data: "))
    return found


def test_who_listens_hears_how_it_is_and_then_what_changed(served: Open) -> None:
    with listening(served) as lines:
        before = signs(lines)
        assert before.keys() == {"configuration", *SIGNS}
        reconcile_findings(served.hub)
        after = signs(lines)
        while after["evaluation"] == before["evaluation"]:
            after = signs(lines)
    assert {name for name in after if after[name] != before[name]} == {"evaluation"}


def test_one_look_is_for_all(served: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    looks, look = list[float](), signs_now

    def counted(tx: Any) -> dict[str, str]:
        looks.append(time.monotonic())
        return look(tx)

    monkeypatch.setattr(live, "signs", counted)
    with listening(served) as one, listening(served) as other:
        assert signs(one) == signs(other)
        first = len(looks)
        time.sleep(0.4)
        assert len(looks) - first <= 0.4 / 0.05 + 1
    until = time.monotonic() + 5
    while looked_just_now(looks) and time.monotonic() < until:
        time.sleep(0.05)
    seen = len(looks)
    time.sleep(0.3)
    assert len(looks) == seen, "nobody listens, and nobody looks"


def looked_just_now(looks: list[float]) -> bool:
    return time.monotonic() - looks[-1] < 0.3


def test_silence_is_broken_by_a_heartbeat(served: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "HEARTBEAT", 0.05)
    with listening(served) as lines:
        signs(lines)
        assert next(lines) == ": nothing new"


def test_no_more_listen_than_may(served: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "MOST", 1)
    with listening(served) as lines:
        signs(lines)
        refused = httpx.get(served.url)
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "30")
    until = time.monotonic() + 5
    found = status(served)
    while found == 503 and time.monotonic() < until:
        time.sleep(0.05)
        found = status(served)
    assert found == 200, "who has gone takes no place"


def status(served: Open) -> int:
    with httpx.stream("GET", served.url) as answer:
        return answer.status_code


def test_it_asks_anew_after_a_while(served: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "LONGEST", 0.1)
    monkeypatch.setattr(live, "HEARTBEAT", 0.02)
    with listening(served) as lines:
        assert len(list(lines)) >= 2, "it came to its end"


def test_it_ends_with_the_hub(served: Open) -> None:
    with listening(served) as lines:
        signs(lines)
        served.hub.stopping.set()
        begun = time.monotonic()
        list(lines)
        assert time.monotonic() - begun < 2


def test_a_database_that_does_not_answer_ends_nothing(served: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    with listening(served) as lines:
        before = signs(lines)

        def broken(_self: Store) -> Any:
            raise StoreError("the disk is away")

        with monkeypatch.context() as trouble:
            trouble.setattr(Store, "read", broken)
            time.sleep(0.2)
        reconcile_findings(served.hub)
        assert signs(lines)["evaluation"] != before["evaluation"]


def test_nobody_listens_unknown(tmp_path: Any) -> None:
    config = tmp_path / "config.toml"
    config.write_text(CONFIG)
    (tmp_path / "mappings.toml").write_text("")
    with open_hub(config) as hub, bound("127.0.0.1", 0, "the pages") as at, answering(pages(lambda: hub), at, "pages"):
        answered = httpx.get(f"http://127.0.0.1:{at.getsockname()[1]}/live")
    assert answered.status_code == 303


def test_the_server_ends_soon_though_somebody_listens(served: Open) -> None:
    """Also where nothing tells the hub that it is to end."""
    with bound("127.0.0.1", 0, "the pages") as at, socket.socket() as talk:
        with answering(pages(lambda: served.hub), at, "pages"):
            talk.connect(at.getsockname())
            talk.sendall(b"GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert b"200 OK" in talk.recv(1000)
            begun = time.monotonic()
        assert time.monotonic() - begun < 3


def test_pages_name_signs_that_there_are() -> None:
    """Or they would never be shown anew."""
    folder = Path(live.__file__).parent / "pages" / "templates"
    named = [names for path in folder.rglob("*.html") for names in re.findall(r'data-live="([^"]*)"', path.read_text())]
    assert len(named) >= 4
    assert {name for names in named for name in names.split()} <= {"configuration", *SIGNS}
