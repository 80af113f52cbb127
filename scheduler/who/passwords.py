"""Passwords of local accounts, by Argon2id with the parameters that OWASP names: 19 MB of memory, two passes, one lane.

https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
https://pages.nist.gov/800-63-4/sp800-63b.html (length, and no other rules)
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Semaphore
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from scheduler.who.entry import NoEntry

LEAST, MOST = 12, 1_000  # characters
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_AT_ONCE = Semaphore(2)  # or many who sign in at once would take all memory
PATIENCE = 10.0  # seconds; then whoever waits makes room for those who want pages


def hashed(password: str) -> str:
    """NoEntry for one that is too short."""
    if len(password) < LEAST:
        raise NoEntry(f"choose a password of at least {LEAST} characters; a few words in a row are good")
    if len(password) > MOST:
        raise NoEntry(f"choose a password of at most {MOST:,} characters")
    with _turn():
        return _HASHER.hash(_plain(password))


def fits(stored: str | None, password: str) -> bool:
    """It takes as long where there is none to compare with, so that nobody learns who has one."""
    with _turn():
        try:
            return _HASHER.verify(stored or _nobodys(), _plain(password[:MOST])) and stored is not None
        except (Argon2Error, InvalidHashError):
            return False


@contextmanager
def _turn() -> Iterator[None]:
    if not _AT_ONCE.acquire(timeout=PATIENCE):
        raise NoEntry("many sign in at this moment; try again in a minute")
    try:
        yield
    finally:
        _AT_ONCE.release()


@cache
def _nobodys() -> str:
    return _HASHER.hash("of nobody")


def _plain(password: str) -> bytes:
    """The same on all keyboards."""
    return normalize("NFKC", password).encode("utf-8", "replace")
