"""One sandbox server for a whole class of checks, since stopping one takes longer than a check: each puts its own tool in."""

from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

from sandbox.clock import SimulatedClock
from sandbox.history import Exchange, Tool
from sandbox.server import App, Receive, Sandbox, Send

START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
T = TypeVar("T")


class Stand:
    """`url` is the tool's. What the kit spoils never gets here, so every exchange must satisfy the tool's contract."""

    def __init__(self, tool: Tool, check: Callable[[Exchange], None]) -> None:
        self.clock, self.violations = SimulatedClock(START), list[str]()
        self._app: App
        self._check = check
        self._seen: set[tuple[object, ...]] = set()
        self.box = Sandbox({tool: self._serve}, self.clock, self._observe)
        self.url = self.box.urls[tool]

    def put(self, app: App) -> None:
        """Another tool, on the first day again."""
        self._app = app

    def anew(self) -> SimulatedClock:
        self.clock.advance(START - self.clock())
        return self.clock

    def see(self, look: Callable[[], T]) -> Callable[[], T]:
        """The same look, taken between two requests."""
        return lambda: self.box.call(look)

    async def _serve(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)

    def _observe(self, exchange: Exchange) -> None:
        """Checking takes longer than answering, so the same exchange is checked once."""
        asked = (exchange.method, exchange.path, exchange.query, exchange.request_body)
        same = (*asked, exchange.status, exchange.response_body)
        if same in self._seen:
            return
        self._seen.add(same)
        try:
            self._check(exchange)
        except Exception as error:  # noqa: BLE001 - raised here it would only look like a broken server
            self.violations.append(f"{exchange.method} {exchange.path}: {error!r}")


@contextmanager
def stand(tool: Tool, check: Callable[[Exchange], None]) -> Iterator[Stand]:
    running = Stand(tool, check)
    with running.box:
        yield running
    assert running.violations == []
