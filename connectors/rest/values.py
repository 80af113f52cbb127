"""Single values of an answer as an item needs them. ValueError says what stands there instead, by shape alone."""

import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Literal
from urllib.parse import urljoin

Unit = Literal["days", "hours", "minutes", "seconds"]

SHOWN = 20  # names of keys in a message
LONGEST = 200  # characters of an id or key: databases index them
PER_DAY: Mapping[Unit, float] = {"days": 1, "hours": 8, "minutes": 480, "seconds": 28_800}  # a person-day has 8 hours
MILLISECONDS = 1e11  # from here on a number counts those: in seconds it would be the year 5138

_EPOCH = re.compile(r"-?[0-9]{9,16}(\.[0-9]+)?")


def storable(said: str) -> str:
    """JSON may hold half a character or NUL, which no database does."""
    return said.encode(errors="replace").decode().replace("\0", "\ufffd")


def shape(value: Any) -> str:
    """What a person may look for a path in: the names of keys, because values may be anybody's."""
    if isinstance(value, dict):
        names = [key[:60] for key in list(value)[:SHOWN]]
        return storable(f"an object with the keys {', '.join(names)}") if names else "an object without keys"
    kind = {list: "a list", str: "a text", bool: "true or false", type(None): "null"}.get(type(value), "a number")
    return f"{kind} of {len(value)}" if isinstance(value, list) else kind


def text(value: Any) -> str:
    """A single value in words; null is the empty text."""
    if isinstance(value, str):
        return storable(value).strip()
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("is not a finite number")
        return str(int(value) if value.is_integer() else value)
    if isinstance(value, int):
        return str(value)
    raise ValueError(f"is {shape(value)}; let the path lead to a single value")


def word(value: Any) -> str:
    said = text(value)
    if not said:
        raise ValueError("is empty")
    return said


def name(value: Any) -> str:
    said = word(value)
    if len(said) > LONGEST:
        raise ValueError(f"has {len(said)} characters; the hub takes {LONGEST}")
    return said


def moment(value: Any) -> datetime:
    """ISO 8601 or seconds or milliseconds since 1970; a time without zone is one in UTC."""
    try:
        if isinstance(value, str):
            return _utc(_iso(value))
        if isinstance(value, int | float) and not isinstance(value, bool):
            return _utc(value)
    except (ValueError, OverflowError, OSError):
        pass
    raise ValueError(f"{_quoted(value)} is no time; ISO 8601 and seconds or milliseconds since 1970 are read")


def day(value: Any) -> date:
    """As it is written, whatever the zone; of a number the day in UTC."""
    try:
        found = _iso(value) if isinstance(value, str) else None
    except (ValueError, OverflowError):
        found = None
    return found.date() if isinstance(found, datetime) else moment(value).date()


def amount(value: Any) -> float:
    """A number that is not below zero, also one that is written as a text."""
    try:
        found = math.nan if isinstance(value, bool) else float(text(value))
    except (ValueError, OverflowError):
        found = math.nan
    if not 0 <= found < math.inf:
        raise ValueError(f"{_quoted(value)} is no amount; write a number from zero on")
    return found


def days(value: Any, unit: Unit) -> float:
    """An amount of work in person-days."""
    return amount(value) / PER_DAY[unit]


def address(value: Any, base_url: str) -> str:
    """A full address; a relative one is meant from `base_url`."""
    found = urljoin(f"{base_url}/", word(value))
    if not re.match(r"https?://[^\s/]+\S*$", found):
        raise ValueError("is no address of the web")
    return found


def _iso(said: str) -> datetime | float:
    said = said.strip()
    return float(said) if _EPOCH.fullmatch(said) else datetime.fromisoformat(said)


def _utc(found: datetime | float) -> datetime:
    if isinstance(found, datetime):
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    return datetime.fromtimestamp(found / 1000 if abs(found) >= MILLISECONDS else found, UTC)


def _quoted(value: Any) -> str:
    return f"“{storable(value)[:40]}”" if isinstance(value, str) else shape(value)
