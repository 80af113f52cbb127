"""The goals that a rule or a test divides an item between, as people write them: one key, or a table of shares."""

from datetime import datetime
from typing import Any

from core.links import Shares
from mappings.document import Document
from mappings.places import Path

TOLERANCE = 0.001  # by which shares may miss 1: three thirds are written 0.333


def read_shares(document: Document, path: Path, goal: Any) -> Shares:
    """The goals between which a rule divides an item: a key, or a table of shares. What is no such thing gives none."""
    if isinstance(goal, str):
        if not goal:
            document.report(path, "the goal is empty; write its key")
        return ((goal, 1.0),)
    shares = tuple(goal.items()) if isinstance(goal, dict) else ()
    if any(not key for key, _share in shares):
        document.report(path, "the goal is empty; write its key")
    elif any(not is_a(share, (int, float)) or not 0 < share <= 1 for _goal, share in shares):
        document.report(path, "a share is a number above 0 and up to 1")
    elif isinstance(goal, dict) and not whole(shares):
        document.report(path, f"the shares add up to {total_of(shares):g}; make it 1")
    elif isinstance(goal, dict):
        return of_one(shares)
    return shares


def total_of(shares: Shares) -> float:
    return sum(share for _goal, share in shares)


def whole(shares: Shares) -> bool:
    """Whether they add up to one, as nearly as people write it."""
    return round(abs(total_of(shares) - 1), 6) <= TOLERANCE


def of_one(shares: Shares) -> Shares:
    """As parts of exactly one, in the same proportions."""
    total = total_of(shares)
    return tuple((goal, share / total) for goal, share in shares)


def is_a(value: Any, kind: type | tuple[type, ...]) -> bool:
    """TOML's own types: `true` is no number, a moment is no date."""
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool)) and not isinstance(value, datetime)
