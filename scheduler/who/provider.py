"""Somebody else who says who people are: an issuer of OpenID Connect, whose endpoints and keys are asked for seldom.

https://openid.net/specs/openid-connect-discovery-1_0.html
"""

import time
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from threading import Lock
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_token_request
from authlib.oidc.discovery import get_well_known_url
from jwt import PyJWK, PyJWKSet, PyJWTError
from msgspec import Struct

from connectors.transport import Http, redact
from core.contract import ConnectorError, Wire
from core.loopback import is_loopback

T = TypeVar("T")
KEPT = 3600.0  # seconds for which endpoints and keys are not asked for again
SOONEST = 60.0  # but for keys, when a token names one that is not known
AFTER = 10.0  # seconds after which one that did not answer is asked again
LARGEST = 2**20  # bytes of an answer
FORM = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}


class Unproven(Exception):
    """Who somebody is was not shown; the text says why, for the log of the hub."""


class Endpoints(Struct, frozen=True):
    """As the issuer names them."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False


class Tokens(Struct, frozen=True):
    id_token: str


class Provider:
    """One issuer. Threads may share it. `clock` is in seconds, and never goes back."""

    def __init__(self, issuer: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._issuer, self._clock = issuer, clock
        self._lock = Lock()
        self._endpoints: tuple[float, Endpoints] | None = None
        self._failed: tuple[float, str] | None = None
        self._keys: tuple[float, Mapping[str | None, PyJWK]] | None = None

    def endpoints(self) -> Endpoints:
        """Unproven where another issuer answers, or names places to which nothing secret may go. ConnectorError."""
        with self._lock:
            if self._endpoints is None or self._clock() - self._endpoints[0] > KEPT:
                found = self._tried(self._configuration)
                self._endpoints = (self._clock(), found)
            return self._endpoints[1]

    def key(self, name: str | None) -> PyJWK:
        """The public key of this name; the only one where none is named. Unproven for one that it does not have."""
        at = self.endpoints().jwks_uri
        with self._lock:
            age = self._clock() - self._keys[0] if self._keys else KEPT + 1
            if self._keys is None or age > KEPT or (name not in self._keys[1] and age > SOONEST):
                self._keys = (self._clock(), self._tried(lambda: _keys(_asked("GET", at))))
            known = self._keys[1]
        if name is None and len(known) == 1:
            return next(iter(known.values()))
        if name not in known:
            raise Unproven("a key that the issuer does not have signed the answer")
        return known[name]

    def _tried(self, ask: Callable[[], T]) -> T:
        """Those who waited meanwhile hear at once that it does not answer, and do not each wait for it again."""
        if self._failed and self._clock() - self._failed[0] < AFTER:
            raise Unproven(self._failed[1])
        try:
            return ask()
        except ConnectorError as error:
            self._failed = (self._clock(), str(error))
            raise

    def _configuration(self) -> Endpoints:
        url = str(get_well_known_url(self._issuer, external=True))
        found = decoded(_asked("GET", url), Endpoints)
        if found.issuer.rstrip("/") != self._issuer.rstrip("/"):
            raise Unproven(f"{url} is of another issuer")
        for each in (found.authorization_endpoint, found.token_endpoint, found.jwks_uri):
            _insist_on_a_safe(each, self._issuer)
        return found

    def tokens(self, code: str, verifier: str, redirect: str, client: str, secret: str) -> Tokens:
        """What the code is worth, once. It is never sent twice: whoever does not hear the answer begins anew."""
        to = self.endpoints()
        body = prepare_token_request("authorization_code", "", redirect, code=code, code_verifier=verifier)
        offered = to.token_endpoint_auth_methods_supported
        method = (
            "none"
            if not secret
            else "client_secret_basic"
            if "client_secret_basic" in offered
            else "client_secret_post"
        )
        redact.register(secret)
        uri, headers, sent = ClientAuth(client, secret, method).prepare("POST", to.token_endpoint, dict(FORM), body)
        return decoded(_asked("POST", uri, headers, sent), Tokens)


def decoded(body: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.DecodeError as error:
        raise Unproven(f"the issuer's answer is not as it should be: {error}") from None


def _keys(body: bytes) -> Mapping[str | None, PyJWK]:
    """Those that sign. Of kinds that nobody here knows, none."""
    found = decoded(body, dict[str, Any])
    signing = [each for each in found.get("keys", ()) if isinstance(each, dict) and each.get("use", "sig") == "sig"]
    try:
        return {each.key_id: each for each in PyJWKSet(signing).keys}
    except (PyJWTError, ValueError, TypeError) as error:
        raise Unproven(f"the issuer's keys cannot be used: {error}") from None


def _asked(method: str, url: str, headers: Mapping[str, str] | None = None, body: str = "") -> bytes:
    """By the one transport, which sends nothing secret in the clear or to another place. ConnectorError."""
    parts = urlsplit(url)
    given = {name: value for name, value in (headers or {}).items() if name.lower() == "authorization"}
    own = {
        name: value
        for name, value in (headers or {}).items()
        if name.lower() not in ("authorization", "content-length")
    }
    http = Http(
        f"{parts.scheme}://{parts.netloc}", tool="sign-in", wire=Wire(read_only=False), headers=given, keep_alive=False
    )
    try:
        answer = http.request(method, url, headers=own, content=body.encode() if body else None)
    finally:
        http.close()
    if len(answer.content) > LARGEST:
        raise Unproven("the issuer's answer is too long")
    return answer.content


def _insist_on_a_safe(url: str, issuer: str) -> None:
    """https, and no private address that is not the issuer's own: it must not lead us to our neighbours."""
    there, home = urlsplit(url), urlsplit(issuer)
    host = there.hostname or ""
    private = is_loopback(host) or _is_private(host)
    at_home = host == home.hostname
    if (there.scheme != "https" and not (is_loopback(host) and at_home)) or (private and not at_home) or there.username:
        raise Unproven(f"the issuer names {there.scheme}://{host}, to which nothing secret is sent")


def _is_private(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return False
