"""Phrases that all texts share, so that each is written alike wherever it stands."""

from datetime import date, datetime


def day(on: date) -> str:
    """`3 December 2026`."""
    return f"{on:%-d %B %Y}"


def minute(at: datetime) -> str:
    """`3 December 2026, 14:05 UTC`; `at` is in UTC."""
    return f"{day(at)}, {at:%H:%M} UTC"


def counted(number: int, one: str, several: str = "") -> str:
    """`1 finding`, `1,200 findings`; `several` where that is more than an s after `one`."""
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"
