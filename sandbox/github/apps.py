"""GitHub Apps: how one proves who it is, and the tokens of an hour that it gets for an installation.

https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import jwt

from sandbox.clock import SimulatedClock

TOKEN_LIFE, LONGEST_PROOF = timedelta(hours=1), 600  # the latter in seconds
UNREADABLE = "A JSON web token could not be decoded"
EXPIRED = "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires"
TOO_FAR = "'Expiration time' claim ('exp') is too far in the future"
NOT_YET = "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued"
PERMISSIONS = {
    "metadata": "read", "issues": "write", "pull_requests": "read", "members": "read", "organization_projects": "read",
}  # fmt: skip


class Unproven(Exception):
    """The reason why a proof of identity is not taken."""


@dataclass
class Installation:
    """`repositories` are full names; None means all of the account's, those to come as well."""

    id: int
    account: str
    at: datetime
    repositories: set[str] | None = None
    suspended_at: datetime | None = None


@dataclass
class Application:
    id: int
    slug: str
    owner: str
    public_key: str
    at: datetime
    permissions: dict[str, str] = field(default_factory=PERMISSIONS.copy)
    installations: dict[int, Installation] = field(default_factory=dict)

    @property
    def client_id(self) -> str:
        return f"Iv23li{self.id:014d}"

    @property
    def login(self) -> str:
        return f"{self.slug}[bot]"


@dataclass
class Grant:
    """What an installation token opens: `repositories` None means all of the installation's."""

    application: Application
    installation: Installation
    expires_at: datetime
    repositories: set[str] | None = None

    def sees(self, full_name: str) -> bool:
        if full_name.partition("/")[0] != self.installation.account:
            return False
        return all(only is None or full_name in only for only in (self.installation.repositories, self.repositories))


class Apps:
    """`registered` is by id, `grants` by token."""

    def __init__(self, clock: SimulatedClock) -> None:
        self._clock = clock
        self.registered: dict[int, Application] = {}
        self.grants: dict[str, Grant] = {}

    def prove(self, token: str) -> Application:
        """The app that signed this JSON web token. Unproven when the token is wrong, too old or too new."""
        try:
            claims = jwt.decode(token, options={"verify_signature": False})
        except jwt.PyJWTError:
            raise Unproven(UNREADABLE) from None
        issuer = str(claims.get("iss"))
        known = (app for app in self.registered.values() if issuer in (str(app.id), app.client_id))
        application = next(known, None)
        if application is None:
            raise Unproven("Integration not found")
        try:
            jwt.decode(token, application.public_key, algorithms=["RS256"], options=_SIGNATURE_ONLY)
        except jwt.PyJWTError:
            raise Unproven(UNREADABLE) from None
        self._timely(claims)
        return application

    def _timely(self, claims: dict[str, Any]) -> None:
        """GitHub gives no leeway: a client takes a minute off `iat` for the sake of its own clock."""
        now, issued, expires = self._clock().timestamp(), claims.get("iat"), claims.get("exp")
        if not isinstance(expires, int | float) or expires <= now:
            raise Unproven(EXPIRED)
        if expires > now + LONGEST_PROOF:
            raise Unproven(TOO_FAR)
        if not isinstance(issued, int) or issued > now:
            raise Unproven(NOT_YET)

    def installation(self, id_: int) -> tuple[Application, Installation]:
        """KeyError when there is none."""
        for application in self.registered.values():
            if id_ in application.installations:
                return application, application.installations[id_]
        raise KeyError(id_)

    def grant(self, installation: int, repositories: set[str] | None = None) -> tuple[str, Grant]:
        application, where = self.installation(installation)
        token = f"ghs_{installation:06d}{len(self.grants):030d}"
        self.grants[token] = Grant(application, where, self._clock() + TOKEN_LIFE, repositories)
        return token, self.grants[token]

    def granted(self, token: str) -> Grant | None:
        """None when the token is unknown or its hour is over."""
        grant = self.grants.get(token)
        return grant if grant and self._clock() < grant.expires_at else None


_SIGNATURE_ONLY: Any = {"verify_exp": False, "verify_iat": False, "verify_nbf": False, "verify_aud": False}
