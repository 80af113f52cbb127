"""`Http`: one `httpx.Client` for one credential of one tool, and every promise about a request, kept once for all SDKs.

Proxies and CA bundles of the environment are honoured, because companies need them; `.netrc` is never read (httpx does
so only when asked) and a loopback address never goes through a proxy. Cookies are refused: they would be a second
credential that nobody rotates or redacts.
"""

import logging
import ssl
import time
from collections.abc import Callable, Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from ipaddress import ip_address
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception, wait_random_exponential

from connectors.transport import redact, verdict
from connectors.transport.limits import Gate, named_wait, spent
from connectors.transport.verdict import READS
from core.contract import Refused, Unavailable, Wire

CONNECT, READ, BUDGET = 5.0, 30.0, 60.0  # seconds; the budget is for a whole call with its tries and waits
TRIES = 5
MAX_BYTES = 50 * 2**20  # of one decoded answer: a page of 1,000 issues with changelogs is 5-10 MB
MAX_HOPS = 5
NO_HEADERS: Mapping[str, str] = MappingProxyType({})
OURS = frozenset(
    (
        "authorization",
        "cookie",
        "user-agent",
        "host",
        "connection",
        "content-length",
        "transfer-encoding",
        "accept-encoding",
    )
)

Headers = Mapping[str, str] | Callable[[], Mapping[str, str]]
log = logging.getLogger(__name__)


