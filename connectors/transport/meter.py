"""What one process asks of its tools, counted, for whoever watches it. Knows neither addresses nor what was said."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from typing import NamedTuple
from weakref import WeakSet

from connectors.transport.limits import Gate
from connectors.transport.traced import span

UNANSWERED = "none"
Answered = Callable[[int, Mapping[str, str]], None]


class Request(NamedTuple):
    """`outcome` is the status of the answer; `none` where none came."""

    tool: str
    method: str
    outcome: str


class Allowance(NamedTuple):
    """How many requests a tool takes until it counts anew, as it said last; `of` how many in all, 0 where it does not say."""

    left: int
    of: int


class Meter:
    """`requests` counts them, `seconds` sums by tool what they took. `allowances` are by tool and the kind of request for which
    the tool counts apart (empty: for all)."""

    def __init__(self) -> None:
        self.requests: Counter[Request] = Counter()
        self.seconds: dict[str, float] = {}
        self.allowances: dict[tuple[str, str], Allowance] = {}
        self._gates: dict[str, WeakSet[Gate]] = {}
        self._lock = Lock()

    def watch(self, tool: str, gate: Gate) -> None:
        with self._lock:
            self._gates.setdefault(tool, WeakSet()).add(gate)

    @contextmanager
    def exchange(self, tool: str, method: str, host: str, monotonic: Callable[[], float]) -> Iterator[Answered]:
        """Around one request; whoever makes it says what came back."""
        begun, outcome = monotonic(), UNANSWERED
        with span(method, **{"http.request.method": method, "server.address": host, "fairlead.tool": tool}) as told:

            def answered(status: int, headers: Mapping[str, str]) -> None:
                nonlocal outcome
                outcome = str(status)
                told("http.response.status_code", status)
                self._heed(tool, headers)

            try:
                yield answered
            finally:
                with self._lock:
                    self.requests[Request(tool, method, outcome)] += 1
                    self.seconds[tool] = self.seconds.get(tool, 0.0) + max(monotonic() - begun, 0.0)

    def back_off(self) -> dict[str, float]:
        """By tool, for how many seconds it is left alone from now on."""
        with self._lock:
            gates = {tool: list(each) for tool, each in self._gates.items()}
        waits = {tool: [max(gate.limited(), gate.broken()) for gate in each] for tool, each in gates.items()}
        return {tool: max([0.0, *each]) for tool, each in waits.items()}

    def _heed(self, tool: str, headers: Mapping[str, str]) -> None:
        """https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
        https://developer.atlassian.com/cloud/jira/platform/rate-limiting/"""
        left, of = (_whole(headers.get(f"x-ratelimit-{name}", "")) for name in ("remaining", "limit"))
        if left is not None:
            kind = headers.get("x-ratelimit-resource", "")[:40]
            self.allowances[tool, kind] = Allowance(left, of or 0)


def _whole(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


METER = Meter()
"""Of this process."""
