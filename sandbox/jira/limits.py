"""Jira's rate limits on the simulated clock: bursts of a whole site, and writes to one issue.

https://developer.atlassian.com/cloud/jira/platform/rate-limiting/
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from math import ceil

from starlette.responses import JSONResponse, Response

from sandbox.faults import Fault
from sandbox.history import Exchange

Window = tuple[int, timedelta]  # so many requests in so much time
PER_ISSUE: tuple[Window, ...] = ((20, timedelta(seconds=2)), (100, timedelta(seconds=30)))
BURST, ISSUE_WRITES = "jira-burst-based", "jira-per-issue-on-write"
_EXCEEDED = {"errorMessages": ["Rate limit exceeded."], "errors": {}}
_ISSUE = re.compile(r"/rest/api/\d/issue/([^/]+)")


@dataclass
class Limits:
    """`burst` is how many requests a second the site takes of anybody, None for as many as come: simulated time often
    stands still. `per_issue` bounds the writes to one issue. `as_date` tells the time to wait as an HTTP date."""

    burst: int | None = None
    per_issue: tuple[Window, ...] = PER_ISSUE
    as_date: bool = False
    _taken: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))

    def refusal(self, issue: str | None, writes: bool, now: datetime) -> Response | None:
        """The answer to a request that comes too early; None when it may pass, and then it counts."""
        checks: list[tuple[str, str, tuple[Window, ...]]] = []
        if self.burst is not None:
            checks.append(("", BURST, ((self.burst, timedelta(seconds=1)),)))
        if issue and writes:
            checks.append((issue, ISSUE_WRITES, self.per_issue))
        for name, reason, windows in checks:
            free = max((self._free(name, *window, now) for window in windows), default=now)
            if free > now:
                return self._answer(reason, windows[0][0], free, now)
        for name, _, _ in checks:
            self._taken[name].append(now)
        return None

    def _free(self, name: str, most: int, span: timedelta, now: datetime) -> datetime:
        """When the window takes another request."""
        recent = [at for at in self._taken[name] if at + span > now]
        return recent[-most] + span if len(recent) >= most else now

    def _answer(self, reason: str, limit: int, free: datetime, now: datetime) -> Response:
        seconds = max(1, ceil((free - now).total_seconds()))
        after = format_datetime(now + timedelta(seconds=seconds), usegmt=True) if self.as_date else str(seconds)
        headers = {"Retry-After": after, "RateLimit-Reason": reason}
        headers |= {"X-RateLimit-Limit": str(limit), "X-RateLimit-Remaining": "0"}
        return JSONResponse(_EXCEEDED, 429, headers)


def rate_limited(pattern: str = "", *, after: int | str = 5, reason: str = BURST, times: int | None = 1) -> Fault:
    """A 429 as Jira Cloud sends it; `after` is in seconds or an HTTP date."""
    headers = {
        "Retry-After": str(after),
        "RateLimit-Reason": reason,
        "X-RateLimit-Limit": "100",
        "X-RateLimit-Remaining": "0",
    }
    body = b'{"errorMessages":["Rate limit exceeded."],"errors":{}}'
    return Fault(tool="jira", pattern=pattern, times=times, status=429, headers=headers, body=body)


def throttled(pattern: str = "", *, after: int = 5, times: int | None = 1) -> Fault:
    """A 429 as Data Center sends it: https://confluence.atlassian.com/adminjiraserver/adjusting-your-code-for-rate-limiting-987143384.html"""
    bucket = {"X-RateLimit-Limit": "10", "X-RateLimit-FillRate": "2", "X-RateLimit-Interval-Seconds": "5"}
    headers = {"Retry-After": str(after), "X-RateLimit-Remaining": "0", **bucket}
    return Fault(tool="jira", pattern=pattern, times=times, status=429, headers=headers, body=b"Rate limit exceeded.")


def hasty(history: Iterable[Exchange]) -> list[Exchange]:
    """The requests that came inside a `Retry-After` window of an earlier refusal: there should be none. A refusal for
    writes to one issue closes that issue only, any other closes the site."""
    closed: dict[str, datetime] = {}
    found: list[Exchange] = []
    for exchange in history:
        scopes = ["", _issue_of(exchange)] if exchange.is_write else [""]
        if exchange.tool == "jira" and any(exchange.at < closed.get(scope, exchange.at) for scope in scopes):
            found.append(exchange)
        headers = {name.lower(): value for name, value in exchange.response_headers.items()}
        if exchange.tool == "jira" and exchange.status in (429, 503) and "retry-after" in headers:
            mine = headers.get("ratelimit-reason") == ISSUE_WRITES
            closed[_issue_of(exchange) if mine else ""] = _until(headers["retry-after"], exchange.at)
    return found


def _issue_of(exchange: Exchange) -> str:
    match = _ISSUE.match(exchange.path)
    return match[1] if match else ""


def _until(text: str, now: datetime) -> datetime:
    return now + timedelta(seconds=int(text)) if text.isdigit() else parsedate_to_datetime(text)
