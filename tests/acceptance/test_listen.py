"""The real command `fairlead listen`, in a process of its own: over its own line, and told by signed requests."""

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sandbox.slack import press
from store import handlings
from tests.acceptance.command import begun, fairlead
from tests.acceptance.road import Scene, scene
from tests.acceptance.test_answering import NOW, Office, office
from tests.acceptance.test_serve import serving
from tests.slack.conftest import eventually


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A company of today, as signatures are only good for minutes."""
    folder = tmp_path_factory.mktemp("listen")
    with scene(folder, 1, people=16, drifts={"D1"}, now=datetime.now(UTC), more=NOW) as now:
        secret = folder / "signing"
        secret.write_text(now.company.tools.slack.talk.signing_secret)
        own = f"[connectors.slack]\nsigning_secret = {{ file = '{secret}' }}\n"
        now.config.write_text(now.config.read_text().replace("[connectors.slack]\n", own))
        now.travel()
        now.write()
        yield now


@contextmanager
def listening(config: Path, *options: str) -> Iterator[Path]:
    """What it says on stderr. It ends when it is asked to."""
    said = config.with_name("said")
    process = begun("listen", *options, config=config, outputs=(config.with_name("out"), said))
    try:
        eventually(lambda: "fairlead: listening" in (said.read_text() if said.exists() else "") or None, 60)
        yield said
        assert process.pid
        os.kill(process.pid, signal.SIGTERM)
        process.join(60)
        assert process.exitcode == 0
        assert "stopped listening" in said.read_text()
    finally:
        process.kill()


def acknowledged(desk: Office, said: Path) -> None:
    """Pressed, decided, told, and seen in the message; nothing that anybody wrote is in the log."""
    slack, sandbox = desk.slack, desk.scene.opened.sandbox
    delivery = sandbox.call(lambda: press(slack, desk.owner, *desk.place, "Acknowledge", desk.finding.fingerprint))
    assert delivery.wait() == {}
    assert "acknowledged by you until" in desk.told()
    desk.shows("acknowledged by ")
    seen = desk.finding.observation
    line = eventually(lambda: next((each for each in said.read_text().splitlines() if " acknowledge " in each), None))
    assert f"{seen.owner} acknowledge {desk.finding.fingerprint[:8]}: done in" in line
    assert seen.title not in said.read_text()
    with desk.scene.hub.store.read() as tx:
        assert handlings.of(tx, [desk.finding.fingerprint])[desk.finding.fingerprint].actor == seen.owner


def test_over_a_line_of_its_own_and_only_one_at_a_time(told: Scene) -> None:
    slack = told.company.tools.slack
    with listening(told.config) as said:
        eventually(lambda: slack.talk.lines or None, 60)
        acknowledged(office((told, []), 0), said)
        second = fairlead("listen", config=told.config)
        assert second.returncode == 1
        assert "another `fairlead listen` is under way" in second.stderr
        assert "listening to" not in second.stderr
    eventually(lambda: not slack.talk.lines or None)


def test_told_by_signed_requests(told: Scene) -> None:
    slack = told.company.tools.slack
    with socket.create_server(("127.0.0.1", 0)) as free:
        at = f"127.0.0.1:{free.getsockname()[1]}"
    slack.talk.request_url = f"http://{at}/slack"
    with listening(told.config, "--http", at) as said:
        eventually(lambda: _answers(at) or None, 60)
        acknowledged(office((told, []), 1), said)
    assert fairlead("listen", "--http", "nowhere", config=told.config).returncode == 2


def test_the_service_hears_them_as_well(told: Scene) -> None:
    slack = told.company.tools.slack
    with serving(told.config) as said:
        eventually(lambda: slack.talk.lines or None, 60)
        acknowledged(office((told, []), 2), said)
        assert "buttons are not heard" not in said.read_text()


def _answers(at: str) -> bool:
    host, _, port = at.partition(":")
    with socket.socket() as one:
        return one.connect_ex((host, int(port))) == 0
