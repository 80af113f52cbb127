"""`Http`: one `httpx.Client` for one credential of one tool, and every promise about a request, kept once for all SDKs."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception, wait_random_exponential

from connectors.transport import redact, verdict
from connectors.transport.credential import NO_HEADERS, Credential, Headers, Renew, no_other, origin, safe_origin
from connectors.transport.deadline import Deadline, bound
from connectors.transport.limits import BROKEN_AFTER, Gate, named_wait, spent
from connectors.transport.meter import METER
from connectors.transport.opening import CONNECTIONS, opened
from connectors.transport.pace import Ceiling, Pace
from connectors.transport.reading import READS, reads
from connectors.transport.verdict import place
from core.contract import Halted, Refused, Unauthorized, Unavailable, Wire

CONNECT, READ, BUDGET = 5.0, 30.0, 60.0  # seconds; the budget is for a whole call with its tries and waits
TRIES = 5
MAX_BYTES = 50 * 2**20  # of one decoded answer: a page of 1,000 issues with changelogs is 5-10 MB
MAX_HOPS = 5
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
        "x-http-method-override",  # or a read could be one in name only
    )
)

# in place of a stream that was read: the two hold each other, so that all pages of a pull wait for a collection of garbage
_NO_STREAM = httpx.ByteStream(b"")

Refuses = Callable[[str, Mapping[str, str], bytes], Unauthorized | None]

log = logging.getLogger(__name__)


def _accepted(where: str, headers: Mapping[str, str], content: bytes) -> None:
    """For tools that say by status 401 alone that they do not take a credential."""


class Call(NamedTuple):
    """What all tries of one call share. `credential` tells one from the next, and tells nothing of it."""

    deadline: float
    writes: bool
    given: Mapping[str, str]

    @property
    def credential(self) -> int:
        return hash(frozenset(self.given.items()))

    def __repr__(self) -> str:
        return f"Call({self.deadline}, {self.writes})"


class Http:
    """Sends requests to the origin of `base_url` and nowhere else, so the credential cannot leave it.

    `headers` is the credential, or a callable that gives it for now. `renew` hears when it was refused; a request is sent once
    more when there is another one then. `refuses` tells by where, headers and body whether an answer that looks well refuses
    it. Every method raises only `ConnectorError`: an answer of status >= 400 is never returned. `ca` names the certificate of
    a private authority. Between two writes are at least `write_gap` seconds, and in any so many seconds at most so many writes
    as each of `write_ceilings` says (count, seconds); reads do not wait for that. `sleep` and `monotonic` (seconds) are the
    wire's clock unless given; `wall` is epoch seconds, for tools that send no Date. ValueError for an address without https.
    Several threads may call it at once.
    """

    def __init__(
        self,
        base_url: str,
        *,
        tool: str,
        wire: Wire,
        headers: Headers = NO_HEADERS,
        renew: Renew = no_other,
        refuses: Refuses = _accepted,
        ca: Path | None = None,
        keep_alive: bool = True,
        write_gap: float = 0.0,
        write_ceilings: Sequence[Ceiling] = (),
        sleep: Callable[[float], None] | None = None,
        monotonic: Callable[[], float] | None = None,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.tool = tool
        self._origin = safe_origin(tool, self.base_url)
        self._read_only, self._halted = wire.read_only, wire.halted
        self._credential, self._refuses = Credential(tool, headers, renew), refuses
        clock = wire.clock or time
        self._sleep, self._monotonic, self._wall = sleep or clock.sleep, monotonic or clock.monotonic, wall
        self._gate, self._deadline = Gate(self._monotonic), Deadline()
        METER.watch(tool, self._gate)
        self._pace = Pace(write_gap, write_ceilings, monotonic=self._monotonic, sleep=self._sleep)
        self._retrying = Retrying(
            retry=retry_if_exception(self._worth_another_try),
            wait=_wait,
            stop=self._stop,
            sleep=self._sleep,
            before_sleep=_tell,
            reraise=True,
        )
        self._client = opened(self.base_url, wire.contact, ca, CONNECTIONS if keep_alive else 0)
        bound(self._client, lambda: self._deadline.at - self._monotonic())
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

        Reads (`connectors.transport.reading`) are tried up to 5 times; a write is repeated only when it surely was not
        executed, and is otherwise `Unavailable(ambiguous=True)`.
        """
        request = self._build(method, url, headers, params=params, json=json, content=content)
        writes = not reads(self.tool, request)
        if self._read_only and writes:
            raise Refused(
                f'{self.tool}: {method} was not sent, because the hub is in dry-run: mode = "live" under [hub] lets it write'
            )
        self._pass_circuit()
        call = Call(self._monotonic() + BUDGET, writes, self._credential())
        try:
            return self._tried(request, call)
        except Unauthorized as error:
            other = self._credential.instead_of(call.given) if error.status == 401 else None
            if other is None:
                raise
        return self._tried(request, call._replace(given=other))

    def close(self) -> None:
        self._client.close()

    def _build(self, method: str, url: str, headers: Mapping[str, str] | None, **body: Any) -> httpx.Request:
        """The request without the credential, which may itself have to be fetched."""
        own = {name: value for name, value in headers.items() if name.lower() not in OURS} if headers else {}
        try:
            request = self._client.build_request(method, self._whole(url), headers=own, **body)
        except (httpx.InvalidURL, ValueError, TypeError) as error:
            raise Refused(f"{self.tool}: {method} cannot be sent: {redact.redact(str(error))}") from None
        self._stay_home(request.url)
        return request

    def _whole(self, url: str) -> str:
        """Not for httpx to put together, which parses it three times then."""
        return url if "://" in url.partition("?")[0] else f"{self.base_url}/{url.lstrip('/')}"

    def _stay_home(self, url: httpx.URL) -> None:
        if origin(url) != self._origin or url.userinfo:
            scheme, host, _ = origin(url)
            raise Refused(
                f"{self.tool}: an answer leads to {scheme}://{host}, away from {self.base_url}, and the token stays here; "
                "check the setting base_url"
            )

    def _tried(self, request: httpx.Request, call: Call) -> httpx.Response:
        request.headers.update(call.given)
        return self._retrying(self._attempt, request, call)

    def _attempt(self, request: httpx.Request, call: Call) -> httpx.Response:
        for _ in range(MAX_HOPS):
            response = self._in_turn(request, call)
            self._pass_sign_in(response, call)
            if response.status_code >= 400:
                raise self._rejection(response, call)
            self._gate.answered()
            self._heed(response)
            if not response.has_redirect_location:
                return self._readable(response)
            request = self._redirected(request, response)
        raise Refused(f"{place(self.tool, request)} is redirected in circles: check base_url")

    def _in_turn(self, request: httpx.Request, call: Call) -> httpx.Response:
        """Writes queue up before the gate, so that what shut it meanwhile holds for them too."""
        if not call.writes:
            self._pass_gate(request, call)
            return self._exchange(request, call.deadline)
        with self._pace.turn(call.deadline, place(self.tool, request)):
            self._pass_gate(request, call)
            self._pass_switch(request)
            return self._exchange(request, call.deadline)

    def _pass_switch(self, request: httpx.Request) -> None:
        """The last thing before a write goes out, after all that it waited for."""
        if why := self._halted():
            raise Halted(f"{place(self.tool, request)} was not sent: {why}")

    def _pass_gate(self, request: httpx.Request, call: Call) -> None:
        """Waits out the tool's limit when the call's budget allows it. What shut the gate for others shuts it for this try."""
        while (rest := self._gate.limited()) > 0:
            if self._monotonic() + rest >= call.deadline:
                where = place(self.tool, request)
                raise Unavailable(f"{where} was not sent: the tool's rate limit ends in {rest:.0f} s", after=rest)
            self._sleep(rest)
        self._pass_circuit()
        if self._gate.denied(call.credential):
            raise Unauthorized(
                f"{self.tool}: the token was just refused, and is not tried again for a minute, because tools lock the "
                "account after a few: renew it and update the setting token",
                status=401,
            )

    def _pass_circuit(self) -> None:
        if (rest := self._gate.broken()) > 0:
            raise Unavailable(
                f"{self.tool}: failed {BROKEN_AFTER} times in a row, next try in {rest:.0f} s", after=rest
            )

    def _exchange(self, request: httpx.Request, deadline: float) -> httpx.Response:
        self._deadline.at, rest = deadline, max(deadline - self._monotonic(), 0.001)
        request.extensions["timeout"] = {
            "connect": min(CONNECT, rest), "read": min(READ, rest), "write": min(READ, rest), "pool": min(CONNECT, rest)
        }  # fmt: skip
        with METER.exchange(self.tool, request.method, request.url.host, self._monotonic) as answered:
            try:
                response = self._client.send(request, stream=True)
                response.headers.encoding = "iso-8859-1"  # or httpx guesses anew, over all headers, at every look-up
                answered(response.status_code, response.headers)
                try:
                    self._drain(response)
                finally:
                    response.close()
                    response.stream = _NO_STREAM
            except httpx.RequestError as error:
                self._gate.failed()
                raise verdict.of_failure(self.tool, request, error) from None
        return response

    def _drain(self, response: httpx.Response) -> None:
        """What `response.read()` does, with an eye on size; `Deadline` has one on the clock."""
        size, parts = 0, []
        for part in response.iter_bytes():
            parts.append(part)
            size += len(part)
            if size > MAX_BYTES:
                where = place(self.tool, response.request)
                raise Refused(f"{where} answered more than {MAX_BYTES >> 20} MB: ask for smaller pages")
        response._content = b"".join(parts)

    def _pass_sign_in(self, response: httpx.Response, call: Call) -> None:
        if response.status_code == 401:
            return
        where = place(self.tool, response.request)
        if error := self._refuses(where, response.headers, response.content):
            self._gate.answered()
            self._gate.deny(call.credential)
            raise error

    def _rejection(self, response: httpx.Response, call: Call) -> Exception:
        error = verdict.of_status(self.tool, response, self._wall())
        if isinstance(error, Unauthorized) and error.everywhere:
            self._gate.deny(call.credential)
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
        if request.method not in READS:
            where = place(self.tool, request)
            raise Refused(
                f"{where} was redirected and not repeated: something was renamed or moved, check the settings"
            )
        following = response.next_request
        assert following is not None
        self._stay_home(following.url)
        return httpx.Request(request.method, following.url, headers=following.headers, extensions={})

    def _readable(self, response: httpx.Response) -> httpx.Response:
        """No tool answers an API request with a web page or a bare redirect; a sign-in or proxy in front of it does."""
        status, kind = response.status_code, response.headers.get("content-type", "")
        if 300 <= status != 304 or kind.startswith("text/html"):
            where = place(self.tool, response.request)
            raise Refused(
                f"{where} answered {status} with {kind or 'nothing'}: check base_url, and what stands before it"
            )
        return response

    def _worth_another_try(self, error: BaseException) -> bool:
        if isinstance(error, Halted) or not isinstance(error, Unavailable):
            return False
        return not error.ambiguous and self._gate.broken() <= 0

    def _stop(self, state: RetryCallState) -> bool:
        call: Call = state.args[1]
        return state.attempt_number >= TRIES or self._monotonic() + state.upcoming_sleep >= call.deadline


_jitter = wait_random_exponential(multiplier=1, max=15)


def _wait(state: RetryCallState) -> float:
    """Full jitter, or as long as the tool said."""
    error = state.outcome.exception() if state.outcome else None
    return max(_jitter(state), getattr(error, "after", None) or 0.0)


def _tell(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    log.info("%s; try %d in %.1f s", error, state.attempt_number + 1, state.upcoming_sleep)
