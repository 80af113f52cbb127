"""Where a secret is read from: four places, one at a time, and what is said when nothing is there."""

import os
import sys
import tomllib
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.errors import KeyringLocked

from connectors.secret import CREDENTIALS, Secret, secrets_of
from connectors.slack.settings import SlackSettings
from scheduler.plugins import discover


class Ring:
    """A keyring of one entry; locked, it gives none."""

    locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked("canary-5f2c")
        return "canary-ring\n" if (service, username) == ("fairlead", "jira/bot") else None


def given(**place: Any) -> Secret:
    return Secret.model_validate(place)


def revealed(secret: Secret) -> str:
    return secret.reveal().get_secret_value()


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    made = Ring()
    monkeypatch.setattr(keyring, "get_password", made.get_password)
    return made


def test_each_place_gives_what_stands_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ring: Ring) -> None:
    (tmp_path / "jira.token").write_text("canary-file\n")
    monkeypatch.setenv("HUB_TOKEN", " canary-env ")
    monkeypatch.setenv(CREDENTIALS, str(tmp_path))
    assert revealed(given(env="HUB_TOKEN")) == "canary-env"
    assert revealed(given(file=tmp_path / "jira.token")) == "canary-file"
    assert revealed(given(credential="jira.token")) == "canary-file"
    assert revealed(given(keyring="fairlead/jira/bot")) == "canary-ring"


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ({"env": "NO_SUCH_VARIABLE"}, "environment variable NO_SUCH_VARIABLE is empty or not set"),
        ({"file": "/nowhere/token"}, "file /nowhere/token cannot be read: No such file"),
        ({"file": "/dev/null"}, "file /dev/null is empty or not set"),
        ({"credential": "jira"}, "systemd credential jira was not handed over.*LoadCredential=jira:"),
        ({"keyring": "fairlead/nobody"}, "keyring entry fairlead/nobody is empty or not set"),
    ],
)
def test_what_is_not_there_is_named_with_its_place(ring: Ring, place: dict[str, str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        given(**place).reveal()


def test_a_file_that_is_no_text_is_told_without_showing_it(tmp_path: Path) -> None:
    (tmp_path / "token").write_bytes(b"canary\xff\xfe")
    with pytest.raises(ValueError, match="it is no text") as caught:
        given(file=tmp_path / "token").reveal()
    assert "canary" not in str(caught.value)


def test_a_keyring_that_is_locked_or_not_installed_is_told(ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    ring.locked = True
    with pytest.raises(ValueError, match="KeyringLocked; unlock") as caught:
        given(keyring="fairlead/jira/bot").reveal()
    assert "canary" not in str(caught.value)
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(ValueError, match=r"pip install 'fairlead\[keyring\]'"):
        given(keyring="fairlead/jira/bot").reveal()


def test_the_extra_that_the_message_names_exists() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
    assert [each.partition(">")[0] for each in project["optional-dependencies"]["keyring"]] == ["keyring"]


@pytest.mark.parametrize(
    "place",
    [
        {},
        {"env": "A", "file": "/a"},
        {"credential": "a", "keyring": "a/b"},
        {"credential": "../a"},
        {"credential": "."},
        {"credential": "a/b"},
        {"keyring": "a"},
        {"keyring": "/b"},
        {"token": "canary-5f2c"},
    ],
)
def test_exactly_one_place_is_named(place: dict[str, str]) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - pydantic's
        given(**place)
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    ("mode", "told"), [(0o600, False), (0o400, False), (0o640, True), (0o604, True), (0o620, True)]
)
def test_a_file_that_others_may_read_is_told(tmp_path: Path, mode: int, told: bool) -> None:
    path = tmp_path / "token"
    path.write_text("canary")
    path.chmod(mode)
    words = given(file=path).exposed()
    assert (f"chmod 600 {path}" in words) if words else not told
    assert bool(words) is told


def test_what_systemd_hands_over_it_guards_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CREDENTIALS, str(tmp_path))
    (tmp_path / "jira").write_text("canary")
    assert given(credential="jira").exposed() is None
    assert given(file=tmp_path / "not there").exposed() is None


def test_a_file_that_is_replaced_has_another_stamp(tmp_path: Path) -> None:
    path, other = tmp_path / "token", tmp_path / "token.new"
    path.write_text("canary-1")
    secret, times = given(file=path), (1_700_000_000, 1_700_000_000)
    os.utime(path, times)
    before = secret.stamp()
    assert secret.stamp() == before
    other.write_text("canary-2")
    os.utime(other, times)
    other.replace(path)
    assert secret.stamp() != before
    path.unlink()
    assert secret.stamp() == ()
    assert given(env="HOME").stamp() is None


def test_all_secrets_of_a_table_are_found() -> None:
    slack = SlackSettings.model_validate({"token": {"env": "A"}, "app_token": {"env": "B"}})
    assert [name for name, _ in secrets_of(slack)] == ["token", "app_token"]
    app = {"id": 1, "installation": 2, "private_key": {"file": "k.pem"}}
    github = discover()["github"].settings.model_validate({"app": app, "repositories": ["a/b"]})
    assert [name for name, _ in secrets_of(github)] == ["app.private_key"]
