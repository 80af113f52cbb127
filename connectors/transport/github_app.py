"""Signing in to GitHub as an app: a short-lived proof buys a token of one installation, which is renewed before it ends.

https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app
"""

import math
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from threading import Lock
from typing import Annotated, Any, TypeVar

import httpx
import jwt
import msgspec
from msgspec import Meta, Struct

from connectors.transport.client import Http
from connectors.transport.dates import answered_at
from connectors.transport.redact import register
from core.contract import Refused, Unauthorized, Wire

T = TypeVar("T")
ACCEPT = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
MARGIN = 300.0  # seconds before its end at which a token is not used any more
PROOF = 540  # seconds; GitHub takes up to 600
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
    """The tokens of one installation, shared by threads. `key` is the app's private key in PEM; `wall` is epoch seconds.

    A token's life is measured by the tool's own clock. Everything raises `Unauthorized` where a person has to act.
    """

    def __init__(
        self,
        base_url: str,
        *,
        app: int | str,
        installation: int,
        key: str,
        wire: Wire,
        wall: Callable[[], float] = time.time,
    ) -> None:
        register(key)
        self._app, self._key, self._wall = app, key, wall
        self._path = f"/app/installations/{installation}/access_tokens"
        self._monotonic = (wire.clock or time).monotonic
        self._lock = Lock()
        self._grant: Grant | None = None
        self._until = -math.inf
        self._http = Http(base_url, tool="github sign-in", wire=wire, headers=self._proof, keep_alive=False)

    @property
    def held(self) -> str | None:
        return self._grant.token if self._grant else None

    def headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.grant().token}"}

    def grant(self) -> Grant:
        with self._lock:
            if self._grant is None or self._monotonic() >= self._until:
                self._grant = self._renewed()
            return self._grant

    def forget(self, token: str) -> None:
        """`token` was refused. One that another thread got meanwhile is kept."""
        with self._lock:
            if self.held == token:
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
            raise Unauthorized(f"{error}; {mend}{clock}") from None  # without the status by which `AppHttp` tries again

    def _proof(self) -> Mapping[str, str]:
        now = int(self._wall())
        claims = {"iat": now - SKEW, "exp": now + PROOF - SKEW, "iss": str(self._app)}
        try:
            return {"Authorization": f"Bearer {jwt.encode(claims, self._key, algorithm='RS256')}"}
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


class AppHttp(Http):
    """An `Http` with the tokens of `sign_in`. A token that is refused before its time is renewed, once a request."""

    def __init__(self, base_url: str, sign_in: AppSignIn, *, wire: Wire, **more: Any) -> None:
        super().__init__(base_url, tool="github", wire=wire, headers=sign_in.headers, **more)
        self._sign_in = sign_in

    def request(self, method: str, url: str, **asked: Any) -> httpx.Response:
        """A 401 says that nothing was done, so a write may be sent again too."""
        held = self._sign_in.held
        try:
            return super().request(method, url, **asked)
        except Unauthorized as error:
            if error.status != 401 or held is None:
                raise
        self._sign_in.forget(held)
        return super().request(method, url, **asked)

    def close(self) -> None:
        super().close()
        self._sign_in.close()
