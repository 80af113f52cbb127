"""A secret is replaced while the hub runs: the next request uses the new one, and none the old one once it was refused."""

import os
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
import respx

from connectors.rotation import LOOK, READ, Rotating, bearer
from connectors.secret import Secret
from connectors.transport import Http
from connectors.transport.redact import MASK, redact
from core.contract import Unauthorized, Wire
from tests.transport.conftest import BASE, Clock


class Ticking(Clock):
    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def ticking() -> Ticking:
    return Ticking()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "token"
    found.write_text("canary-old-1")
    return found


def rotating(path: Path, clock: Ticking, bind: Callable[[str, str], None] = lambda _place, _secret: None) -> Rotating:
    return Rotating(Secret(file=path), "jira", "the token", BASE, Wire(clock=clock, bind=bind))


def test_a_file_that_changed_is_read_again_within_seconds(path: Path, ticking: Ticking) -> None:
    token = rotating(path, ticking)
    path.write_text("canary-new-22")
    assert token() == "canary-old-1"
    ticking.now += LOOK
    assert token() == "canary-new-22"


def test_a_file_that_stayed_is_not_read_again(path: Path, ticking: Ticking) -> None:
    token = rotating(path, ticking)
    before = path.stat()
    path.write_text("canary-new-1")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    ticking.now += LOOK
    assert token() == "canary-old-1"
    token.refused()
    assert token() == "canary-new-1"


def test_what_shows_no_change_is_read_once_a_minute_and_when_it_was_refused(
    ticking: Ticking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUB_TOKEN", "canary-old-1")
    token = Rotating(Secret(env="HUB_TOKEN"), "jira", "the token", BASE, Wire(clock=ticking))
    monkeypatch.setenv("HUB_TOKEN", "canary-new-2")
    ticking.now += LOOK
    assert token() == "canary-old-1"
    ticking.now += READ
    assert token() == "canary-new-2"
    monkeypatch.setenv("HUB_TOKEN", "canary-new-3")
    token.refused()
    assert token() == "canary-new-3"


@pytest.mark.parametrize(
    "spoil", [Path.unlink, lambda path: path.write_text(" \n"), lambda path: path.write_bytes(b"\xff")]
)
def test_what_cannot_be_read_leaves_the_old_one_until_it_can(
    path: Path, ticking: Ticking, spoil: Callable[[Path], object], caplog: pytest.LogCaptureFixture
) -> None:
    token = rotating(path, ticking)
    spoil(path)
    ticking.now += LOOK
    assert token() == "canary-old-1"
    assert "goes on with the old one" in caplog.text
    path.write_text("canary-new-2")
    ticking.now += LOOK
    assert token() == "canary-new-2"


def test_nothing_there_at_first_is_unauthorized(tmp_path: Path, ticking: Ticking) -> None:
    with pytest.raises(Unauthorized, match=r"it should hold the token of \[connectors\.jira\]"):
        rotating(tmp_path / "not there", ticking)


def test_redaction_knows_a_value_before_it_is_asked_where_it_may_go(path: Path, ticking: Ticking) -> None:
    seen: list[tuple[str, str]] = []
    token = rotating(path, ticking, bind=lambda place, secret: seen.append((place, redact(secret))))
    path.write_text("canary.rotated.word")
    ticking.now += LOOK
    token()
    token()
    assert seen == [(BASE, MASK), (BASE, MASK)]


def test_a_value_that_was_given_for_another_place_is_not_used(path: Path, ticking: Ticking) -> None:
    def bind(_place: str, secret: str) -> None:
        if "foreign" in secret:
            raise Unauthorized("it was given for another place")

    token = rotating(path, ticking, bind=bind)
    path.write_text("canary-foreign-2")
    ticking.now += LOOK
    for _ in range(3):
        with pytest.raises(Unauthorized, match="another place"):
            token()


@pytest.mark.parametrize("replaced", ["before it is refused", "with the same times"])
def test_no_request_goes_out_with_a_token_that_was_refused(
    make_http: Callable[..., Http], tool: respx.MockRouter, path: Path, ticking: Ticking, replaced: str
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200 if request.headers["authorization"].endswith("canary-new-1") else 401)

    token = rotating(path, ticking)
    http = make_http(headers=bearer(token), renew=token.refused)
    route = tool.get("/a").mock(side_effect=answer)
    before = path.stat()
    path.write_text("canary-new-1")
    if replaced == "with the same times":
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    for _ in range(3):
        assert http.get("/a").status_code == 200
    sent = [call.request.headers["authorization"].rpartition(" ")[2] for call in route.calls]
    assert sent == ["canary-old-1", "canary-new-1", "canary-new-1", "canary-new-1"]


def test_a_token_that_stays_refused_is_sent_once_until_another_is_there(
    make_http: Callable[..., Http], tool: respx.MockRouter, path: Path, ticking: Ticking
) -> None:
    token = rotating(path, ticking)
    http = make_http(headers=bearer(token), renew=token.refused)
    route = tool.get("/a").mock(return_value=httpx.Response(401))
    for _ in range(5):
        with pytest.raises(Unauthorized):
            http.get("/a")
    assert route.call_count == 1
    path.write_text("canary-new-22")
    route.mock(return_value=httpx.Response(200))
    assert http.get("/a").status_code == 200
    assert route.call_count == 2
