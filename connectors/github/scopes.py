"""What a token or an app may do, and what the settings make a use of.

https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps
https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps
"""

from collections.abc import Iterable, Iterator, Mapping

from connectors.github.settings import GitHubSettings
from connectors.scopes import Scope, beyond

# there is no smaller one than `repo` that only reads private repositories
CLASSIC = (Scope("public_repo", writes=True), Scope("repo"), Scope("read:org"), Scope("read:project"))
PERMISSIONS = (
    Scope("metadata:read"),
    Scope("issues:read"),
    Scope("issues:write", writes=True),
    Scope("pull_requests:read"),
    Scope("pull_requests:write", writes=True),
    Scope("members:read"),
    Scope("organization_projects:read"),
)


def of_token(granted: Iterable[str], settings: GitHubSettings, *, writes: bool) -> tuple[str, ...]:
    """The scopes of a classic token that nothing needs."""
    return beyond(granted, _used(CLASSIC, settings), writes=writes)


def of_app(granted: Mapping[str, str], settings: GitHubSettings, *, writes: bool) -> tuple[str, ...]:
    """The permissions of an app that nothing needs, as `issues:write`."""
    return beyond(
        (f"{name}:{right}" for name, right in sorted(granted.items())), _used(PERMISSIONS, settings), writes=writes
    )


def _used(scopes: tuple[Scope, ...], settings: GitHubSettings) -> list[Scope]:
    idle = set(_idle(settings))
    return [scope for scope in scopes if scope.name not in idle]


def _idle(settings: GitHubSettings) -> Iterator[str]:
    if not (settings.teams or settings.people):
        yield from ("read:org", "members:read")
    if not settings.projects:
        yield from ("read:project", "organization_projects:read")
