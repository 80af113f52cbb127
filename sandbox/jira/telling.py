"""What Jira tells by webhook of each move, as one that an administrator added.

https://developer.atlassian.com/cloud/jira/platform/webhooks/
"""

import hmac
import json
from datetime import datetime
from hashlib import sha256
from itertools import count
from uuid import UUID

from sandbox.clock import SimulatedClock
from sandbox.jira.bodies import Json
from sandbox.posting import Post


class Webhooks:
    """Nobody is told before it is added."""

    def __init__(self, clock: SimulatedClock) -> None:
        self._clock, self._numbers = clock, count(1)
        self._secret = ""
        self._post: Post | None = None

    @property
    def added(self) -> bool:
        return self._post is not None

    def add(self, secret: str, post: Post) -> None:
        self._secret, self._post = secret, post

    def tell(self, event: str, **about: Json) -> None:
        if self._post:
            body = json.dumps({"timestamp": _millis(self._clock()), "webhookEvent": event, **about}).encode()
            self._post(headers(self._secret, str(UUID(int=next(self._numbers))), body), body)


def headers(secret: str, identifier: str, body: bytes) -> dict[str, str]:
    return {
        "Content-Type": "application/json; charset=UTF-8",
        "User-Agent": "Atlassian HttpClient sandbox",
        "X-Atlassian-Webhook-Identifier": identifier,
        "X-Atlassian-Webhook-Retry": "0",
        "X-Hub-Signature": "sha256=" + hmac.new(secret.encode(), body, sha256).hexdigest(),
    }


def _millis(at: datetime) -> int:
    return int(at.timestamp() * 1000)
