"""`POST /hooks/{connector}`: what the tools tell by themselves, on record before it is answered.

Those that come together share one transaction, so a burst waits for the disk a few times and not once each.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from core.contract import ConnectorError, Unauthorized
from core.hints import Echo, Hint
from scheduler.hinting import NobodyListens, heard, hinted
from scheduler.hub import Hub
from store import StoreError

PATH = "/hooks/{connector}"
MOST = 2**20  # bytes of a request
QUIET = 60.0  # seconds

log = logging.getLogger(__name__)


class _Waiting(NamedTuple):
    connector: str
    hints: Sequence[Hint]
    taken: "asyncio.Future[bool]"


class Hooks:
    """The endpoint. `hub` gives the one that holds now: it is another after the configuration was edited."""

    def __init__(self, hub: Callable[[], Hub]) -> None:
        self._hub = hub
        self._waiting: list[_Waiting] = []
        self._writing: asyncio.Task[None] | None = None
        self._silent_until: dict[tuple[str, type[Exception]], float] = {}

    async def post(self, request: Request) -> Response:
        """202 taken, 401 not proven, 404 nobody listens, 413 too long, 429 too many, 503 the database cannot be used."""
        connector = request.path_params["connector"]
        body = await bounded(request)
        if body is None:
            return Response(status_code=413)
        try:
            told = await run_in_threadpool(heard, self._hub(), connector, request.headers, body)
            if isinstance(told, Echo):
                return PlainTextResponse(told.text)
            return Response(status_code=202 if not told or await self._taken(connector, told) else 429)
        except NobodyListens:
            return Response(status_code=404)
        except ConnectorError as error:
            self._complain(connector, error)
            return Response(status_code=401 if isinstance(error, Unauthorized) else error.status or 400)
        except StoreError as error:
            self._complain(connector, error)
            return Response(status_code=503)

    def _complain(self, connector: str, error: Exception) -> None:
        """Once a minute of each kind: anybody may send as much as they like."""
        kind, now = (connector, type(error)), time.monotonic()
        if now >= self._silent_until.get(kind, 0.0):
            self._silent_until[kind] = now + QUIET
            log.warning("a webhook of %s was not taken: %s", connector, error)

    async def _taken(self, connector: str, hints: Sequence[Hint]) -> bool:
        taken: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(connector, hints, taken))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return await taken

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                taken = await run_in_threadpool(hinted, self._hub(), [(each.connector, each.hints) for each in batch])
            except Exception as error:  # noqa: BLE001 - raised again where it is waited for
                _settle(batch, error)
            else:
                _settle(batch[:taken], True)
                _settle(batch[taken:], False)


def _settle(batch: Sequence[_Waiting], how: bool | Exception) -> None:
    """Whoever has gone meanwhile hears nothing."""
    for each in batch:
        if each.taken.done():
            continue
        if isinstance(how, Exception):
            each.taken.set_exception(how)
        else:
            each.taken.set_result(how)


async def bounded(request: Request) -> bytes | None:
    """The body; None where it is longer than any tool's, of which no more is read, and where who sent it has gone meanwhile."""
    length = request.headers.get("content-length", "0")
    if not length.isdigit() or int(length) > MOST:
        return None
    body = bytearray()
    with suppress(ClientDisconnect):
        async for part in request.stream():
            body += part
            if len(body) > MOST:
                return None
        return bytes(body)
    return None
