"""The writes of one run: the tools side by side, and of each tool one write after the other, in the order of the plan.

A write is: intent committed, call made, result committed. Every `ensure_…` of a connector looks for our mark before it
writes. What was in doubt is looked for in the tool itself, whatever the hub remembers of it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from threading import Lock

from core.plan import Operation
from scheduler.hub import Hub
from scheduler.lane import Lane
from scheduler.threads import side_by_side
from store import keys, outbox
from store.outbox import Intent

ANSWERS, ANSWERS_TAKE = "answers", 30.0  # seconds, at most
Watch = Callable[[Operation, int, int], None]
Step = Callable[[Lane, Sequence[Intent]], None]


@contextmanager
def one_writer(hub: Hub) -> Iterator[None]:
    """One command writes a plan at a time: StoreError when another is at it. Answers to presses write little, and are waited
    for."""
    with hub.store.alone("apply"), hub.store.alone(ANSWERS, ANSWERS_TAKE):
        with hub.store.write() as tx:
            keys.note(tx, hub.key)
        yield


class Writing:
    """One run of writes as it goes on: how many were `done` by (tool, verb, step), and which were not and why. What a tool did
    not take because it takes nothing at all just now is in neither: it waits in the outbox."""

    def __init__(self, hub: Hub, run: str, watch: Watch = lambda *_: None) -> None:
        self.hub, self.run = hub, run
        self.done: Counter[tuple[str, str, str]] = Counter()
        self.failed: list[tuple[Operation, str]] = []
        self._watch, self._number, self._total = watch, 0, 0
        self._lock = Lock()

    def carry_out(self, intents: Sequence[Intent]) -> None:
        """Those of tools to which nothing may be written wait."""
        self._number, self._total = 0, len(intents)
        self._in_lanes(intents, Lane.carry_out)

    def settle(self) -> None:
        """Finds out what came of calls in doubt, once their tools had time to come to an end with them; and takes away twins
        that came later still."""
        now = self.hub.clock()
        with self.hub.store.read() as tx:
            doubtful = [each for each in outbox.unfinished(tx) if now >= self.hub.certain_at(each)]
            late = outbox.to_sweep(tx, now)
        self._in_lanes(doubtful, Lane.carry_out)
        self._in_lanes(late, Lane.sweep)

    def told(self, operations: Sequence[Operation], error: str | None) -> None:
        """What came of one call."""
        with self._lock:
            for operation in operations:
                self._number += 1
                self._watch(operation, self._number, max(self._total, self._number))
                if error:
                    self.failed.append((operation, error))
                else:
                    target = operation.target
                    self.done[target.tool, target.verb, operation.step] += 1

    def _in_lanes(self, intents: Sequence[Intent], step: Step) -> None:
        of_tool = {
            tool: [each for each in intents if each.operation.target.tool == tool] for tool in self.hub.written_to
        }
        lanes = [partial(step, Lane(self.hub, tool, self.told), some) for tool, some in of_tool.items() if some]
        side_by_side(self.hub, lanes, len(lanes))
