"""The evidence of a finding in plain words, whatever detector it is of: a few facts, each `name: value`. Pure.

Nothing of persons is told, and no lists of whole things (items with their titles): who reads a note may not see these.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from core.phrases import day

FEW = 4  # facts
_PLAIN_TO_SEE = frozenset(("category", "container", "method"))  # in the place itself, or of no use there
LISTED = 3  # values of one fact
LONGEST = 90  # characters of one fact
_PEOPLE = frozenset(
    ("actor", "answered", "assignee", "author", "by", "decided_by", "may_decide", "owner", "owners", "people")
)
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?")


def reasons(evidence: Mapping[str, Any], few: int = FEW, said: str = "") -> str:
    """`open items: 7 · last activity: 2 March 2026`; empty where nothing can be told. What was `said` is not told again."""
    return " · ".join(f"{name}: {fact}" for name, fact in facts(evidence, few, said))


def facts(evidence: Mapping[str, Any], few: int = FEW, said: str = "") -> list[tuple[str, str]]:
    """The same as pairs of a name and a value."""
    told = ((_name(key), _said(key, value)) for key, value in evidence.items() if key not in _PEOPLE | _PLAIN_TO_SEE)
    worth = ((name, fact) for name, fact in told if fact and not _holds(said, fact))
    return [(name, fact) for name, fact in worth if "@" not in name + fact and len(name) + len(fact) + 2 <= LONGEST][
        :few
    ]


def _holds(said: str, fact: str) -> bool:
    return bool(said) and all(part in said for part in fact.split(", "))


def _said(key: str, value: Any) -> str:
    match value:
        case dict():
            pairs = [f"{_plain(str(name))} {said}" for name, each in value.items() if (said := _single(key, each))]
            return _listed(pairs, len(value))
        case list() | tuple():
            return _listed([said for each in value if (said := _single(key, each))], len(value))
        case _:
            return _single(key, value)


def _listed(said: list[str], of: int) -> str:
    """Nothing, where a part cannot be told."""
    if not said or len(said) < of:
        return ""
    more = f" and {of - LISTED} more" if of > LISTED else ""
    return ", ".join(said[:LISTED]) + more


def _single(key: str, value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case float() if "share" in key or key in ("coverage", "distance"):
            return f"{value:.0%}"
        case int() | float():
            return f"{value:g} days" if key.endswith("_days") else f"{value:g}"
        case str():
            return _plain(value)
        case _:
            return ""


def _plain(text: str) -> str:
    """On one line, days as people write them."""
    said = " ".join(text.split())
    found = _DAY.fullmatch(said)
    try:
        return day(date.fromisoformat(found[1])) if found else said
    except ValueError:
        return said


def _name(key: str) -> str:
    return " ".join(key.removesuffix("_days").replace("_", " ").split())
