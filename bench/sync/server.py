"""A loopback tool that answers bytes rendered before, so that it is never the bottleneck: `python -m bench.sync.server github
20000` prints its address and serves. What the benchmark itself asks stands below `/bench`."""

import asyncio
import json
import resource
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import NamedTuple, Protocol
from urllib.parse import parse_qsl, urlsplit

from bench.sync.github import GitHub
from bench.sync.jira import Jira
from bench.sync.served import Answer, Request


class Served(Protocol):
    """`given` counts the issues in all answers; `base` is where the tool is served."""

    base: str
    given: int

    def answer(self, request: Request) -> Answer: ...

    def change(self, every: int, at: datetime) -> int: ...


TOOLS: dict[str, Callable[[int], Served]] = {"github": GitHub, "jira": Jira}


class Counted(NamedTuple):
    requests: int
    issues: int
    cpu_seconds: float


class Connection(asyncio.Protocol):
    asked = 0

    def __init__(self, served: Served) -> None:
        self.served, self.buffer = served, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while request := self._request():
            answer = self._bench(request) or self._tool(request)
            self.transport.writelines([_head(answer), answer.body])

    def _request(self) -> Request | None:
        """The next whole one that has come."""
        head, end, rest = self.buffer.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
        length = int(headers.get("content-length", "0"))
        if not end or len(rest) < length:
            return None
        self.buffer = rest[length:]
        method, target, _ = lines[0].split(" ")
        url = urlsplit(target)
        return Request(method, target, url.path, dict(parse_qsl(url.query)), headers, rest[:length])

    def _tool(self, request: Request) -> Answer:
        Connection.asked += 1
        return self.served.answer(request)

    def _bench(self, request: Request) -> Answer | None:
        if request.path == "/bench/change":
            changed = self.served.change(int(request.query["every"]), datetime.now(UTC).replace(microsecond=0))
            return Answer(json.dumps(changed).encode())
        if request.path == "/bench/counted":
            used = resource.getrusage(resource.RUSAGE_SELF)
            counted = Counted(Connection.asked, self.served.given, used.ru_utime + used.ru_stime)
            return Answer(json.dumps(counted._asdict()).encode())
        return None


def _head(answer: Answer) -> bytes:
    lines = [
        f"HTTP/1.1 {answer.status} OK",
        f"Date: {format_datetime(datetime.now(UTC), usegmt=True)}",
        "Content-Type: application/json; charset=utf-8",
        f"Content-Length: {len(answer.body)}",
        *(f"{name}: {value}" for name, value in answer.headers.items()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def serve(tool: str, count: int) -> None:
    served = TOOLS[tool](count)
    server = await asyncio.get_running_loop().create_server(lambda: Connection(served), "127.0.0.1", 0)
    served.base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    print(served.base, flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2])))
