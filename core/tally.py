"""What flow counts of many items, added up so that sums of sums stay right: percentiles need all the numbers."""

from array import array
from collections import Counter

from msgspec import Struct, field

from core.journey import Journey, Window, deadline
from core.times import DAY

WEEK = 7 * DAY


def _numbers() -> "array[float]":
    return array("d")


class Tally(Struct):
    """What flow counts of some items; times are days, weeks are counted back from the end of the window.

    `seen` items were open at some moment of the window, `finished` are those of them that are done at its end. `due` items had
    their first committed due date in it, `met` of them kept it.
    """

    seen: int = 0
    finished: int = 0
    cycle: "array[float]" = field(default_factory=_numbers)
    age: "array[float]" = field(default_factory=_numbers)
    handoffs: "array[float]" = field(default_factory=_numbers)
    spent: dict[str, "array[float]"] = field(default_factory=dict)
    stays: dict[str, "array[float]"] = field(default_factory=dict)
    due: int = 0
    met: int = 0
    dated: int = 0
    moves: int = 0
    later: int = 0
    came: Counter[int] = field(default_factory=Counter)
    left: Counter[int] = field(default_factory=Counter)

    def add(self, item: Journey, window: Window) -> None:
        if item.due:
            self._promise(item, item.due, window)
        if not item.seen:
            return
        self.seen += 1
        if item.finished is not None:
            self._end(item, item.finished)
        elif item.category == "doing" and item.started is not None:
            self.age.append((window.end - item.started) / DAY)
        self._stay(item)
        for at in item.came:
            self.came[(window.end - at) // WEEK] += 1
        for at in item.left:
            self.left[(window.end - at) // WEEK] += 1

    def _promise(self, item: Journey, due: str, window: Window) -> None:
        if window.holds(over := deadline(due)):
            self.due += 1
            self.met += item.finished is not None and item.finished < over
        if item.seen:
            self.dated += 1
            self.moves += item.moves
            self.later += item.later

    def _end(self, item: Journey, finished: int) -> None:
        self.finished += 1
        self.handoffs.append(item.handoffs)
        if item.started is not None:
            self.cycle.append((finished - item.started) / DAY)

    def _stay(self, item: Journey) -> None:
        totals: dict[str, int] = {}
        for category, status, length in item.spent:
            totals[category] = totals.get(category, 0) + length
            if category == "doing":
                self.stays.setdefault(status, _numbers()).append(length / DAY)
        for category, length in totals.items():
            self.spent.setdefault(category, _numbers()).append(length / DAY)

    def merge(self, other: "Tally") -> None:
        for name in self.__struct_fields__:
            mine, others = getattr(self, name), getattr(other, name)
            if isinstance(mine, int):
                setattr(self, name, mine + others)
            elif isinstance(mine, array):
                mine.extend(others)
            elif isinstance(mine, Counter):
                mine.update(others)
            else:
                for status, days in others.items():
                    mine.setdefault(status, _numbers()).extend(days)
