"""Writes as people see them arrive, be they planned or done: what the guard counts."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set

from msgspec import Struct

from core.plan import Operation, Plan, Step, Verb

ON_ITEMS: Set[Verb] = frozenset(("label", "comment", "link"))
ASKED_FOR: Set[Verb] = frozenset(("check-in",))  # what a person has just said, written down for them
ROUNDS: Set[str] = frozenset(
    ("digest", "check-in")
)  # messages that come once a week to each person, however many they are
NAMED = 5  # items that wait; of more only their number is told


class Deed(Struct, frozen=True):
    """A write that was done or would be. `approved`: somebody had approved exactly it, or asked for it."""

    tool: str
    verb: Verb
    place: str
    step: Step
    approved: bool = False
    topic: str = ""

    @property
    def is_round(self) -> bool:
        """The second word of a message's topic is its kind, the first whom it calls."""
        return self.verb == "message" and self.topic.partition("|")[2].partition("|")[0] in ROUNDS

    @property
    def item(self) -> tuple[str, str] | None:
        return (self.tool, self.place) if self.verb in ON_ITEMS else None


def deeds(plan: Plan) -> list[Deed]:
    """Those that people notice."""
    return [deed_of(operation) for operation in plan.notable]


def deed_of(operation: Operation) -> Deed:
    target = operation.target
    return Deed(target.tool, target.verb, target.place, operation.step, topic=target.topic)


def visible(done: Iterable[Deed]) -> int:
    """How many of them people see arrive: a sheet's cells are one for each tool, check-ins and weekly rounds are none."""
    counted = [each for each in done if each.verb not in ASKED_FOR and not each.is_round]
    sheets = {each.tool for each in counted if each.verb == "cells"}
    return len(sheets) + sum(each.verb != "cells" for each in counted)


def calls(done: Sequence[Deed]) -> Counter[str]:
    """Requests by tool: all cells of a tool go out in one."""
    cells = {each.tool for each in done if each.verb == "cells"}
    return Counter(each.tool for each in done if each.verb != "cells") + Counter(cells)


def touched(done: Iterable[Deed]) -> dict[str, int]:
    """How many items of each tool."""
    return dict(Counter(tool for tool, _ in {each.item for each in done if each.item}))


def spaced(plan: Plan, lately: Iterable[Deed], most: int) -> tuple[Plan, tuple[str, ...]]:
    """What may go ahead now without writing more than `most` times at one item in 24 hours, of which `lately` are those done
    already; and what waits, in words. What says nothing new but takes something back is counted and never waits."""
    written = Counter(each.item for each in lately if each.item)
    ready, waiting = [], defaultdict[str, int](int)
    for operation in plan.operations:
        item = deed_of(operation).item
        if item and operation.step != "remove" and written[item] >= most:
            waiting[" ".join(item)] += 1
            continue
        ready.append(operation)
        if item:
            written[item] += 1
    return Plan(tuple(ready)), tuple(_told(waiting, most))


def _told(waiting: Mapping[str, int], most: int) -> Iterable[str]:
    for item, count in list(waiting.items())[:NAMED]:
        yield f"{item}: {count} more, after {most} in 24 hours (guard.item_writes)"
    if len(waiting) > NAMED:
        yield f"and the same at {len(waiting) - NAMED} more items"
