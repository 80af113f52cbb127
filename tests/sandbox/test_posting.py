"""Webhooks are as unreliable as asked for, and otherwise come once and in order."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from sandbox.posting import Posting


class Heard:
    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.status = 202


@contextmanager
def listening(heard: Heard) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(heard.status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its parent's word
            """Not to the screen."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hooks/github"
    server.shutdown()
    server.server_close()


def bodies(lost: float = 0, twice: float = 0, shuffled: int = 1) -> list[int]:
    heard = Heard()
    with listening(heard) as address, Posting(address, lost=lost, twice=twice, shuffled=shuffled) as posting:
        for number in range(100):
            posting.post({}, str(number).encode())
        posting.settle()
        assert posting.answers == [202] * len(heard.bodies)
    return [int(body) for body in heard.bodies]


def test_all_come_once_and_in_order() -> None:
    assert bodies() == list(range(100))


def test_some_are_lost_some_come_twice_and_the_order_goes() -> None:
    assert bodies(lost=1) == []
    assert 30 < len(bodies(lost=0.5)) < 70
    again = bodies(twice=0.5)
    assert len(again) > 130
    assert sorted(set(again)) == list(range(100))
    mixed = bodies(shuffled=10)
    assert mixed != sorted(mixed) == list(range(100))


def test_what_nobody_takes_is_not_tried_again() -> None:
    heard = Heard()
    heard.status = 503
    with listening(heard) as address, Posting(address) as posting:
        posting.post({}, b"1")
        posting.settle()
    assert posting.answers == [503]
    with Posting(address) as posting:  # nobody is there any more
        posting.post({}, b"1")
        posting.settle()
    assert posting.answers == [0]
