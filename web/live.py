"""`GET /live`: an open page hears that something has changed, and asks for it. One watcher looks at the database for all who
listen, and none does while nobody listens.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from time import monotonic
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse, StreamingResponse
from starlette.concurrency import run_in_threadpool

from core.authority import Visitor
from scheduler.hub import Hub
from store import StoreError
from store.signs import signs
from web.door import needs

EVERY = 2.0  # seconds between looks
STEP = 0.25  # seconds after which it is noticed that the hub ends
HEARTBEAT = 15.0  # seconds of silence, after which whatever lies between may think that nobody is there
LONGEST = 300.0  # seconds, after which the browser comes again, and whether it may is asked anew
MOST = 40  # pages that listen at once

router = APIRouter()
log = logging.getLogger(__name__)


class Live:
    """`hub` gives the one that holds now. It belongs to one event loop."""

    def __init__(self, hub: Callable[[], Hub]) -> None:
        self._hub = hub
        self._listeners: set[asyncio.Queue[str | None]] = set()
        self._watching: asyncio.Task[None] | None = None
        self._known = ""
        self._configured: tuple[Hub | None, int] = None, 0

    @property
    def is_full(self) -> bool:
        return len(self._listeners) >= MOST

    async def told(self) -> AsyncIterator[str]:
        """All signs at once, first as they are and then whenever one changes, until the hub ends."""
        heard: asyncio.Queue[str | None] = asyncio.Queue(1)
        self._listeners.add(heard)
        if self._known:
            heard.put_nowait(self._known)
        if self._watching is None or self._watching.done():
            self._watching = asyncio.create_task(self._watch())
        end = monotonic() + LONGEST
        try:
            while monotonic() < end and (said := await _next(heard)) is not None:
                yield f"data: {said}\n\n" if said else ": nothing new\n\n"
        finally:
            self._listeners.discard(heard)

    async def _watch(self) -> None:
        try:
            while self._listeners and await self._rested():
                state = await run_in_threadpool(self._look)
                if state and state != self._known:
                    self._known = state
                    self._tell(state)
        finally:
            self._known = ""
            self._tell(None)

    async def _rested(self) -> bool:
        """The first look is at once; False when the hub ends."""
        for _ in range(round(EVERY / STEP) if self._known else 0):
            if self._hub().stopping.is_set() or not self._listeners:
                return False
            await asyncio.sleep(STEP)
        return not self._hub().stopping.is_set()

    def _look(self) -> str:
        """Empty where the database does not answer: whoever listens goes on doing so."""
        hub = self._hub()
        if self._configured[0] is not hub:
            self._configured = hub, self._configured[1] + 1
        try:
            with hub.store.read() as tx:
                return json.dumps({"configuration": str(self._configured[1]), **signs(tx)}, separators=(",", ":"))
        except StoreError as error:
            log.info("nobody is told what changed, as the database does not answer: %s", error)
            return ""

    def _tell(self, said: str | None) -> None:
        """What somebody has not heard yet is overtaken."""
        for each in self._listeners:
            if each.full():
                each.get_nowait()
            each.put_nowait(said)


async def _next(heard: "asyncio.Queue[str | None]") -> str | None:
    """Empty after a while without news."""
    try:
        return await asyncio.wait_for(heard.get(), HEARTBEAT)
    except TimeoutError:
        return ""


@router.get("/live")
async def live(request: Request, _visitor: Annotated[Visitor, needs("read")]) -> Response:
    """503 beyond `MOST`: the browser tries again later, and the page works without."""
    told: Live = request.app.state.live
    if told.is_full:
        return PlainTextResponse("too many pages listen already\n", 503, {"retry-after": "30"})
    return StreamingResponse(told.told(), media_type="text/event-stream", headers={"x-accel-buffering": "no"})
