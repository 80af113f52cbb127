"""The value of a site's own field, in whatever form Jira gives it, as the texts that people see."""

import math
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from connectors.jira.adf import Node, text_of
from core.records import FIELD_LIMIT

MOST = 100  # values of one field
_NAMES = ("value", "displayName", "name", "emailAddress", "key", "id")
_SPRINT = re.compile(r"^com\.atlassian\.greenhopper\..*?[\[,]name=(.*?),(?:\w+=|\])")  # how Data Center shows sprints


def texts(value: Any) -> tuple[str, ...]:
    """Selects by what was chosen (of a cascade `a / b`), people, groups, versions and sprints by name, numbers and dates
    as written, documents by their words. Each is cut to `FIELD_LIMIT`; nothing gives nothing."""
    shown = (text.strip()[:FIELD_LIMIT] for text in _texts(msgspec.to_builtins(value)))
    return tuple(dict.fromkeys(text for text in shown if text))[:MOST]


def number(value: Any) -> float | None:
    """Of a number field, or of a text or select field that holds one; None where it says no number."""
    if isinstance(value, bool):
        return None
    try:
        found = float(value if isinstance(value, int | float) else next(iter(texts(value)), ""))
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value[:MOST]:
            yield from _texts(one)
    elif isinstance(value, dict):
        yield _named(value)
    elif isinstance(value, bool):
        yield "true" if value else "false"
    elif isinstance(value, float):
        yield str(int(value)) if value.is_integer() else str(value)
    elif isinstance(value, str):
        found = _SPRINT.match(value)
        yield found[1] if found else value
    elif value is not None:
        yield str(value)


def _words(document: dict[str, Any]) -> str:
    """Nothing of one that is none: an odd value must not cost its issue."""
    try:
        return text_of(msgspec.convert(document, Node))
    except msgspec.ValidationError:
        return ""


def _named(value: dict[str, Any]) -> str:
    if value.get("type") == "doc":
        return _words(value)
    name = next((str(value[key]) for key in _NAMES if isinstance(value.get(key), str | int | float)), "")
    child = value.get("child")
    return f"{name} / {_named(child)}" if isinstance(child, dict) else name
