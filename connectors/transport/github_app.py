"""Signing in to GitHub as an app: a short-lived proof buys a token of one installation, which is renewed before it ends.

https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app
"""

import math
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from threading import Lock
from typing import Annotated, TypeVar

import httpx
import jwt
import msgspec
from msgspec import Meta, Struct

from connectors.transport.client import Http
from connectors.transport.credential import Renew, no_other
from connectors.transport.dates import answered_at
from core.contract import Refused, Unauthorized, Wire

T = TypeVar("T")
ACCEPT = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
MARGIN = 300.0  # seconds before its end at which a token is not used any more
PROOF = 540  # seconds; GitHub takes up to 600
KEPT = 240  # seconds for which a proof is used
SKEW = 60  # seconds that our clock may be ahead of GitHub's


class Grant(Struct):
    token: str
    expires_at: Annotated[datetime, Meta(tz=True)]
    permissions: dict[str, str] = {}


class App(Struct):
    """What GitHub says of an app. It acts under the login `slug[bot]`."""

    slug: str
    name: str


class AppSignIn:
    """The tokens of one installation, shared by threads. `key` gives the app's private key in PEM, `renew` hears that it was
    refused, and `wall` is epoch seconds.

    A token's life is measured by the tool's own clock. Everything raises `Unauthorized` where a person has to act.
    """

    def __init__(
        self,
        base_url: str,
        *,
        app: int | str,
        installation: int,
        key: Callable[[], str],
        renew: Renew = no_other,
        wire: Wire,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._app, self._key, self._wall = app, key, wall
        self._path = f"/app/installations/{installation}/access_tokens"
        self._monotonic = (wire.clock or time).monotonic
        self._lock = Lock()
        self._grant: Grant | None = None
        self._until = -math.inf
        self._proven: tuple[str, int, str] = ("", 0, "")
        self._http = Http(
            base_url, tool="github sign-in", wire=wire, headers=self._proof, renew=renew, keep_alive=False
        )

    def headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.grant().token}"}

    def grant(self) -> Grant:
        with self._lock:
            if self._grant is None or self._monotonic() >= self._until:
                self._grant = self._renewed()
            return self._grant

    def forget(self, refused: Mapping[str, str]) -> None:
        """These headers were refused. A token that another thread got meanwhile is kept."""
        with self._lock:
            if self._grant and refused.get("Authorization") == f"Bearer {self._grant.token}":
                self._grant = None

    def app(self) -> App:
        """https://docs.github.com/en/rest/apps/apps#get-the-authenticated-app"""
        return self._read(self._answered("GET", "/app"), App)

    def close(self) -> None:
        self._http.close()

    def _renewed(self) -> Grant:
        """https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app"""
        response = self._answered("POST", self._path)
        grant = self._read(response, Grant)
        now = answered_at(response.headers) or datetime.fromtimestamp(self._wall(), UTC)
        self._until = self._monotonic() + (grant.expires_at - now).total_seconds() - MARGIN
        return grant

    def _answered(self, method: str, path: str) -> httpx.Response:
        try:
            return self._http.request(method, path, headers=ACCEPT)
        except (Refused, Unauthorized) as error:
            if error.status not in (401, 404):
                raise
            mend = "see that the app is installed, and the settings app.id, app.installation and app.private_key"
            clock = ", and that this machine's clock is right" if error.status == 401 else ""
            raise Unauthorized(f"{error}; {mend}{clock}") from None  # without the status by which `Http` tries again

    def _proof(self) -> Mapping[str, str]:
        """The same for some minutes, so that a key that was refused is known by it."""
        key, now = self._key(), int(self._wall())
        known, at, proof = self._proven
        if known != key or not at <= now < at + KEPT:
            proof = self._signed(key, now)
            self._proven = key, now, proof
        return {"Authorization": f"Bearer {proof}"}

    def _signed(self, key: str, now: int) -> str:
        claims = {"iat": now - SKEW, "exp": now + PROOF - SKEW, "iss": str(self._app)}
        try:
            return jwt.encode(claims, key, algorithm="RS256")
        except (ValueError, TypeError, jwt.PyJWTError) as error:
            raise Unauthorized(
                f"github sign-in: the private key cannot be used ({type(error).__name__}); "
                "put the app's key file (PEM) where the setting app.private_key says"
            ) from None

    def _read(self, response: httpx.Response, kind: type[T]) -> T:
        try:
            return msgspec.json.decode(response.content, type=kind)
        except (ValueError, RecursionError):
            path = response.url.path
            raise Refused(f"github sign-in: the answer of {path} cannot be read; check base_url") from None
