"""A loopback GitHub that answers pre-rendered bytes, so that it is never the bottleneck. Prints its address and serves."""

import asyncio
import json
import sys
from bisect import bisect_left
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import parse_qs, urlsplit

from bench.sync.issues import REPO, issues, milestones

PAGE = 100
LISTINGS = (f"/repos/{REPO}/issues/comments", f"/repos/{REPO}/issues/events")


class GitHub:
    """Issues in order of their last update, each rendered once; a page is a hundred of them joined."""

    def __init__(self, count: int) -> None:
        records = issues(count)
        self.base = ""
        self.updated = [record["updated_at"] for record in records]
        self.rendered = [json.dumps(record).encode() for record in records]
        self.milestones = json.dumps(milestones()).encode()
        self.asked: list[str] = []

    def answer(self, target: str, etag: str | None) -> tuple[int, bytes, str, str]:
        """Status, body, ETag and Link header."""
        if target == "/asked":
            return 200, json.dumps(self.asked).encode(), "", ""
        self.asked.append(target)
        url = urlsplit(target)
        if url.path == f"/repos/{REPO}/issues":
            return self._issues(target, etag)
        known = {"/user": b'{"login":"bench","id":1,"type":"User"}', f"/repos/{REPO}/milestones": self.milestones}
        body = known.get(url.path, b"[]" if url.path in LISTINGS else None)
        if body is None:
            return 404, b'{"message":"Not Found"}', "", ""
        return (304, b"", "same", "") if etag == "same" else (200, body, "same", "")

    def _issues(self, target: str, etag: str | None) -> tuple[int, bytes, str, str]:
        if etag == target:
            return 304, b"", target, ""
        query = parse_qs(urlsplit(target).query)
        page = int(query.get("page", ["1"])[0])
        first = bisect_left(self.updated, query.get("since", [""])[0])
        start = first + (page - 1) * PAGE
        body = b"[" + b",".join(self.rendered[start : start + PAGE]) + b"]"
        more = start + PAGE < len(self.rendered)
        plain = target.partition("&page=")[0]
        return 200, body, target, f'<{self.base}{plain}&page={page + 1}>; rel="next"' if more else ""


class Connection(asyncio.Protocol):
    def __init__(self, served: GitHub) -> None:
        self.served, self.buffer = served, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
            lines = head.decode("latin-1").split("\r\n")
            headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in lines[1:])}
            status, body, etag, link = self.served.answer(lines[0].split(" ")[1], headers.get("if-none-match"))
            self.transport.write(_head(status, len(body), etag, link) + body)


def _head(status: int, length: int, etag: str, link: str) -> bytes:
    lines = [
        f"HTTP/1.1 {status} OK",
        f"Date: {format_datetime(datetime.now(UTC), usegmt=True)}",
        "Content-Type: application/json; charset=utf-8",
        f"Content-Length: {length}",
        "X-RateLimit-Remaining: 4999",
        "X-OAuth-Scopes: repo",
        *([f"ETag: {etag}"] if etag else []),
        *([f"Link: {link}"] if link else []),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def serve(count: int) -> None:
    served = GitHub(count)
    server = await asyncio.get_running_loop().create_server(lambda: Connection(served), "127.0.0.1", 0)
    served.base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    print(served.base, flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
