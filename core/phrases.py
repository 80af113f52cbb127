"""Phrases that all texts share, so that each is written alike wherever it stands."""

from datetime import date, datetime


def day(on: date) -> str:
    """`3 December 2026`."""
    return f"{on:%-d %B %Y}"


def minute(at: datetime) -> str:
    """`3 December 2026, 14:05 UTC`; `at` is in UTC."""
    return f"{day(at)}, {at:%H:%M} UTC"
