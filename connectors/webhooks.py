"""What a tool posts to the hub: proven over the raw bytes before anything is read of it, and read no further than needed."""

import hmac
from hashlib import sha256
from typing import TypeVar

import msgspec

from connectors.settings import Secret
from core.contract import Refused, Unauthorized

MOST = 2**20  # bytes; what is longer is not looked at

T = TypeVar("T")


def key(tool: str, setting: str, secret: Secret | None) -> bytes:
    """What the tool signs with. Unauthorized when the settings say nothing of it, or nothing is there."""
    if secret is None:
        raise Unauthorized(f"{tool}: nobody can know who sends a webhook without {setting}; set it in the settings")
    try:
        return secret.reveal().get_secret_value().encode()
    except ValueError as error:
        raise Unauthorized(f"{tool}: no {setting}: {error}") from None


def prove(tool: str, secret: Secret | None, signature: str, body: bytes) -> None:
    """Unauthorized unless `signature` is `sha256=` and the HMAC of the body with `webhook_secret`, in constant time."""
    bound(tool, body)
    expected = hmac.new(key(tool, "webhook_secret", secret), body, sha256).hexdigest()
    if not hmac.compare_digest(f"sha256={expected}".encode(), signature.encode()):
        raise Unauthorized(
            f"{tool}: a webhook without a valid signature was refused; check webhook_secret on both sides"
        )


def bound(tool: str, body: bytes) -> None:
    if len(body) > MOST:
        raise Refused(f"{tool}: a webhook of {len(body)} bytes was not read; {MOST} are the most", status=413)


def read(tool: str, body: bytes | str, shape: type[T]) -> T:
    """The body as JSON, as far as `shape` names it. Refused for what is none, is too deep, or has other types."""
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise Refused(f"{tool}: a webhook cannot be read: {error}", status=400) from None


def named(tool: str, delivery: str) -> str:
    """The tool's own name of what it sent, by which it counts once. Refused when it has none."""
    if not delivery or len(delivery) > 200:
        raise Refused(f"{tool}: a webhook that does not say which one it is was not taken", status=400)
    return delivery
