"""The transport of one GitHub: with a token, or signed in as an app, and slow enough at writing for GitHub."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from connectors.github.settings import GitHubSettings
from connectors.rotation import Rotating, bearer
from connectors.transport import Http
from connectors.transport.credential import Renew
from core.contract import Wire

if TYPE_CHECKING:
    from connectors.transport.github_app import AppSignIn

# https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
CEILINGS = ((80, 60.0), (500, 3_600.0))


def opened(settings: GitHubSettings, wire: Wire, wall: Callable[[], float]) -> tuple[Http, "AppSignIn | None"]:
    base_url = settings.base_url
    if settings.token:
        token = Rotating(settings.token, "github", "the token", base_url, wire)
        return _paced(settings, wire, bearer(token), token.refused), None
    from connectors.transport.github_app import AppSignIn

    assert settings.app
    app = settings.app
    key = Rotating(app.private_key, "github", "the app's private key", base_url, wire)
    sign_in = AppSignIn(
        base_url, app=app.id, installation=app.installation, key=key, renew=key.refused, wire=wire, wall=wall
    )
    return _paced(settings, wire, sign_in.headers, sign_in.forget), sign_in


def _paced(settings: GitHubSettings, wire: Wire, headers: Callable[[], Mapping[str, str]], renew: Renew) -> Http:
    gap = settings.seconds_between_writes
    return Http(
        settings.base_url,
        tool="github",
        wire=wire,
        headers=headers,
        renew=renew,
        write_gap=gap,
        write_ceilings=CEILINGS if settings.write_ceilings else (),
    )
