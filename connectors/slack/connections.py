"""The connections to Slack, a credential each, and where the line for presses leads."""

import time
from dataclasses import replace
from threading import Event
from typing import Any
from urllib.parse import urlsplit

from connectors.rotation import Rotating, bearer
from connectors.settings import Secret
from connectors.slack.refusal import unknown_to_workspace
from connectors.slack.settings import SlackSettings
from connectors.slack.workspace import Workspace
from connectors.transport import Http
from core.contract import Refused, Unauthorized, Wire
from core.loopback import is_loopback


def bot(settings: SlackSettings, wire: Wire, gap: float = 0.0) -> Http:
    """Unauthorized when there is no token where the settings say. Makes no request."""
    token = Rotating(settings.token, "slack", "the bot token", settings.base_url, wire)
    return _opened(settings, wire, token, write_gap=gap)


def app(settings: SlackSettings, wire: Wire, secret: Secret, stopping: Event) -> Http:
    """With the app's own token. It waits in real time, and no longer than until `stopping`."""

    def sleep(seconds: float) -> None:
        stopping.wait(seconds)

    token = Rotating(secret, "slack", "the app's own token (app_token)", settings.base_url, replace(wire, clock=None))
    return _opened(settings, wire, token, sleep=sleep, monotonic=time.monotonic)


def _opened(settings: SlackSettings, wire: Wire, token: Rotating, **more: Any) -> Http:
    address, headers = f"{settings.base_url}/api", bearer(token)
    return Http(
        address, tool="slack", wire=wire, headers=headers, renew=token.refused, refuses=unknown_to_workspace, **more
    )


def line(asked: Http, base_url: str) -> str:
    """https://docs.slack.dev/reference/methods/apps.connections.open"""
    try:
        address = Workspace(asked).tell("apps.connections.open").get("url")
    except Unauthorized as error:
        mend = "make an app-level token with connections:write under Basic Information, and put it where app_token says"
        raise Unauthorized(f"slack: no line for presses: {mend} ({error})", status=error.status) from None
    if not isinstance(address, str):
        raise Refused("slack: apps.connections.open did not say where to connect; check base_url")
    return checked(address, base_url)


def checked(address: str, base_url: str) -> str:
    """A line leads to where it was asked for, or below, and over TLS. Refused for any other address."""
    own, found = urlsplit(base_url).hostname or "", urlsplit(address)
    host = found.hostname or ""
    if is_loopback(own):
        good = found.scheme == "ws" and host == own
    else:  # the SDK speaks TLS at this port only
        good = found.scheme == "wss" and found.port in (None, 443) and (host == own or host.endswith(f".{own}"))
    if not good:
        raise Refused(
            f"slack: apps.connections.open leads to {found.scheme}://{host}, away from {base_url}: check base_url"
        )
    return address
