"""A tool that takes 100 ms for each page of each of its lists, on loopback. Prints its port."""

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

LATENCY, PAGES, SIZE = 0.1, 5, 100
AT = "2026-03-02T12:00:00Z"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        page = int(parse_qs(asked.query)["page"][0])
        place, numbers = asked.path.strip("/"), range((page - 1) * SIZE, page * SIZE) if page <= PAGES else range(0)
        time.sleep(LATENCY)
        body = json.dumps([_item(f"{place}-{number}") for number in numbers]).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nobody reads it."""


def _item(name: str) -> dict[str, str]:
    return {"id": name, "title": f"Work on {name}", "status": "open", "at": AT}


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
