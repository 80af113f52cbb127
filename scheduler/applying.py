"""Last use case: bring the plan about through the outbox.

A write is: intent committed, call made, result committed. Every `ensure_…` of a connector looks for our mark before it
writes, so an intent found in the air after a crash is simply carried out again.
"""

import secrets
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import cast

from core.contract import (
    Cells,
    Comments,
    Connector,
    ConnectorError,
    Labels,
    Links,
    Messages,
    Note,
    Unauthorized,
    Unavailable,
)
from core.plan import Operation, Target
from core.projection import addressee
from scheduler.approving import NotApproved, begin, insist_on_approval
from scheduler.hub import Hub
from scheduler.planning import APPLIED_WITH, plan_writes
from store import accounts, meta, outbox

Batch = Sequence[Operation]
Watch = Callable[[Operation, int, int], None]


@dataclass(frozen=True)
class Applied:
    """How many writes were done by (tool, verb, step), and which were not and why."""

    run: str
    done: Mapping[tuple[str, str, str], int]
    failed: tuple[tuple[Operation, str], ...]


def apply_plan(hub: Hub, approve: str | None, watch: Watch) -> Applied:
    """Carries the present plan out. NotApproved when the hub is dry-run or still learns, or when the guard holds the plan and
    `approve` does not name exactly it, StoreError when the database is damaged or another apply is under way."""
    if not hub.live:
        raise NotApproved(f'the hub is in dry-run: set mode = "live" under [hub] in {hub.config.path} to let it write')
    with hub.store.alone("apply"):
        hub.store.check()
        outcome = _Outcome(hub)
        outcome.carry_out(_in_the_air(hub))
        planned = plan_writes(hub)
        insist_on_approval(hub, planned, approve)
        with hub.store.write(durable=True) as tx:
            operations = outbox.record_intents(tx, planned.plan.operations, outcome.run, hub.clock())
            if planned.plan.notable:  # a plan that the guard did not weigh approves no rules
                meta.put(tx, APPLIED_WITH, planned.rules)
            if operations:
                begin(tx, hub, planned, approve, outcome.run)
        outcome.carry_out(operations, watch)
    return Applied(outcome.run, dict(outcome.done), tuple(outcome.failed))


def _in_the_air(hub: Hub) -> list[Operation]:
    """As many for each tool as the day still allows; those of tools that are not enabled wait."""
    with hub.store.read() as tx:
        unfinished = [intent.operation for intent in outbox.unfinished(tx)]
        written = outbox.writes_today(tx, hub.clock())
    of_tool = {tool: [each for each in unfinished if each.target.tool == tool] for tool in hub.tools}
    room = {tool: max(hub.config.limits.daily_writes - written.get(tool, 0), 0) for tool in hub.tools}
    return [operation for tool in hub.tools for operation in of_tool[tool][: room[tool]]]


class _Outcome:
    """One run of writes as it goes on. After a refused credential the rest of that tool is left for another run."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.run = secrets.token_hex(4)
        self.done: Counter[tuple[str, str, str]] = Counter()
        self.failed: list[tuple[Operation, str]] = []
        self._refused: dict[str, str] = {}

    def carry_out(self, operations: Sequence[Operation], watch: Watch = lambda *_: None) -> None:
        number = 0
        for batch in _batches(operations):
            target = batch[0].target
            error = self._refused.get(target.tool) or self._attempt(batch)
            for operation in batch:
                number += 1
                watch(operation, number, len(operations))
                if error:
                    self.failed.append((operation, error))
                else:
                    self.done[target.tool, target.verb, operation.step] += 1

    def _attempt(self, batch: Batch) -> str | None:
        """The write, between its two commits; what went wrong, in words."""
        tool = batch[0].target.tool
        with self.hub.store.write(durable=True) as tx:
            for operation in batch:
                outbox.mark_sent(tx, operation.mark, self.hub.clock())
        try:
            ref = _write(self.hub.connect(tool), batch, self._reader(batch[0].target))
        except ConnectorError as error:
            if isinstance(error, Unauthorized) and error.everywhere:
                self._refused[tool] = str(error)
            self._failed(batch, error)
            return str(error)
        with self.hub.store.write(durable=True) as tx:
            for operation in batch:
                outbox.mark_done(tx, operation.mark, ref, self.hub.clock())
        return None

    def _reader(self, target: Target) -> str | None:
        """The account, in the tool itself, of the person that a message is for."""
        if target.verb != "message":
            return None
        with self.hub.store.read() as tx:
            return accounts.account_of(tx, target.tool, addressee(target))

    def _failed(self, batch: Batch, error: ConnectorError) -> None:
        ambiguous = isinstance(error, Unavailable) and error.ambiguous
        with self.hub.store.write() as tx:
            for operation in batch:
                outbox.mark_failed(tx, operation.mark, str(error), self.hub.clock(), ambiguous=ambiguous)


def _batches(operations: Iterable[Operation]) -> Iterator[Batch]:
    """Cells of a tool are one call; everything else is one call each."""
    for (_, verb), group in groupby(operations, lambda operation: (operation.target.tool, operation.target.verb)):
        if verb == "cells":
            yield list(group)
        else:
            yield from ([operation] for operation in group)


def _write(connector: Connector, batch: Batch, to: str | None) -> str | None:
    """Says the wanted end result with the verb's own method; the tool's ref for what stands now."""
    first = batch[0]
    target = first.target
    note = Note(mark=first.mark, body=first.body, ref=first.ref, url=first.url, to=to, erase=bool(first.undoes))
    match target.verb:
        case "label":
            cast(Labels, connector).ensure_label(target.place, target.topic, first.body is not None)
            return None
        case "comment":
            return cast(Comments, connector).ensure_comment(target.place, note)
        case "link":
            return cast(Links, connector).ensure_link(target.place, note)
        case "message":
            return cast(Messages, connector).ensure_message(target.place, note)
        case "cells":
            cast(Cells, connector).ensure_cells(_rows(batch), erase=bool(first.undoes))
            return None
        case _:
            raise AssertionError(f"no way to write a {target.verb}")


def _rows(batch: Batch) -> dict[str, dict[str, str]]:
    """Texts by goal and column."""
    rows: dict[str, dict[str, str]] = defaultdict(dict)
    for operation in batch:
        rows[operation.target.place][operation.target.topic] = operation.body or ""
    return rows
