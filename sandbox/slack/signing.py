"""Requests to an app over HTTP, signed as Slack signs them.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import hmac
import json
from hashlib import sha256
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

TIMEOUT = 3.0  # seconds that Slack waits


def request(secret: str, now: int, payload: dict[str, Any]) -> tuple[dict[str, str], bytes]:
    """Headers and body: events as JSON, all else as a form with the JSON in `payload`."""
    if payload["type"] in ("event_callback", "url_verification"):
        kind, body = "application/json", json.dumps(payload).encode()
    else:
        kind, body = "application/x-www-form-urlencoded", urlencode({"payload": json.dumps(payload)}).encode()
    return {"Content-Type": kind, **signed(secret, now, body)}, body


def signed(secret: str, now: int, body: bytes) -> dict[str, str]:
    digest = hmac.new(secret.encode(), f"v0:{now}:".encode() + body, sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(now), "X-Slack-Signature": f"v0={digest}"}


def posted(url: str, secret: str, now: int, payload: dict[str, Any]) -> tuple[int, bytes]:
    """Status and body of what the app answers."""
    headers, body = request(secret, now, payload)
    try:
        with urlopen(Request(url, body, headers), timeout=TIMEOUT) as answer:  # noqa: S310 - the address of a test
            return answer.status, answer.read()
    except HTTPError as error:
        return error.code, error.read()
