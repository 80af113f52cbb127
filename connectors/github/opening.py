"""The transport of one GitHub: with a token, or signed in as an app, and slow enough at writing for GitHub."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from connectors.github.settings import GitHubSettings
from connectors.settings import Secret
from connectors.transport import Http
from core.contract import Unauthorized, Wire

if TYPE_CHECKING:
    from connectors.transport.github_app import AppSignIn

# https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
CEILINGS = ((80, 60.0), (500, 3_600.0))


def opened(settings: GitHubSettings, wire: Wire, wall: Callable[[], float]) -> tuple[Http, "AppSignIn | None"]:
    base_url, gap = settings.base_url, settings.seconds_between_writes
    if settings.token:
        headers = {"Authorization": f"Bearer {_revealed(settings.token, 'the token')}"}
        return Http(base_url, tool="github", wire=wire, headers=headers, write_gap=gap, write_ceilings=CEILINGS), None
    from connectors.transport.github_app import AppHttp, AppSignIn

    assert settings.app
    app, key = settings.app, _revealed(settings.app.private_key, "the app's private key")
    sign_in = AppSignIn(base_url, app=app.id, installation=app.installation, key=key, wire=wire, wall=wall)
    return AppHttp(base_url, sign_in, wire=wire, write_gap=gap, write_ceilings=CEILINGS), sign_in


def _revealed(secret: Secret, what: str) -> str:
    try:
        return secret.reveal().get_secret_value()
    except ValueError as error:
        raise Unauthorized(f"github: {error}; it should hold {what} of [connectors.github]") from None
