"""How reports say of which day they tell."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NoReturn

import msgspec
from rich.text import Text

from core.findings import Finding
from core.spelling import hint
from fairlead.output import fail
from scheduler.looking import Look

FOLLOWED = ("first_seen", "last_seen", "clean", "resolved_at", "reopened", "eased")


def heading(look: Look) -> Iterator[Text]:
    """Nothing above a report of now."""
    if look.day:
        yield Text(f"As of {look.day}, with the teams, people and settings of today", "dim")


def stamp(look: Look) -> dict[str, datetime]:
    """The moment, for documents about a day that was asked for."""
    return {"as_of": look.at} if look.day else {}


def no_goal(look: Look, key: str, known: Iterable[str]) -> NoReturn:
    on = f" on {look.day}" if look.day else ""
    fail(f"fairlead: no goal {key}{on}{hint(key, list(known), '`fairlead goals` shows all')}")


def findings_of(look: Look, found: Sequence[Finding]) -> list[dict[str, Any]]:
    """For documents: a day of the past has no findings that were followed, only what was to be seen."""
    built: list[dict[str, Any]] = msgspec.to_builtins(found)
    return [{name: each[name] for name in each if not look.day or name not in FOLLOWED} for each in built]
