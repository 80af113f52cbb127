"""A key of its own for each goal of the spreadsheet, whatever its rows name: nothing is lost to a key that repeats."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import count

from connectors.sheets import cells
from connectors.sheets.rows import Row
from connectors.sheets.slugs import slug
from core.records import Goal


class Keys:
    """`named` are all keys that rows name or that follow from their titles: none of them is made up for another row.
    `marked` are the places of rows that are known by a mark: no other row takes their key."""

    def __init__(self, named: Iterable[str], marked: Mapping[str, str] | None = None) -> None:
        self._known = set(named) | set(marked or ())
        self._marked = dict(marked or {})
        self._holders: dict[str, str] = {}
        self._numbers: defaultdict[str, count[int]] = defaultdict(lambda: count(2))

    def holds(self, key: str) -> bool:
        return key in self._holders

    def claim(self, row: Row, goal: Goal) -> str:
        """The first row that names a key holds it. A later one is known by that key and its title, so that its key stays
        when rows move; only where the title repeats as well, rows are numbered as they stand. `row.rejected` tells."""
        named = cells.text(row.cell("key")) == goal.key
        field = "key" if named else "title"
        holder = self._holders.get(goal.key)
        if holder is None and not named and row.sheet.marks.get(row.index) != goal.key:
            holder = self._marked.get(goal.key)
        if holder is None:
            self._holders[goal.key] = row.place(field)
            return goal.key
        key = self._made_up(f"{goal.key}/{slug(goal.title)}" if named else goal.key)
        where = f"“{goal.key}” already stands at {holder}; loaded as “{key}”"
        row.reject(field, f"{where}; give each goal an ID of its own", lost=False)
        return key

    def _made_up(self, wanted: str) -> str:
        numbered = (f"{wanted}-{number}" for number in self._numbers[wanted])
        key = wanted if wanted not in self._known else next(each for each in numbered if each not in self._known)
        self._known.add(key)
        return key
