"""The four servers in one process, each on its own loopback port, behind one middleware that keeps the history."""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from datetime import datetime, timedelta
from email.utils import format_datetime
from types import TracebackType
from typing import Any, Self, TypeVar

import uvicorn

from sandbox.clock import SimulatedClock
from sandbox.faults import Fault
from sandbox.history import Exchange, Observer, Tool

T = TypeVar("T")
Message = MutableMapping[str, Any]
Answer = tuple[int, dict[str, str], bytes]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]


class Recorder:
    """ASGI middleware: applies faults, stamps the simulated `Date`, and tells `observe` of every exchange."""

    def __init__(self, app: App, tool: Tool, clock: SimulatedClock, faults: list[Fault], observe: Observer) -> None:
        self.app, self.tool, self.clock, self.faults, self.observe = app, tool, clock, faults, observe
        self._late: list[tuple[datetime, MutableMapping[str, Any], bytes]] = []

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        body = await _read_all(receive)
        await self.catch_up()
        query = scope["query_string"].decode()
        line = f"{scope['method']} {scope['path']}" + (f"?{query}" if query else "")
        fault = next((f for f in self.faults if f.applies(self.tool, line)), None)
        if fault and fault.delay:
            await asyncio.sleep(fault.delay)
        if fault and fault.late is not None:
            self._late.append((self.clock() + timedelta(seconds=fault.late), scope, body))
            return await _cut(send)
        if fault and not fault.after:
            answer = _spoiled(fault)
        else:
            answer = await _answer(self.app, scope, body)
        if fault and fault.after:
            answer = _spoiled(fault)
        status, headers, content = answer
        headers["date"] = format_datetime(self.clock(), usegmt=True)
        self._tell(scope, body, answer)
        if fault and fault.drop:
            headers["content-length"] = str(len(content) + 1)
        raw = [(k.encode(), v.encode("latin-1")) for k, v in headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": raw})
        if fault and fault.drop:
            raise ConnectionAbortedError("the sandbox cut this connection, as planned")
        await send({"type": "http.response.body", "body": content})

    async def catch_up(self) -> None:
        """Comes to an end with the requests that were to take so long, though nobody hears of it any more."""
        due = [each for each in self._late if each[0] <= self.clock()]
        self._late = [each for each in self._late if each not in due]
        for _, scope, body in due:
            self._tell(scope, body, await _answer(self.app, scope, body))

    def _tell(self, scope: MutableMapping[str, Any], body: bytes, answer: Answer) -> None:
        status, headers, content = answer
        self.observe(
            Exchange(
                tool=self.tool,
                at=self.clock(),
                method=scope["method"],
                path=scope["path"],
                query=scope["query_string"].decode(),
                request_headers={k.decode().lower(): v.decode("latin-1") for k, v in scope["headers"]},
                request_body=body,
                status=status,
                response_headers=headers,
                response_body=content,
            )
        )


class Sandbox:
    """Runs `apps` in a background thread until closed; use as a context manager.

    `urls` gives each tool's base URL once started. `history` holds every exchange, oldest first. `faults` may be added to
    at any time. `call` runs a function between requests, so that a test or the company can change state safely. `ports` are
    those of tools that are to be where they once were.
    """

    def __init__(
        self,
        apps: Mapping[Tool, App],
        clock: SimulatedClock,
        observe: Observer | None = None,
        ports: Mapping[Tool, int] | None = None,
    ) -> None:
        self.clock = clock
        self.history: list[Exchange] = []
        self.faults: list[Fault] = []
        self.urls: dict[Tool, str] = {}
        self._observe = observe
        self._loop = asyncio.new_event_loop()
        self._over = asyncio.Event()
        self._servers: list[uvicorn.Server] = []
        self._sockets: list[socket.socket] = []
        self._recorders: list[Recorder] = []
        for tool, app in apps.items():
            sock = _listener((ports or {}).get(tool, 0))
            self.urls[tool] = f"http://127.0.0.1:{sock.getsockname()[1]}"
            recorder = Recorder(app, tool, clock, self.faults, self._record)
            self._recorders.append(recorder)
            config = uvicorn.Config(
                recorder,
                ws="wsproto",
                log_level="critical",
                lifespan="off",
                date_header=False,
                server_header=False,
                access_log=False,
            )
            self._servers.append(uvicorn.Server(config))
            self._sockets.append(sock)
        self._thread = threading.Thread(target=self._run, name="sandbox", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        while not all(server.started for server in self._servers):
            self._thread.join(0.005)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(5)
        for sock in self._sockets:
            sock.close()

    def call(self, function: Callable[[], T]) -> T:
        """Run `function` on the servers' thread, between two requests, and return what it returns."""

        async def run() -> T:
            return function()

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result()

    def catch_up(self) -> None:
        """Everything that was to happen by now without anybody asking for it."""
        for recorder in self._recorders:
            asyncio.run_coroutine_threadsafe(recorder.catch_up(), self._loop).result()

    def _record(self, exchange: Exchange) -> None:
        self.history.append(exchange)
        if self._observe:
            self._observe(exchange)

    async def _serve(self, server: uvicorn.Server, sock: socket.socket) -> None:
        """Until the end is near. uvicorn's own loop looks for that ten times a second, which is long for a test."""
        server.config.load()
        server.lifespan = server.config.lifespan_class(server.config)
        await server.startup([sock])
        await self._over.wait()
        for listening in server.servers:
            listening.close()
        for connection in list(server.server_state.connections):
            connection.shutdown()
        await asyncio.sleep(0)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        serving = [self._serve(server, sock) for server, sock in zip(self._servers, self._sockets, strict=True)]
        self._loop.run_until_complete(_all(serving))
        self._loop.close()


def _listener(port: int) -> socket.socket:
    """The protocol is named because asyncio turns Nagle's delay off only for sockets that say TCP."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections of before may not be quite over
    sock.bind(("127.0.0.1", port))
    sock.listen(128)
    return sock


async def _cut(send: Send) -> None:
    """An answer of which nothing comes but the beginning."""
    headers = [(b"content-type", b"application/json"), (b"content-length", b"2")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    raise ConnectionAbortedError("the sandbox cut this connection, as planned")


async def _all(serving: list[Any]) -> None:
    await asyncio.gather(*serving)


async def _read_all(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if not message.get("more_body"):
            return body


async def _answer(app: App, scope: MutableMapping[str, Any], body: bytes) -> Answer:
    status, headers, chunks = 500, {}, []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status, headers
        if message["type"] == "http.response.start":
            status = message["status"]
            headers = {k.decode().lower(): v.decode("latin-1") for k, v in message["headers"]}
        else:
            chunks.append(message.get("body", b""))

    await app(scope, receive, send)
    return status, headers, b"".join(chunks)


def _spoiled(fault: Fault) -> Answer:
    headers = {"content-type": "application/json", "content-length": str(len(fault.body)), **fault.headers}
    return fault.status or 503, headers, fault.body
