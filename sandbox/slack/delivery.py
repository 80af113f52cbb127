"""One thing that Slack told an app, and the line on which it did."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

Payload = dict[str, Any]


def nothing(_answer: Payload) -> None:
    """Of most answers Slack shows nothing."""


class Delivery:
    """Something that Slack told the app, and what the app said to it."""

    def __init__(self, envelope: Payload, show: Callable[[Payload], None]) -> None:
        self.envelope, self._show = envelope, show
        self.answer: Payload = {}
        self._heard = threading.Event()

    def heard(self, answer: Payload) -> None:
        """What Slack's client shows of the answer is shown before anybody hears of it."""
        self.answer = answer
        self._show(answer)
        self._heard.set()

    def wait(self, seconds: float = 10.0) -> Payload:
        """What the app answered, once it did. TimeoutError when it never does; not to be called on the server's thread."""
        if not self._heard.wait(seconds):
            raise TimeoutError(f"nobody acknowledged {self.envelope['type']} within {seconds} s")
        return self.answer


class Line:
    """One connection of an app in Socket Mode."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[Payload | None] = asyncio.Queue()

    def say(self, message: Payload) -> None:
        self.queue.put_nowait(message)

    def cut(self) -> None:
        """Without a word, as a network does."""
        self.queue.put_nowait(None)
