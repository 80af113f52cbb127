"""Who calls: a person's token, an app that proves itself, or the app's token for one installation."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from starlette.requests import Request

from sandbox.github.apps import UNREADABLE, Application, Grant, Unproven
from sandbox.github.problem import Problem
from sandbox.github.repository import Repository

if TYPE_CHECKING:
    from sandbox.github.state import GitHubState

Kind = Literal["user", "installation", "app"]
TOKENS: tuple[Kind, ...] = ("user", "installation")
INSTALLATION_ONLY = (
    "You must authenticate with an installation access token in order to list repositories for an installation."
)


@dataclass(frozen=True)
class Caller:
    """`name` is whose limits are used; `login` is who writes."""

    kind: Kind
    name: str
    login: str
    application: Application | None = None
    grant: Grant | None = None

    def sees(self, repo: Repository) -> bool:
        return not repo.hidden and (self.grant is None or self.grant.sees(repo.full_name))


def identify(state: "GitHubState", request: Request, allowed: tuple[Kind, ...]) -> Caller:
    """Problem 401 or 403 when nobody, or nobody who may, is behind the request's credentials."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if not token:
        raise Problem(401, "Requires authentication")
    if scheme.lower() not in ("token", "bearer"):
        raise Problem(401, "Bad credentials")
    caller = _app(state, token) if token.count(".") == 2 else _bearer(state, token)
    if caller.kind in allowed:
        return caller
    if allowed == ("app",):
        raise Problem(401, UNREADABLE)
    raise Problem(403, INSTALLATION_ONLY if allowed == ("installation",) else "Resource not accessible by integration")


def _app(state: "GitHubState", token: str) -> Caller:
    try:
        application = state.apps.prove(token)
    except Unproven as reason:
        raise Problem(401, str(reason)) from None
    return Caller("app", f"app ID {application.id}", application.login, application)


def _bearer(state: "GitHubState", token: str) -> Caller:
    if token == state.token:
        return Caller("user", f"user ID {state.account(state.login)['id']}", state.login)
    grant = state.apps.granted(token)
    if grant is None:
        raise Problem(401, "Bad credentials")
    if grant.installation.suspended_at:
        raise Problem(403, "This installation has been suspended")
    name = f"installation ID {grant.installation.id}"
    return Caller("installation", name, grant.application.login, grant.application, grant)
