"""The credential of an `Http`: kept behind a call, where no repr reaches it, and bound to one origin."""

from collections.abc import Callable, Mapping
from ipaddress import ip_address
from types import MappingProxyType

import httpx

from connectors.transport import redact
from core.contract import Unauthorized

Headers = Mapping[str, str] | Callable[[], Mapping[str, str]]
Origin = tuple[str, str, int | None]
NO_HEADERS: Mapping[str, str] = MappingProxyType({})


def credential(tool: str, headers: Headers) -> Callable[[], Mapping[str, str]]:
    """The headers for now. Redaction learns each new value before it is used; one that cannot be sent is `Unauthorized`."""
    give = headers if callable(headers) else lambda: headers
    seen: set[str] = set()

    def now() -> Mapping[str, str]:
        given = give()
        if not seen.issuperset(given.values()):
            for value in given.values():
                redact.register_header(value)
                if not (value.isascii() and value.isprintable()):
                    raise Unauthorized(f"{tool}: the token holds a line break or a foreign sign, copy it again")
            seen.clear()
            seen.update(given.values())
        return given

    return now


def origin(url: httpx.URL) -> Origin:
    """Scheme, host and port (None: the scheme's own), which together own the credential."""
    return url.scheme, url.host, url.port


def safe_origin(tool: str, base_url: str) -> Origin:
    """The origin of `base_url`; ValueError when a token would travel in the clear."""
    found = origin(httpx.URL(base_url))
    if found[0] != "https" and not (found[0] == "http" and is_loopback(found[1])):
        raise ValueError(f"{tool}: a token may only travel over https (http is for this machine itself)")
    return found


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
