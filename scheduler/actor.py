"""Who does it: for the audit, and for links made by hand."""

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_ACTING: ContextVar[str | None] = ContextVar("acting", default=None)


@contextmanager
def acting(person: str) -> Iterator[None]:
    """What is done meanwhile is done by this person (e-mail), who came by a page or the API."""
    before = _ACTING.set(person)
    try:
        yield
    finally:
        _ACTING.reset(before)


def actor() -> str:
    """Whoever came by a page; else, at the keyboard, FAIRLEAD_USER where it is set (an e-mail, in scripts and services), or the
    login name."""
    if person := _ACTING.get():
        return person
    named = os.environ.get("FAIRLEAD_USER", "").strip()
    if named:
        return named
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name, as in many containers
        return f"uid {os.getuid()}"
