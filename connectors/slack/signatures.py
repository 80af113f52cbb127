"""Whether Slack sent it: presses and events are signed alike.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import hmac
from collections.abc import Mapping
from hashlib import sha256

FRESH = 300  # seconds that a signature is good for


def signed(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """HMAC over the raw bytes, compared in constant time; a stamp that is older than five minutes may be a replay. `now` in
    epoch seconds."""
    stamp = headers.get("x-slack-request-timestamp", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12) or abs(now - int(stamp)) > FRESH:
        return False
    expected = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, sha256).hexdigest()
    return hmac.compare_digest(f"v0={expected}".encode(), headers.get("x-slack-signature", "").encode())
