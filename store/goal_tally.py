"""Items counted by goal, added up along the parents of goals."""

from collections import defaultdict
from collections.abc import Mapping

from msgspec import Struct

from core.chain import ancestors
from core.records import Goal


class GoalTally(Struct):
    """Items by category, and the newest moment of what is asked for (UTC milliseconds, 0: none)."""

    todo: int = 0
    doing: int = 0
    done: int = 0
    newest: int = 0

    @property
    def open(self) -> int:
        return self.todo + self.doing

    def add(self, other: "GoalTally") -> None:
        self.todo += other.todo
        self.doing += other.doing
        self.done += other.done
        self.newest = max(self.newest, other.newest)


def rolled_up(direct: Mapping[str, GoalTally], goals: Mapping[str, Goal]) -> dict[str, GoalTally]:
    """Each goal with everything below it, if there is anything. An item of two goals below counts twice."""
    total: dict[str, GoalTally] = defaultdict(GoalTally)
    for key, tally in direct.items():
        for goal in ancestors(key, goals):
            total[goal.key].add(tally)
    return dict(total)
