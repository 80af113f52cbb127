"""Opens the one `httpx.Client` of an `Http`.

Proxies and CA bundles of the environment are honoured, because companies need them; `.netrc` is never read (httpx does
so only when asked) and a loopback address never goes through a proxy. Cookies are refused: they would be a second
credential that nobody rotates or redacts.
"""

import ssl
from functools import cache
from pathlib import Path

import httpx

from core.loopback import is_loopback

CONNECTIONS = 20


def opened(base_url: str, contact: str, ca: Path | None, kept_alive: int) -> httpx.Client:
    """`contact` goes into the User-Agent, and `ca` names the certificate of a private authority."""
    client = httpx.Client(
        base_url=base_url,
        headers={"User-Agent": f"fairlead ({contact})" if contact else "fairlead"},
        verify=_trust(ca) if base_url.startswith("https:") else _nobody(),
        trust_env=not is_loopback(httpx.URL(base_url).host),
        limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=kept_alive, keepalive_expiry=60.0),
    )
    client._cookies = _NoCookies()
    return client


class _NoCookies(httpx.Cookies):
    """No tool is signed in to by cookies, and to look for them costs a tenth of a request."""

    def extract_cookies(self, response: httpx.Response) -> None: ...


@cache
def _nobody() -> ssl.SSLContext:
    """For an address without https, which no request leaves: no authority is read, and none is trusted."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@cache
def _trust(ca: Path | None) -> ssl.SSLContext:
    """Reading the authorities takes a tenth of a second, so all clients share them."""
    return ssl.create_default_context(cafile=str(ca)) if ca else httpx.create_ssl_context()
