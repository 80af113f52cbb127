"""A key of its own for each goal of the spreadsheet, whatever its rows name: nothing is lost to a key that repeats."""

import re
from collections import defaultdict
from collections.abc import Iterable
from hashlib import blake2b
from itertools import count

from connectors.sheets import cells
from connectors.sheets.rows import Row
from connectors.sheets.settings import Column
from core.records import Goal


def derived_key(tab: str, title: str) -> str:
    """The key of a row that names none: it stays while tab and goal keep their titles."""
    return f"{slug(tab)}/{slug(title)}"


def slug(title: str) -> str:
    """A title without letters or digits (emoji) is known by its digest."""
    words = re.sub(r"[\W_]+", "-", title.casefold()).strip("-")
    return words or blake2b(title.encode(), digest_size=6).hexdigest()


class Keys:
    """`named` are all keys that rows name or that follow from their titles: none of them is made up for another row."""

    def __init__(self, named: Iterable[str]) -> None:
        self._known = set(named)
        self._holders: dict[str, str] = {}
        self._numbers: defaultdict[str, count[int]] = defaultdict(lambda: count(2))

    def holds(self, key: str) -> bool:
        return key in self._holders

    def claim(self, row: Row, goal: Goal) -> str:
        """The first row that names a key holds it. A later one is known by that key and its title, so that its key stays
        when rows move; only where the title repeats as well, rows are numbered as they stand. `row.rejected` tells."""
        named = cells.text(row.cell("key")) == goal.key
        field: Column = "key" if named else "title"
        if goal.key not in self._holders:
            self._holders[goal.key] = row.place(field)
            return goal.key
        key = self._made_up(f"{goal.key}/{slug(goal.title)}" if named else goal.key)
        where = f"“{goal.key}” already stands at {self._holders[goal.key]}; loaded as “{key}”"
        row.reject(field, f"{where}; give each goal an ID of its own", lost=False)
        return key

    def _made_up(self, wanted: str) -> str:
        numbered = (f"{wanted}-{number}" for number in self._numbers[wanted])
        key = wanted if wanted not in self._known else next(each for each in numbered if each not in self._known)
        self._known.add(key)
        return key
