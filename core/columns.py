"""The hub's own columns in a sheet of goals, beside those of its owner and never over them."""

from typing import Literal

Column = Literal["findings", "health", "pace", "share", "moved", "link"]
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
