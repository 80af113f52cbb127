"""What lets somebody in: keys that only their holder has, and whoever comes by one."""

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Literal

from msgspec import Struct

from core.authority import Visitor
from core.times import millis
from scheduler.hub import Hub
from store import sessions, tokens

KEY_BYTES = 32
LASTING = timedelta(minutes=1)  # between two notes that a key was used


class NoEntry(Exception):
    """What was asked about who may come in cannot be done; the text says why, and what to do."""


class Entry(Struct, frozen=True):
    """Somebody came by the key of this digest, which was used before at `used_at` (milliseconds)."""

    visitor: Visitor
    by: Literal["session", "token"]
    digest: str
    used_at: int | None

    def is_stale(self, now: datetime) -> bool:
        """Whether its use is to be noted again."""
        return self.used_at is None or millis(now) - self.used_at >= LASTING // timedelta(milliseconds=1)


def new_key() -> str:
    """256 bits that nobody guesses, so that their plain digest can be kept."""
    return token_urlsafe(KEY_BYTES)


def digest_of(key: str) -> str:
    return sha256(key.encode("utf-8", "replace")).hexdigest()


def note_use(hub: Hub, entry: Entry) -> None:
    with hub.store.write() as tx:
        (sessions if entry.by == "session" else tokens).used(tx, entry.digest, hub.clock())
