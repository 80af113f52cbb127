"""Whether a database and a key file belong together: only with the key by which they were made are marks found again."""

import hmac
from hashlib import sha256

from sqlalchemy import Connection

from store import meta

CHECK = "key check"


def check_value(key: bytes) -> str:
    """Tells one key from another, and nothing about it."""
    return hmac.new(key, b"fairlead key check", sha256).hexdigest()[:16]


def note(tx: Connection, key: bytes) -> None:
    """The key by which the hub writes from now on."""
    meta.put(tx, CHECK, check_value(key))


def noted(tx: Connection) -> str | None:
    """The `check_value` of the key by which the hub wrote last; None before it wrote."""
    return meta.get(tx, CHECK)


def fits(value: str, key: bytes) -> bool:
    """Whether marks that were made under the noted key are those of this one."""
    return hmac.compare_digest(value, check_value(key))
