"""A token stays with the place that it was given for: whoever changes `base_url` alone does not get it sent (S2)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import blake2b, md5, sha1, sha256
from pathlib import Path

import pytest
from sqlalchemy import text

from connectors.jira import plugin as jira
from connectors.rest import plugin as rest
from connectors.rotation import LOOK
from core.contract import Unauthorized
from sandbox.clock import SimulatedClock
from sandbox.jira import JiraState
from sandbox.jira import app as site
from sandbox.server import Sandbox
from scheduler.config import load_config
from scheduler.hub import Hub
from store import Store, audit
from tests.acceptance.command import fairlead

NOW = datetime(2026, 6, 17, 15, 30, tzinfo=UTC)
HOME, AWAY = "https://acme.atlassian.net", "https://acme-atlassian.example"


@contextmanager
def opened(folder: Path, base_url: str, token: str = "canary-5f2c9e-1", more: str = "") -> Iterator[Hub]:
    """A hub with one Jira, as it is after a restart."""
    (folder / "jira.token").write_text(token)
    path = folder / "config.toml"
    path.write_text(
        f'[connectors.jira]\nbase_url = "{base_url}"\nemail = "a@b.example"\nprojects = ["PAY"]\n'
        f'token = {{ file = "{folder}/jira.token" }}\n{more}'
    )
    plugins = {"jira": jira, "rest": rest}
    config, clock = load_config(path, plugins), SimulatedClock(NOW)
    hub = Hub(config, Store.open(config.database), plugins, clock, clock)
    try:
        yield hub
    finally:
        hub.close()


OTHER = """
[connectors.rest]
base_url = "https://desk.example"
token = { file = "TOKEN" }
sources = [{ name = "t", path = "/t", link = "https://desk.example/{id}", fields = { id = "i", title = "t", status = "s", \
created_at = "c", updated_at = "u" } }]
"""


def test_the_same_token_goes_to_no_other_origin_across_restarts(tmp_path: Path) -> None:
    for address in (HOME, f"{HOME}/jira", f"{HOME}:443"):
        with opened(tmp_path, address) as hub:
            hub.connect("jira")
    for address in (AWAY, f"{HOME}:8443", f"{HOME}.evil.example", "http://127.0.0.1:8080"):
        with opened(tmp_path, address) as hub, pytest.raises(Unauthorized) as caught:
            hub.connect("jira")
        assert f"was given for {HOME}, so nothing was sent" in str(caught.value)
        assert "fairlead doctor --trust jira" in str(caught.value)
        assert "canary" not in str(caught.value)


def test_another_token_is_for_the_new_origin_and_the_old_one_is_not(tmp_path: Path) -> None:
    with opened(tmp_path, HOME) as hub:
        hub.connect("jira")
    with opened(tmp_path, AWAY, "canary-5f2c9e-2") as hub:
        hub.connect("jira")
    with opened(tmp_path, AWAY) as hub, pytest.raises(Unauthorized):
        hub.connect("jira")


def test_a_token_that_was_rotated_in_between_is_bound_as_well(tmp_path: Path) -> None:
    with opened(tmp_path, HOME) as hub:
        connector = hub.connect("jira")
        (tmp_path / "jira.token").write_text("canary-rotated-22")
        hub._waiting.sleep(LOOK)
        connector._site._http._credential()  # type: ignore[attr-defined]
    with opened(tmp_path, AWAY, "canary-rotated-22") as hub, pytest.raises(Unauthorized, match="was given for"):
        hub.connect("jira")


def test_the_token_of_one_tool_is_not_sent_to_another(tmp_path: Path) -> None:
    with opened(tmp_path, HOME, more=OTHER.replace("TOKEN", str(tmp_path / "jira.token"))) as hub:
        hub.connect("jira")
        with pytest.raises(Unauthorized, match=f"rest: .* https://desk.example was given for {HOME}"):
            hub.connect("rest")


def test_who_says_so_lets_it_go_to_both_and_stands_on_record(tmp_path: Path) -> None:
    with opened(tmp_path, HOME) as hub:
        hub.connect("jira")
    with opened(tmp_path, AWAY) as hub:
        hub.trusted.add("jira")
        hub.connect("jira")
        with hub.store.read() as tx:
            (entry,) = audit.entries(tx, "trusted", "connectors.jira")
    assert (entry.before, entry.after) == (HOME, AWAY)
    for address in (HOME, AWAY):
        with opened(tmp_path, address) as hub:
            hub.connect("jira")


def test_all_of_this_machine_is_one_place_which_is_not_the_world(tmp_path: Path) -> None:
    """Ports of servers that are tried out change with each start; such a token is still for no other machine."""
    for address in ("http://127.0.0.1:8099", "http://localhost:1234", "http://[::1]:77"):
        with opened(tmp_path, address) as hub:
            hub.connect("jira")
    with opened(tmp_path, HOME) as hub, pytest.raises(Unauthorized, match="was given for this machine"):
        hub.connect("jira")


def test_the_database_holds_no_token_and_no_hash_that_a_guess_could_be_tried_on(tmp_path: Path) -> None:
    guesses = {make(b"canary-5f2c9e-1").hexdigest() for make in (sha1, sha256, md5, blake2b)}
    with opened(tmp_path, HOME) as hub:
        hub.connect("jira")
        with hub.store.read() as tx:
            names = [name for (name,) in tx.execute(text("SELECT key FROM meta WHERE key LIKE 'bound %'"))]
    assert len(names) == 1
    assert not [guess for guess in guesses if guess in names[0]]
    (tmp_path / "fairlead.key").unlink()
    with opened(tmp_path, HOME) as hub:
        hub.connect("jira")
        with hub.store.read() as tx:
            assert tx.execute(text("SELECT count(*) FROM meta WHERE key LIKE 'bound %'")).scalar() == 2
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("fairlead.db*"))
    assert b"canary" not in kept


def test_the_command_sends_nothing_until_it_is_told_to(tmp_path: Path) -> None:
    state = JiraState(SimulatedClock(NOW))
    state.add_project("PAY", "Payments")
    with opened(tmp_path, HOME, state.token) as hub:
        hub.connect("jira")
    config = tmp_path / "config.toml"
    with Sandbox({"jira": site(state)}, state.clock) as sandbox:
        moved = config.read_text().replace(HOME, sandbox.urls["jira"]).replace("a@b.example", state.email)
        config.write_text(moved)
        assert "fairlead doctor --trust jira" in fairlead("doctor", config=config).stdout
        assert "known are: jira" in fairlead("doctor", "--trust", "rest", config=config).stderr
        assert sandbox.history == []
        assert "✓ jira" in fairlead("doctor", "--trust", "jira", config=config).stdout
        assert "✓ jira" in fairlead("doctor", config=config).stdout
