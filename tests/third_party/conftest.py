"""One emulate for all tests of this folder; each makes what it needs of its own in it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from sandbox.clock import SimulatedClock
from sandbox.server import Sandbox
from tests.third_party.emulate import emulated, lacking
from tests.third_party.relay import relay, this_moment

HUB, ANN = "hub-token", "ann-token"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
    Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()
)
APP, INSTALLATION = 4242, 77
SEED: dict[str, Any] = {
    "tokens": {HUB: {"login": "fairlead-bot", "scopes": ["repo"]}, ANN: {"login": "ann", "scopes": ["repo"]}},
    "github": {
        "users": [{"login": "fairlead-bot"}, {"login": "ann", "name": "Ann Lee"}],
        "orgs": [{"login": "acme", "members": [{"login": "ann", "role": "admin"}, {"login": "fairlead-bot"}]}],
        "repos": [{"owner": "acme", "name": "web"}, {"owner": "acme", "name": "api"}, {"owner": "ann", "name": "pay"}],
        "apps": [
            {
                "app_id": APP,
                "slug": "fairlead",
                "name": "Fairlead",
                "private_key": KEY.decode(),
                "permissions": {"issues": "write", "metadata": "read"},
                "installations": [{"installation_id": INSTALLATION, "account": "acme"}],
            }
        ],
    },
    "slack": {
        "team": {"name": "Acme", "domain": "acme"},
        "users": [
            {"name": "fairlead-bot", "real_name": "Fairlead", "email": "bot@acme.test"},
            {"name": "ann", "real_name": "Ann Lee", "email": "ann@acme.test"},
        ],
        "channels": [{"name": "goals"}, {"name": "team-web"}],
    },
}


class Third(NamedTuple):
    """`slack` leads through the relay, of which `relay.py` says why."""

    github: str
    slack: str

    def as_ann(self, tool: str) -> httpx.Client:
        base = self.github if tool == "github" else f"{self.slack}/api"
        return httpx.Client(base_url=base, headers={"Authorization": f"Bearer {ANN}"}, trust_env=False)


@pytest.fixture(scope="session")
def third(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Third]:
    if reason := lacking():
        pytest.skip(reason)
    folder: Path = tmp_path_factory.mktemp("emulate")
    with (
        emulated(SEED, folder) as (github, slack),
        Sandbox({"slack": relay(slack)}, SimulatedClock(this_moment())) as box,
    ):
        yield Third(github, box.urls["slack"])


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMULATE_TOKEN", HUB)
    monkeypatch.setenv("EMULATE_KEY", KEY.decode())
