"""Who may come in, said at the keyboard by the real command."""

import json
from pathlib import Path
from typing import Any

import pytest

from fairlead.cli import app
from scheduler.hub import open_hub
from scheduler.who.entry import NoEntry
from scheduler.who.tokens import by_token
from scheduler.who.users import choose_password
from store import audit
from tests.acceptance.command import fairlead

PUBLIC = '[web]\npublic_url = "https://fairlead.example.com"\n'


class Keyboard:
    """The command in this process."""

    def __init__(self, config: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.config, self._capsys = config, capsys

    def type(self, *words: str) -> str:
        app([*words, "--config", str(self.config)], standalone_mode=False)
        return self._capsys.readouterr().out

    def told(self, *words: str) -> Any:
        return json.loads(self.type(*words, "--json"))


@pytest.fixture
def keyboard(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Keyboard:
    monkeypatch.setenv("FAIRLEAD_USER", "root@example.com")
    (tmp_path / "config.toml").write_text(PUBLIC)
    return Keyboard(tmp_path / "config.toml", capsys)


def test_people_come_in_and_go(keyboard: Keyboard) -> None:
    said, link = keyboard.type(
        "users", "add", "Ana@Example.com", "--role", "admin", "--name", "Ana [bold]"
    ).splitlines()
    assert said.startswith("ana@example.com may come in as admin. Give them this link")
    assert link.startswith("https://fairlead.example.com/invitation?key=")
    invited = keyboard.told("users", "invite", "ana@example.com")
    assert invited["link"] != link
    with open_hub(keyboard.config) as hub:
        choose_password(hub, invited["link"].partition("=")[2], "correct horse battery staple")
    (listed,) = keyboard.told("users", "list")["users"]
    assert (listed["person"], listed["role"], listed["has_password"]) == ("ana@example.com", "admin", True)
    assert "argon2" not in str(listed)
    assert "Ana [bold]" in keyboard.type("users", "list")
    keyboard.type("users", "add", "bo@example.com", "--role", "viewer")
    assert keyboard.type("users", "role", "bo@example.com", "admin") == "bo@example.com is admin from now on.\n"
    assert "may not come in any more" in keyboard.type("users", "remove", "ana@example.com")
    with pytest.raises(NoEntry, match=r"did you mean bo@example\.com\?"):
        keyboard.type("users", "invite", "bo@exampel.com")
    with open_hub(keyboard.config) as hub, hub.store.read() as tx:
        assert [each.actor for each in audit.entries(tx, "add user", "user bo@example.com")] == ["root@example.com"]


def test_what_cannot_be_done_is_one_line_and_exit_code_1(keyboard: Keyboard) -> None:
    assert keyboard.type("users", "list").startswith("Nobody may sign in yet")
    keyboard.type("users", "add", "ana@example.com", "--role", "admin")
    refused = fairlead("users", "role", "ana@example.com", "viewer", config=keyboard.config)
    said = "fairlead: ana@example.com is the last admin; make somebody else one first\n"
    assert (refused.returncode, refused.stdout, refused.stderr) == (1, "", said)


def test_programs_come_by_tokens_of_somebody(keyboard: Keyboard) -> None:
    assert keyboard.type("tokens", "list") == "There is no token.\n"
    keyboard.type("users", "add", "cy@example.com", "--role", "author")
    with pytest.raises(NoEntry, match=r"root@example\.com may not come in"):
        keyboard.type("tokens", "add", "board", "--scope", "read")
    with pytest.raises(NoEntry, match="authors may not administer"):
        keyboard.type("tokens", "add", "board", "--scope", "read,administer", "--person", "cy@example.com")
    ran = keyboard.type("tokens", "add", "board", "--scope", "edit,read", "--person", "cy@example.com", "--days", "9")
    said, key = ran.splitlines()
    assert "may read, edit" in said
    with open_hub(keyboard.config) as hub:
        entry = by_token(hub, key)
    assert entry is not None
    assert (entry.visitor.person, entry.visitor.scopes) == ("cy@example.com", frozenset(("read", "edit")))
    (listed,) = keyboard.told("tokens", "list")["tokens"]
    assert (listed["name"], listed["scopes"], key in str(listed)) == ("board", ["read", "edit"], False)
    assert keyboard.type("tokens", "remove", listed["id"][:3]).endswith("(board) holds no longer.\n")
    with open_hub(keyboard.config) as hub:
        assert by_token(hub, key) is None
