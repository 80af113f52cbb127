"""A tool that lists one item at each of many places, slowly, and knows who asks for the same place at once."""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SOURCE = """
[[connectors.rest.sources]]
name = "{name}"
path = "/{name}"
link = "https://lists.example.com/{{id}}"
fields = {{ id = "id", title = "title", status = "status", created_at = "at", updated_at = "at" }}
"""


class Lists:
    """`base_url` is where it is as long as it is `open`. `twice` are places that were asked for by two at once."""

    def __init__(self, latency: float) -> None:
        self.twice: list[str] = []
        self._latency = latency
        self._under_way: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), self._handler())

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def table(self, places: int, **settings: Any) -> str:
        """`[connectors.rest]` of a configuration that reads so many places."""
        own = "".join(f"{key} = {json.dumps(value)}\n" for key, value in settings.items())
        sources = "".join(SOURCE.format(name=f"place-{number}") for number in range(places))
        return f'[connectors.rest]\nbase_url = "{self.base_url}"\n{own}{sources}'

    @contextmanager
    def open(self) -> Iterator["Lists"]:
        thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            thread.join()
            self._server.server_close()

    def answer(self, place: str) -> bytes:
        with self._lock:
            self._under_way[place] += 1
            if self._under_way[place] > 1:
                self.twice.append(place)
        time.sleep(self._latency)
        with self._lock:
            self._under_way[place] -= 1
        return json.dumps([{"id": place, "title": place, "status": "open", "at": "2026-03-02T12:00:00Z"}]).encode()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        lists = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1

            def do_GET(self) -> None:
                body = lists.answer(self.path.strip("/").partition("?")[0])
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                """Nobody reads it."""

        return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """That somebody died in the middle of an answer is no news."""
