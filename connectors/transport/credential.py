"""The credential of an `Http`: kept behind a call, where no repr reaches it, and bound to one origin."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import httpx

from connectors.transport import redact
from core.contract import Unauthorized
from core.loopback import is_loopback

Headers = Mapping[str, str] | Callable[[], Mapping[str, str]]
Renew = Callable[[Mapping[str, str]], None]
Origin = tuple[str, str, int | None]
NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class Credential:
    """The headers for now. Redaction learns each new value before it is used; one that cannot be sent is `Unauthorized`."""

    def __init__(self, tool: str, headers: Headers, renew: Renew) -> None:
        self._tool, self._renew = tool, renew
        self._give = headers if callable(headers) else lambda: headers
        self._seen = frozenset[str]()

    def __repr__(self) -> str:
        return f"Credential({self._tool!r})"

    def __call__(self) -> Mapping[str, str]:
        given = self._give()
        if not self._seen.issuperset(given.values()):
            for value in given.values():
                redact.register_header(value)
                if not (value.isascii() and value.isprintable()):
                    raise Unauthorized(f"{self._tool}: the token holds a line break or a foreign sign, copy it again")
            self._seen = frozenset(given.values())
        return given

    def instead_of(self, refused: Mapping[str, str]) -> Mapping[str, str] | None:
        """Another one than the tool has just refused; None when there is none."""
        self._renew(refused)
        given = self()
        return None if given == refused else given


def no_other(refused: Mapping[str, str]) -> None:
    """For a credential that nobody replaces."""


def origin(url: httpx.URL) -> Origin:
    """Scheme, host and port (None: the scheme's own), which together own the credential."""
    return url.scheme, url.host, url.port


def safe_origin(tool: str, base_url: str) -> Origin:
    """The origin of `base_url`; ValueError when a token would travel in the clear."""
    found = origin(httpx.URL(base_url))
    if found[0] != "https" and not (found[0] == "http" and is_loopback(found[1])):
        raise ValueError(f"{tool}: a token may only travel over https (http is for this machine itself)")
    return found


def place_of(base_url: str) -> str:
    """Where a credential goes, in words. All of this machine is one place: ports there come and go, and whoever may listen on
    one is let in already."""
    scheme, host, port = origin(httpx.URL(base_url))
    if is_loopback(host):
        return "this machine"
    return f"{scheme}://{host}" + (f":{port}" if port else "")
