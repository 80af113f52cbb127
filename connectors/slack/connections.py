"""The connections to Slack, a credential each, and where the line for presses leads."""

import time
from ipaddress import ip_address
from threading import Event
from urllib.parse import urlsplit

from connectors.settings import Secret
from connectors.slack.settings import SlackSettings
from connectors.slack.workspace import Workspace
from connectors.transport import Http
from core.contract import Refused, Unauthorized, Wire


def bot(settings: SlackSettings, wire: Wire, gap: float = 0.0) -> Http:
    """Unauthorized when there is no token where the settings say. Makes no request."""
    headers = {"Authorization": f"Bearer {revealed('token', settings.token)}"}
    return Http(f"{settings.base_url}/api", tool="slack", wire=wire, headers=headers, write_gap=gap)


def app(settings: SlackSettings, wire: Wire, token: Secret, stopping: Event) -> Http:
    """With the app's own token. It waits in real time, and no longer than until `stopping`."""

    def sleep(seconds: float) -> None:
        stopping.wait(seconds)

    headers = {"Authorization": f"Bearer {revealed('app_token', token)}"}
    address, clock = f"{settings.base_url}/api", time.monotonic
    return Http(address, tool="slack", wire=wire, headers=headers, sleep=sleep, monotonic=clock)


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
    if _is_loopback(own):
        good = found.scheme == "ws" and host == own
    else:  # the SDK speaks TLS at this port only
        good = found.scheme == "wss" and found.port in (None, 443) and (host == own or host.endswith(f".{own}"))
    if not good:
        raise Refused(
            f"slack: apps.connections.open leads to {found.scheme}://{host}, away from {base_url}: check base_url"
        )
    return address


def revealed(name: str, secret: Secret) -> str:
    try:
        return secret.reveal().get_secret_value()
    except ValueError as error:
        raise Unauthorized(f"slack: no {name}: {error}") from None


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
