"""Signed in as a GitHub App: tokens of an installation, renewed in time, by however many threads."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from connectors.github.connector import GitHub
from core.contract import Note, Refused, Unauthorized
from core.records import Activity
from sandbox.faults import Fault
from sandbox.github.apps import Installation
from tests.github.conftest import REPO, World, pull

HOUR = timedelta(hours=1)
NOTE = Note("m1", "Fairlead noticed: nothing moves")
LOGIN = "fairlead[bot]"


@cache
def keys() -> tuple[str, str]:
    """Private and public, in PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public.decode()


class Installed:
    def __init__(self, world: World, file: Path) -> None:
        private, public = keys()
        file.write_text(private)
        self.world, self.file = world, file
        self.app = world.state.add_app("fairlead", public, owner="acme")
        self.at: Installation = world.state.install(self.app, "acme")

    def connect(self, **changed: Any) -> GitHub:
        app = {"id": self.app.id, "installation": self.at.id, "private_key": {"file": str(self.file)}, **changed}
        return self.world.connect(token=None, app=app)

    def revoke(self) -> None:
        for grant in self.world.state.apps.grants.values():
            grant.expires_at = self.world.clock()

    def tokens(self, since: int = 0) -> int:
        return sum("access_tokens" in line for line in self.world.requests(since))


@pytest.fixture
def installed(world: World, tmp_path: Path) -> Installed:
    return Installed(world, tmp_path / "app.pem")


def test_check_says_who_the_app_is_and_what_it_may_do(installed: Installed) -> None:
    identity = installed.connect().check()
    assert (identity.account, "issues:write" in identity.scopes) == (LOGIN, True)
    assert installed.tokens() == 1


def test_the_client_id_names_an_app_as_well(installed: Installed) -> None:
    assert installed.connect(id=installed.app.client_id).check().account == LOGIN


def test_what_the_app_wrote_is_known_as_ours(world: World, installed: Installed) -> None:
    hub = installed.connect()
    world.state.create_issue(REPO, "x", by="ann")
    ref = hub.ensure_comment(f"{REPO}#1", NOTE)
    assert hub.ensure_comment(f"{REPO}#1", NOTE) == ref
    assert [comment["user"]["login"] for comment in world.state.comments(REPO, 1)] == [LOGIN]
    (written,) = [record for record in pull(hub, "comments")[0] if isinstance(record, Activity)]
    assert (written.actor, written.bot) == (LOGIN, True)


def test_a_token_is_renewed_before_it_ends(world: World, installed: Installed) -> None:
    hub = installed.connect()
    for waited in (timedelta(0), timedelta(minutes=54), timedelta(minutes=2), HOUR):
        world.clock.advance(waited)
        pull(hub, "issues")
    assert installed.tokens() == 3
    assert not [line for line in world.requests() if line.endswith(" 401")]


def test_a_clock_that_is_wrong_within_a_minute_does_no_harm(world: World, installed: Installed) -> None:
    """GitHub's own clock says how long a token lives."""
    hub = installed.connect()
    assert hub._sign_in
    hub._sign_in._wall = lambda: world.clock().timestamp() + 55
    pull(hub, "issues")
    world.clock.advance(timedelta(minutes=54))
    pull(hub, "issues")
    assert installed.tokens() == 1


@pytest.mark.parametrize("minutes", [-20, 2])
def test_a_clock_that_is_wrong_by_more_is_told(world: World, installed: Installed, minutes: int) -> None:
    hub = installed.connect()
    assert hub._sign_in
    hub._sign_in._wall = lambda: world.clock().timestamp() + 60 * minutes
    with pytest.raises(Unauthorized, match="this machine's clock"):
        hub.check()


def test_a_refused_token_is_renewed_once(world: World, installed: Installed) -> None:
    hub = installed.connect()
    pull(hub, "issues")
    installed.revoke()
    before = len(world.box.history)
    pull(hub, "issues")
    assert [line.rsplit(" ", 1)[1] for line in world.requests(before)] == ["401", "201", "200"]


