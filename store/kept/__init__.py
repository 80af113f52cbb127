"""Rows that facts are read from, kept up to date by what changed: between mapping and detecting.

Facts ask how much there is below each goal and who worked on what, out of all items and all that was done on them. So tables
are kept that say it row by row, and the rows of what changed are made anew before facts are read: judging after a sync costs
what the sync changed. Whatever writes items, activities, links, goals or people notes down what it touched (`noting`).
"""

from store.kept.filling import fresh, may_be_alike, reading, rebuild, refresh, works
from store.kept.noting import buried, changed, forget, headed, moved, named, standing

__all__ = [
    "buried",
    "changed",
    "forget",
    "fresh",
    "headed",
    "may_be_alike",
    "moved",
    "named",
    "reading",
    "rebuild",
    "refresh",
    "standing",
    "works",
]
