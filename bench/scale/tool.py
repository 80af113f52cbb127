"""`python -m bench.scale.tool COUNT`: a loopback GitHub over a company that changes. Prints its address and serves.

Two addresses are ours: `/edit/COUNT` changes so many issues now, `/twin/TITLE` has two teams begin the same work; each answers
what was changed, as JSON.
"""

import asyncio
import json
import sys
import time
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from zlib import crc32

from bench.scale.company import Company

PAGE = 100
Answer = tuple[int, bytes, bool]
NO_MORE = {"hasNextPage": False, "endCursor": None}
EMPTY = json.dumps({"data": {"repository": {"rows": {"totalCount": 0, "pageInfo": NO_MORE, "nodes": []}}}}).encode()


class Tool(asyncio.Protocol):
    """One connection to it."""

    def __init__(self, company: Company) -> None:
        self._company, self._buffer = company, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            head, _, rest = self._buffer.partition(b"\r\n\r\n")
            lines = head.decode("latin-1").split("\r\n")
            headers = {key.lower(): value for key, _, value in (line.partition(": ") for line in lines[1:])}
            length = int(headers.get("content-length", 0))
            if len(rest) < length:
                return
            self._buffer = rest[length:]
            self._respond(lines[0].split(" ")[1], headers)

    def _respond(self, target: str, headers: dict[str, str]) -> None:
        status, body, more = self._answer(target)
        etag = f'"{crc32(body):08x}{len(body)}"'
        if status == 200 and headers.get("if-none-match") == etag:
            status, body = 304, b""
        link = f'<http://{headers.get("host", "")}{_following(target)}>; rel="next"' if more else ""
        self._transport.write(_head(status, len(body), etag, link) + body)

    def _answer(self, target: str) -> Answer:
        """Status, body, and whether there is a page after it."""
        url = urlsplit(target)
        match url.path.strip("/").split("/"):
            case ["edit", count]:
                return 200, json.dumps(self._company.edit(int(count), int(time.time()))).encode(), False
            case ["twin", title]:
                return 200, json.dumps(self._company.twin(unquote(title), int(time.time()))).encode(), False
            case ["user"]:
                return 200, b'{"login":"bench","id":1,"type":"User"}', False
            case ["graphql"]:
                return 200, EMPTY, False
            case ["repos", owner, name, *rest]:
                return self._listed(f"{owner}/{name}", "/".join(rest), _first(parse_qs(url.query)))
        return 404, b'{"message":"Not Found"}', False

    def _listed(self, repository: str, what: str, asked: dict[str, str]) -> Answer:
        first, since = (int(asked.get("page", "1")) - 1) * PAGE, _seconds(asked.get("since"))
        match what:
            case "issues":
                rows = self._company.issues(repository, since, first, PAGE)
            case "issues/comments":
                rows = self._company.comments(repository, since, first, PAGE)
            case "milestones":
                return 200, self._company.milestones(repository), False
            case _:
                return 200, b"[]", False
        return 200, b"[" + b",".join(rows) + b"]", len(rows) >= PAGE


def _first(query: dict[str, list[str]]) -> dict[str, str]:
    return {name: values[0] for name, values in query.items()}


def _seconds(since: str | None) -> int:
    return int(datetime.fromisoformat(since).timestamp()) if since else 0


def _following(target: str) -> str:
    asked, _, page = target.partition("&page=")
    return f"{asked}&page={int(page or 1) + 1}"


def _head(status: int, length: int, etag: str, link: str) -> bytes:
    lines = [
        f"HTTP/1.1 {status} OK",
        f"Date: {format_datetime(datetime.now(UTC), usegmt=True)}",
        "Content-Type: application/json; charset=utf-8",
        f"Content-Length: {length}",
        "X-RateLimit-Remaining: 4999",
        "X-OAuth-Scopes: repo",
        f"ETag: {etag}",
        *([f"Link: {link}"] if link else []),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def serve(count: int) -> None:
    company = Company(count, int(time.time()))
    server: Any = await asyncio.get_running_loop().create_server(lambda: Tool(company), "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