def test_many_threads_share_one_renewal(world: World, installed: Installed) -> None:
    hub = installed.connect()
    pull(hub, "issues")
    installed.revoke()
    before = len(world.box.history)
    with ThreadPoolExecutor(8) as pool:
        assert all(cursor for _, cursor in pool.map(lambda _: pull(hub, "comments"), range(8)))
    assert installed.tokens(before) == 1


def test_a_write_is_sent_again_after_its_token_was_refused(world: World, installed: Installed) -> None:
    hub = installed.connect()
    world.state.create_issue(REPO, "x", by="ann")
    hub.check()
    installed.revoke()
    hub.ensure_label(f"{REPO}#1", "fairlead-drift", present=True)
    assert world.state.labels(REPO, 1) == ["fairlead-drift"]


def test_an_app_that_is_unknown_now_is_asked_once(world: World, installed: Installed) -> None:
    hub = installed.connect()
    pull(hub, "issues")
    world.clock.advance(2 * HOUR)
    world.state.apps.registered.clear()
    before = len(world.box.history)
    with pytest.raises(Unauthorized, match="Integration not found"):
        pull(hub, "issues")
    assert installed.tokens(before) == 1


def test_an_app_that_stays_refused_is_asked_no_third_time(world: World, installed: Installed) -> None:
    hub = installed.connect()
    pull(hub, "issues")
    body = b'{"message": "Bad credentials"}'
    world.box.faults.append(Fault("github", f"/repos/{REPO}", times=None, status=401, body=body))
    before = len(world.box.history)
    with pytest.raises(Unauthorized, match="Bad credentials"):
        pull(hub, "issues")
    assert len(world.requests(before)) == 3


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"installation": 77}, "app.installation"),
        ({"id": 77}, "Integration not found"),
        ({"private_key": {"file": "/nowhere.pem"}}, "the app's private key"),
    ],
)
def test_a_wrong_number_or_a_missing_key_is_unauthorized(installed: Installed, change: Any, words: str) -> None:
    with pytest.raises(Unauthorized, match=words):
        installed.connect(**change).check()


def test_a_file_that_holds_no_key_is_told_without_its_text(installed: Installed) -> None:
    installed.file.write_text("canary-4711")
    with pytest.raises(Unauthorized, match=r"private key cannot be used.*app\.private_key") as caught:
        installed.connect().check()
    assert "canary" not in str(caught.value)


def test_a_key_that_was_replaced_signs_in_at_once(world: World, installed: Installed) -> None:
    """GitHub has forgotten the old key, and the token ends: the proof of the old one is refused once."""
    hub = installed.connect()
    pull(hub, "issues")
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    installed.app.public_key = public.decode()
    before = len(world.box.history)
    pull(hub, "issues")
    assert installed.tokens(before) == 0, "a token that lives is not given up"
    installed.revoke()
    with pytest.raises(Unauthorized, match=r"app\.private_key"):
        pull(hub, "issues")
    installed.file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    before = len(world.box.history)
    pull(hub, "issues")
    sign_ins = [line.rpartition(" ")[2] for line in world.requests(before) if "access_tokens" in line]
    assert sign_ins == ["201"]


def test_a_suspended_installation_is_unauthorized(world: World, installed: Installed) -> None:
    installed.at.suspended_at = world.clock()
    with pytest.raises(Unauthorized, match="suspended"):
        pull(installed.connect(), "issues")


def test_an_unreadable_grant_is_refused(world: World, installed: Installed) -> None:
    world.box.faults.append(Fault("github", "access_tokens", status=201, body=b'{"token": 7}'))
    with pytest.raises(Refused, match="cannot be read"):
        pull(installed.connect(), "issues")
    world.violations.clear()


def test_patterns_find_what_the_app_is_installed_for(world: World, installed: Installed) -> None:
    for name in ("acme/api", "acme/shop", "other/api"):
        world.state.add_repo(name)
    installed.at.repositories = {"acme/web", "acme/api"}
    app = {"id": installed.app.id, "installation": installed.at.id, "private_key": {"file": str(installed.file)}}
    hub = world.connect(token=None, app=app, repositories=["acme/*"])
    assert sorted({stream.container for stream in hub.streams()}) == ["acme/api", "acme/web"]
