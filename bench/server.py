"""A loopback GitHub that answers pre-rendered bytes, so that it is never the bottleneck. Prints its address and serves."""

import asyncio
import sys
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import parse_qs, urlsplit

from bench.issues import NAME, OWNER, REPO, issues, milestones, pages

ETAG = 'W/"unchanged"'


class Pages:
    """Answers by path: every page of every listing, and for `since` the last issues only, as a second sync sees them."""

    def __init__(self, count: int) -> None:
        records = issues(count)
        self.base = ""
        self.issues, self.tail = pages(records), pages(records[-3:])
        self.milestones, self.empty = pages(milestones()), [b"[]"]
        self.requests = 0

    def answer(self, target: str, etag: str | None) -> tuple[int, bytes, str]:
        """Status, body, Link header."""
        self.requests += 1
        url = urlsplit(target)
        query = parse_qs(url.query)
        listing = self._listing(url.path, "since" in query)
        if listing is None:
            return 404, b'{"message":"Not Found"}', ""
        if etag == ETAG and len(listing) == 1:
            return 304, b"", ""
        page = int(query.get("page", ["1"])[0])
        more = page < len(listing)
        link = f'<{self.base}{url.path}?state=all&sort=updated&direction=asc&per_page=100&page={page + 1}>; rel="next"'
        return 200, listing[page - 1], link if more else ""

    def _listing(self, path: str, since: bool) -> list[bytes] | None:
        if path == f"/repos/{REPO}/issues":
            return self.tail if since else self.issues
        if path == f"/repos/{REPO}/milestones":
            return self.milestones
        known = {"/user": [b'{"login":"bench","id":1,"type":"User"}']}
        empty = {f"/repos/{OWNER}/{NAME}/issues/comments": self.empty, f"/repos/{REPO}/issues/events": self.empty}
        return {**known, **empty, "/requests": [str(self.requests - 1).encode()]}.get(path)


class Connection(asyncio.Protocol):
    def __init__(self, served: Pages) -> None:
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
            status, body, link = self.served.answer(lines[0].split(" ")[1], headers.get("if-none-match"))
            self.transport.write(_head(status, len(body), link) + body)


def _head(status: int, length: int, link: str) -> bytes:
    lines = [
        f"HTTP/1.1 {status} OK",
        f"Date: {format_datetime(datetime.now(UTC), usegmt=True)}",
        "Content-Type: application/json; charset=utf-8",
        f"Content-Length: {length}",
        f"ETag: {ETAG}",
        "X-RateLimit-Remaining: 4999",
        "X-OAuth-Scopes: repo",
        *([f"Link: {link}"] if link else []),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def serve(count: int) -> None:
    served = Pages(count)
    server = await asyncio.get_running_loop().create_server(lambda: Connection(served), "127.0.0.1", 0)
    served.base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    print(served.base, flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
