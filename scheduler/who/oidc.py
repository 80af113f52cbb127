"""Use case: people sign in by an issuer of OpenID Connect, with a code and PKCE; the browser that began is the one that ends.

https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth
https://www.rfc-editor.org/rfc/rfc7636
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

import jwt
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from jwt import PyJWTError
from msgspec import Struct

from core.authority import ROLES, Role
from core.times import millis
from scheduler.actor import acting
from scheduler.hub import Hub
from scheduler.web_settings import OidcSettings
from scheduler.who.entry import NoEntry, new_key
from scheduler.who.provider import Provider, Unproven
from scheduler.who.users import address, change_role, note
from store import users
from store.users import User

SKEW = 60.0  # seconds by which clocks may differ
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Those by which only the issuer can sign."""
REQUIRED = ("iss", "sub", "aud", "exp", "iat", "nonce")
Claims = Mapping[str, Any]


class Way(Struct, frozen=True):
    """One sign-in under way. Its `key` stays in the browser that began; what others see is made of it, and does not give it
    away."""

    key: str

    def __repr__(self) -> str:
        return "Way(…)"

    @property
    def state(self) -> str:
        return self._of("state")

    @property
    def nonce(self) -> str:
        return self._of("nonce")

    @property
    def verifier(self) -> str:
        return self._of("verifier")

    def _of(self, what: str) -> str:
        made = hmac.new(self.key.encode(), what.encode(), sha256).digest()
        return urlsafe_b64encode(made).decode().rstrip("=")


def new_way() -> Way:
    return Way(new_key())


def begin(settings: OidcSettings, provider: Provider, way: Way, redirect: str) -> str:
    """Where the browser goes. Unproven, ConnectorError."""
    return str(
        prepare_grant_uri(
            provider.endpoints().authorization_endpoint,
            client_id=settings.client_id,
            response_type="code",
            redirect_uri=redirect,
            scope=" ".join(settings.scopes),
            state=way.state,
            nonce=way.nonce,
            code_challenge=create_s256_code_challenge(way.verifier),
            code_challenge_method="S256",
        )
    )


def proven(
    settings: OidcSettings, provider: Provider, way: Way, redirect: str, answer: Mapping[str, str], now: datetime
) -> Claims:
    """What the issuer says of who comes back with `answer`, the query of that address. Unproven, ConnectorError."""
    if not way.key or not hmac.compare_digest(answer.get("state", "").encode(), way.state.encode()):
        raise Unproven("another browser began this sign-in, or it took too long")
    if "code" not in answer:
        raise Unproven(f"the issuer answered {answer.get('error', 'without a code')[:60]!r}")
    to = provider.endpoints()
    if answer.get("iss", to.issuer) != to.issuer or (
        to.authorization_response_iss_parameter_supported and "iss" not in answer
    ):
        raise Unproven("another issuer answered")
    secret = settings.client_secret.reveal().get_secret_value() if settings.client_secret else ""
    tokens = provider.tokens(answer["code"], way.verifier, redirect, settings.client_id, secret)
    return _claims(settings, provider, tokens.id_token, way.nonce, now)


def enter(hub: Hub, settings: OidcSettings, claims: Claims) -> User:
    """Whom the issuer names; they are made at their first sign-in, and their role is what it says at each. NoEntry in words for
    them."""
    person, name = _address(settings, claims), str(claims.get("name") or "")[:200]
    with acting(person), hub.store.write() as tx:
        found = users.user(tx, person)
        role = _role(settings, claims, found)
        if role is None:
            if found:
                users.remove(tx, person)
                note(hub, tx, "remove user", person, found, None)
        elif found:
            return change_role(hub, tx, found, role)
        else:
            made = User(person=person, name=" ".join(name.split()), role=role, created_at=millis(hub.clock()))
            users.save(tx, made)
            note(hub, tx, "add user", person, None, made)
            return made
    raise NoEntry(f"nobody has given {person} a role here; ask an admin of the hub")


def roles_in(claims: Claims, path: str) -> tuple[str, ...]:
    """The values of a claim, which may lie in others (`realm_access.roles`)."""
    found: Any = claims.get(path)
    if found is None:
        found = claims
        for part in path.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    if isinstance(found, str):
        return (found,)
    return tuple(each for each in found if isinstance(each, str)) if isinstance(found, list) else ()


def _claims(settings: OidcSettings, provider: Provider, token: str, nonce: str, now: datetime) -> Claims:
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in ALGORITHMS:
            raise Unproven(f"the answer is signed by {str(header.get('alg'))[:20]!r}, which proves nothing")
        key = provider.key(header.get("kid"))
        issuer = provider.endpoints().issuer
        untimed = {"require": list(REQUIRED), "verify_exp": False, "verify_iat": False, "verify_nbf": False}
        claims: Claims = jwt.decode(
            token, key, ALGORITHMS, audience=settings.client_id, issuer=issuer, options=untimed  # type: ignore[arg-type]
        )  # fmt: skip
    except (PyJWTError, ValueError, TypeError) as error:
        raise Unproven(f"the answer proves nothing: {error}") from None
    _insist_on_time(claims, now.timestamp())
    if not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise Unproven("the answer is of another sign-in")
    if claims.get("azp", settings.client_id) != settings.client_id:
        raise Unproven("the answer is for another program")
    return claims


def _insist_on_time(claims: Claims, now: float) -> None:
    """By the hub's own clock."""
    begins = [claims[name] for name in ("iat", "nbf") if name in claims]
    if not all(isinstance(each, (int, float)) for each in (claims["exp"], *begins)):
        raise Unproven("the answer does not say when it holds")
    if now >= claims["exp"] + SKEW or any(each > now + SKEW for each in begins):
        raise Unproven("the answer holds at another time; check the clocks")


def _address(settings: OidcSettings, claims: Claims) -> str:
    """NoEntry where nobody has looked whether the address is theirs: anybody could name another's."""
    if claims.get("email_verified") is not True and claims.get("email_verified") != "true":
        raise NoEntry("your account has no e-mail address that was verified; have it verified there first")
    person = address(str(claims.get("email", "")))
    if settings.domains and person.rpartition("@")[2] not in {each.lower() for each in settings.domains}:
        raise NoEntry(f"people of {person.rpartition('@')[2]} may not come in here")
    return person


def _role(settings: OidcSettings, claims: Claims, found: User | None) -> Role | None:
    """Whoever was added by hand keeps their role where the issuer names none."""
    mapped = [settings.roles[each] for each in roles_in(claims, settings.roles_claim) if each in settings.roles]
    if mapped:
        return max(mapped, key=ROLES.index)
    if found and (found.password or found.invitation or not settings.roles):
        return found.role
    return settings.default_role
