"""What suggestions are learned from, and what they look like."""

from msgspec import Struct

from core.records import Item


class Example(Struct, frozen=True):
    """An item (with its team) and a goal, by key, that a person or rule linked it to. Not `confirmed`: somebody disputed it."""

    item: Item
    team: str | None
    goal: str
    confirmed: bool


class Suggestion(Struct, frozen=True):
    """A goal, by key, that an item probably serves.

    `confidence` is a share 0–1: of many suggestions with this confidence, that share is right. `reasons` are in plain
    words, the weightiest first, and name no person.
    """

    source: str
    item: str
    goal: str
    confidence: float
    reasons: tuple[str, ...]
