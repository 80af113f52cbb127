"""The hub's own columns in a sheet of goals, beside those of its owner and never over them."""

from collections.abc import Iterable
from typing import Literal

Column = Literal["findings", "health", "pace", "share", "moved", "link"]
FIGURES: frozenset[Column] = frozenset(("health", "pace", "share", "moved", "link"))
"""Columns that tell figures, and not findings: they notify nobody, and change with the world."""
COLUMNS: tuple[Column, ...] = ("findings", "health", "pace", "share", "moved", "link")
"""In the order in which they stand. Headings are the heading of the first one (a setting of the tab) and these words."""
HEADINGS: dict[Column, str] = {
    "findings": "",
    "health": "health",
    "pace": "pace",
    "share": "share of effort",
    "moved": "last movement",
    "link": "findings at",
}


def headings(first: str, columns: Iterable[Column] = COLUMNS) -> dict[Column, str]:
    """What stands above each, where `first` stands above the first one: *Fairlead*, *Fairlead pace*."""
    return {column: f"{first} {HEADINGS[column]}".strip() for column in columns}