class Http:
    """Sends requests to the origin of `base_url` and nowhere else, so the credential cannot leave it.

    `headers` is the credential, or a callable that gives it for now. Every method raises only `ConnectorError`: an answer
    of status >= 400 is never returned. `ca` names the certificate of a private authority. `sleep`, `monotonic` (seconds)
    and `wall` (epoch seconds, for tools that send no Date) are the clock.
    """

    def __init__(
        self,
        base_url: str,
        *,
        tool: str,
        wire: Wire,
        headers: Headers = NO_HEADERS,
        ca: Path | None = None,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.tool = tool
        self._origin = _origin(httpx.URL(self.base_url))
        self._read_only = wire.read_only
        self._credential = _remembering(headers)
        self._sleep, self._monotonic, self._wall = sleep, monotonic, wall
        self._gate = Gate(monotonic)
        self._retrying = Retrying(
            retry=retry_if_exception(lambda error: isinstance(error, Unavailable) and not error.ambiguous),
            wait=_wait,
            stop=self._stop,
            sleep=sleep,
            before_sleep=_tell,
            reraise=True,
        )
        self._client = httpx.Client(
            base_url=self.base_url,
            headers={"User-Agent": f"fairlead ({wire.contact})" if wire.contact else "fairlead"},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            verify=ssl.create_default_context(cafile=str(ca)) if ca else True,
            trust_env=not _is_loopback(self._origin[1]),
            limits=httpx.Limits(max_connections=20, max_keepalive_connections=20, keepalive_expiry=60.0),
        )
        redact.install()

    def __repr__(self) -> str:
        return f"Http({self.tool!r}, {self.base_url!r})"

    def get(
        self, url: str, *, params: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """A read; `url` is relative to `base_url` or absolute within its origin. 304 is an ordinary answer."""
        return self.request("GET", url, params=params, headers=headers)

    def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """The tool's answer, read to its end, after as many tries as the method allows within 60 seconds.

        Reads are tried up to 5 times; a write is repeated only when it surely was not executed, and is otherwise
        `Unavailable(ambiguous=True)`.
        """
        if self._read_only and method not in READS:
            raise Refused(
                f"{self.tool}: {method} was not sent, because the hub is in dry-run / read-only mode; set read_only = false"
            )
        request = self._build(method, url, params=params, json=json, content=content, headers=headers)
        return self._retrying(self._attempt, request, self._monotonic() + BUDGET)

    def close(self) -> None:
        self._client.close()

    def _build(self, method: str, url: str, *, headers: Mapping[str, str] | None, **body: Any) -> httpx.Request:
        own = {name: value for name, value in headers.items() if name.lower() not in OURS} if headers else {}
        own.update(self._credential())
        try:
            request = self._client.build_request(method, url, headers=own, **body)
        except (httpx.InvalidURL, ValueError, TypeError) as error:
            raise Refused(f"{self.tool}: {method} cannot be sent: {redact.redact(str(error))}") from None
        self._stay_home(request.url)
        return request

    def _stay_home(self, url: httpx.URL) -> None:
        if _origin(url) != self._origin or url.userinfo:
            scheme, host, _ = _origin(url)
            raise Refused(
                f"{self.tool}: an answer leads to {scheme}://{host}, away from {self.base_url}, and the token stays here; "
                "check the setting base_url"
            )

    def _attempt(self, request: httpx.Request, deadline: float) -> httpx.Response:
        for _ in range(MAX_HOPS):
            self._pass_gate(request, deadline)
            response = self._exchange(request, deadline)
            status = response.status_code
            if status >= 400:
                raise self._rejection(response)
            self._gate.answered()
            self._heed(response)
            if not response.has_redirect_location:
                return self._readable(response)
            request = self._redirected(request, response)
        raise Refused(f"{self.tool}: {request.method} {request.url.path} is redirected in circles; check base_url")

    def _pass_gate(self, request: httpx.Request, deadline: float) -> None:
        """Waits out the tool's limit when the call's budget allows it."""
        place = f"{self.tool}: {request.method} {request.url.path} was not sent"
        if (rest := self._gate.broken()) > 0:
            raise Unavailable(f"{place}: the tool failed again and again, next try in {rest:.0f} s", after=rest)
        while (rest := self._gate.limited()) > 0:
            if self._monotonic() + rest > deadline:
                raise Unavailable(f"{place}: the tool's rate limit ends in {rest:.0f} s", after=rest)
            self._sleep(rest)

    def _exchange(self, request: httpx.Request, deadline: float) -> httpx.Response:
        rest = max(deadline - self._monotonic(), 0.001)
        request.extensions["timeout"] = {
            "connect": min(CONNECT, rest), "read": min(READ, rest), "write": min(READ, rest), "pool": min(CONNECT, rest)
        }  # fmt: skip
        try:
            response = self._client.send(request, stream=True)
            try:
                self._drain(response, deadline)
            finally:
                response.close()
        except httpx.RequestError as error:
            self._gate.failed()
            raise verdict.of_failure(self.tool, request, error) from None
        return response

    def _drain(self, response: httpx.Response, deadline: float) -> None:
        """What `response.read()` does, with an eye on size and clock: a tool that drips keeps no thread."""
        size, parts = 0, []
        for part in response.iter_bytes():
            parts.append(part)
            size += len(part)
            if size > MAX_BYTES:
                raise Refused(
                    f"{self.tool}: {response.request.url.path} answered more than {MAX_BYTES >> 20} MB; ask for smaller pages"
                )
            if self._monotonic() > deadline:
                raise httpx.ReadTimeout(f"not complete after {BUDGET:.0f} s", request=response.request)
        response._content = b"".join(parts)

    def _rejection(self, response: httpx.Response) -> Exception:
        error = verdict.of_status(self.tool, response, self._wall())
        if isinstance(error, Unavailable) and error.after is not None:
            self._gate.limit(error.after)
        if response.status_code in (502, 503, 504):
            self._gate.failed()
        else:
            self._gate.answered()
        return error

    def _heed(self, response: httpx.Response) -> None:
        """The last request of the allowance already says that the next one would be refused."""
        if spent(response.status_code, response.headers):
            self._gate.limit(named_wait(response.status_code, response.headers, self._wall()) or 0.0)

    def _redirected(self, request: httpx.Request, response: httpx.Response) -> httpx.Request:
        place = f"{self.tool}: {request.method} {request.url.path}"
        if request.method not in READS:
            raise Refused(
                f"{place} was redirected and not repeated: something was renamed or moved, check the settings"
            )
        following = response.next_request
        assert following is not None
        self._stay_home(following.url)
        return httpx.Request(request.method, following.url, headers=following.headers, extensions={})

    def _readable(self, response: httpx.Response) -> httpx.Response:
        """No tool answers an API request with a web page; a sign-in page in front of it does."""
        if response.headers.get("content-type", "").startswith("text/html"):
            path = response.request.url.path
            raise Refused(
                f"{self.tool}: {path} answered with a web page: check base_url, and that no sign-in stands before it"
            )
        return response

    def _stop(self, state: RetryCallState) -> bool:
        deadline = cast(float, state.args[1])
        return state.attempt_number >= TRIES or self._monotonic() + state.upcoming_sleep > deadline


_jitter = wait_random_exponential(multiplier=0.5, max=15)


def _wait(state: RetryCallState) -> float:
    """Full jitter, or as long as the tool said."""
    error = state.outcome.exception() if state.outcome else None
    return max(_jitter(state), getattr(error, "after", None) or 0.0)


def _tell(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    log.info("%s; try %d in %.1f s", error, state.attempt_number + 1, state.upcoming_sleep)


def _remembering(headers: Headers) -> Callable[[], Mapping[str, str]]:
    """The credential behind a call, where no repr reaches it; its value is known to redaction before it is first used."""
    give = headers if callable(headers) else lambda: headers
    seen: dict[str, str] = {}

    def credential() -> Mapping[str, str]:
        now = give()
        if now != seen:
            seen.clear()
            seen.update(now)
            for value in now.values():
                redact.register(value.split(" ")[-1])
        return now

    if not callable(headers):
        credential()
    return credential


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
