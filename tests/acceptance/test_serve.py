"""The real command `fairlead serve`, in a process of its own, against a simulated company."""

import os
import re
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from store import duties
from tests.acceptance.command import begun, fairlead, told
from tests.acceptance.road import Scene, scene
from tests.acceptance.served import LONGEST, all_is_pulled
from tests.slack.conftest import eventually

NO_FINDINGS = 0


def put(file: Path, text: str) -> None:
    """Whoever reads it at any instant finds the whole of it, before or after."""
    other = file.with_name(f"{file.name}.new")
    other.write_text(text)
    other.replace(file)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with scene(tmp_path_factory.mktemp("serve"), 1, people=16, drifts={"D1"}) as now:
        yield now


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.setblocking(False)
        yield listening


def heard(systemd: socket.socket) -> list[str]:
    """What the service said to systemd; the three messages of an edit are one."""
    said: list[str] = []
    with suppress(BlockingIOError):
        while message := systemd.recv(4096).decode():
            if said and said[-1].startswith("RELOADING=1") and "STATUS" not in said[-1]:
                said[-1] += f" {message}"
            else:
                said.append(message)
    return said


@contextmanager
def serving(config: Path, *options: str, **environment: str) -> Iterator[Path]:
    """What it says on stderr. It ends when it is asked to."""
    said = config.with_name("said")
    said.unlink(missing_ok=True)
    process = begun("serve", *options, config=config, outputs=(config.with_name("out"), said), **environment)
    try:
        eventually(lambda: "fairlead: serving" in (said.read_text() if said.exists() else "") or None, LONGEST)
        yield said
        assert process.pid
        os.kill(process.pid, signal.SIGTERM)
        process.join(LONGEST)
        assert process.exitcode == 0
        assert "fairlead: stopped" in said.read_text()
    finally:
        process.kill()


def test_all_is_pulled_and_judged_and_a_second_one_leaves(company: Scene) -> None:
    def judged() -> bool | None:
        with company.hub.store.read() as tx:
            return tx.execute(text("SELECT count(*) FROM findings")).scalar_one() > NO_FINDINGS or None

    with serving(company.config) as said:
        second = fairlead("serve", config=company.config)
        assert second.returncode == 1
        assert "another `fairlead serve` is under way" in second.stderr
        eventually(lambda: (judged() and all_is_pulled(company.hub.store)) or None, LONGEST)
        assert asked(said, "/healthz") == asked(said, "/readyz") == (200, "ok\n")
        assert asked(said, "/nothing")[0] == 404
        state = told("status", "--service", config=company.config)
        assert (state["alive"], state["serving"]["answers_at"]) == (True, address(said))
        assert {each["state"] for each in state["streams"]} == {"well"}
        assert "fairlead_items{" in asked(said, "/metrics")[1]
        assert httpx.post(f"{address(said)}/hooks/github", content=b"{}").status_code == 401  # nobody signed it
        assert not {"server", "x-powered-by"} & set(httpx.get(f"{address(said)}/healthz").headers)
    with company.hub.store.read() as tx:
        failing = tx.execute(text("SELECT * FROM streams WHERE last_error IS NOT NULL OR next_due_at IS NULL")).all()
        assert failing == []
        assert tx.execute(text("SELECT count(*) FROM duties WHERE attempts > 0")).scalar_one() == 0


def test_an_edit_is_in_force_and_a_broken_one_changes_nothing(company: Scene, systemd: socket.socket) -> None:
    good = company.config.read_text()
    try:
        with serving(company.config, NOTIFY_SOCKET=systemd.getsockname()) as said:
            put(company.config, good.replace('mode = "live"', 'mode = "perhaps"'))
            eventually(lambda: "what was in force before stays so" in said.read_text() or None, LONGEST)
            put(company.config, good.replace('mode = "live"', 'mode = "dry-run"'))
            eventually(lambda: "what was edited is in force" in said.read_text() or None, LONGEST)
            eventually(lambda: ("apply", "") not in duties_of(company) or None, LONGEST)
    finally:
        put(company.config, good)
    up, broken, mended, end = heard(systemd)
    assert up.startswith("READY=1\nSTATUS=serving ")
    assert re.search(
        r"STATUS=an edit cannot be used: .*config\.toml: \[hub\] mode", broken
    )  # it may be seen by the first look
    assert re.fullmatch(r"RELOADING=1\nMONOTONIC_USEC=\d+ READY=1 STATUS=at work", mended)
    assert end == "STOPPING=1\nSTATUS=ends"


def test_the_service_pulls_at_once_what_somebody_asks_for(company: Scene) -> None:
    def newest() -> int:
        with company.hub.store.read() as tx:
            query = "SELECT min(last_success) FROM streams WHERE connector = 'jira'"
            return int(tx.execute(text(query)).scalar_one())

    with serving(company.config):
        eventually(lambda: all_is_pulled(company.hub.store) or None, LONGEST)
        before = newest()
        assert fairlead("sync", "--soon", "--only", "jira", "--json", config=company.config).returncode == 0
        eventually(lambda: newest() > before or None, LONGEST)


def test_a_port_that_is_taken(company: Scene, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        taken = company.config.with_name("taken.toml")
        taken.write_text(company.config.read_text().replace("127.0.0.1:0", f"127.0.0.1:{port}"))
        left = fairlead("serve", config=taken)
    assert left.returncode == 1
    assert (
        f"taken.toml: [service]: cannot listen at 127.0.0.1:{port} (Address already in use): choose another"
        in left.stderr
    )


def address(said: Path) -> str:
    found = re.search(r"answering at (http://\S+);", said.read_text())
    assert found
    return found[1]


def asked(said: Path, path: str) -> tuple[int, str]:
    answer = httpx.get(f"{address(said)}{path}")
    return answer.status_code, answer.text


def duties_of(company: Scene) -> list[tuple[str, str]]:
    with company.hub.store.read() as tx:
        return [(duty.job, duty.key) for duty in duties.all_duties(tx)]


def test_a_tool_is_pulled_at_once_when_its_secret_was_replaced(company: Scene) -> None:
    token = company.config.with_name("jira.token")
    good = token.read_text()

    def failing() -> bool:
        with company.hub.store.read() as tx:
            query = "SELECT count(*) FROM streams WHERE connector = 'jira' AND last_error IS NOT NULL"
            return bool(tx.execute(text(query)).scalar_one())

    try:
        with serving(company.config):
            put(token, "revoked")
            assert fairlead("sync", "--soon", "--only", "jira", config=company.config).returncode == 0
            eventually(lambda: failing() or None, LONGEST)
            put(token, good)
            eventually(lambda: not failing() or None, LONGEST)
    finally:
        put(token, good)
