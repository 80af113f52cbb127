"""What is on its way and not there yet: why, and until when."""

from collections.abc import Iterable, Iterator, Sequence, Set
from datetime import datetime
from itertools import groupby

from msgspec import Struct
from sqlalchemy import Connection

from core.phrases import counted
from core.plan import Plan
from core.projection import Known
from scheduler.clock import DAY
from scheduler.hub import Hub
from store import gauges, outbox
from store.outbox import GOOD_FOR, Intent


class Waiting(Struct, frozen=True):
    """So many writes of a tool. `until` None: until somebody has mended what `why` names."""

    tool: str
    number: int
    why: str
    until: datetime | None

    def __str__(self) -> str:
        writes = counted(self.number, "write waits", "writes wait")
        return f"{self.tool}: {writes}{f' until {self.until:%H:%M} UTC' if self.until else ''} {self.why}"


def waiting(hub: Hub) -> tuple[Waiting, ...]:
    """By tool and reason."""
    with hub.store.read() as tx:
        reasons = sorted(_reasons(hub, outbox.on_their_way(tx)), key=lambda reason: (reason[0], reason[1]))
    return tuple(
        Waiting(tool, len(moments), why, max((at for at in moments if at), default=None))
        for (tool, why), group in groupby(reasons, key=lambda reason: (reason[0], reason[1]))
        if (moments := [at for _, _, at in group])
    )


def next_moment(hub: Hub) -> datetime | None:
    """When something that waits can go on by itself, or is to be looked for once more; None: nothing does."""
    now = hub.clock()
    with hub.store.read() as tx:
        moments = [at for _, _, at in _reasons(hub, outbox.on_their_way(tx)) if at]
        moments += [each.sweep_at for each in outbox.to_sweep(tx, now + DAY) if each.sweep_at]
    return min((at for at in moments if at > now), default=None)


def set_aside(hub: Hub) -> Iterator[str]:
    """What no plan names because a tool refused it, or somebody took it back, by tool; a line each."""
    with hub.store.read() as tx:
        found = gauges.outbox(tx)
    for (tool, state), number in sorted(found.items()):
        writes = counted(number, "write")
        if state == "dead":
            yield f"{tool}: {writes} refused"
        elif state == "undone":
            yield f"{tool}: {writes} taken back or given up, and not planned again"


def _reasons(hub: Hub, intents: Iterable[Intent]) -> Iterator[tuple[str, str, datetime | None]]:
    for intent in intents:
        tool = intent.operation.target.tool
        if intent.state == "sent":
            yield tool, "for certainty", hub.certain_at(intent)
        elif intent.state in ("planned", "failed"):
            yield tool, f"because {intent.error}" if intent.error else "to be carried out", intent.not_before


def sort_out(tx: Connection, known: Known, plan: Plan) -> tuple[Sequence[Intent], Sequence[str]]:
    """Of what was let pass and is not done: what is still wanted (by `plan`, which puts nothing aside) and due, and the marks
    of what nobody wants any more. What is as old as a day is weighed again with all else."""
    texts = {op.target: op.text for op in plan.operations}
    found, still = outbox.open_intents(tx), {each.fingerprint for each in known.findings}
    pending = [each for each in found if each.state in ("planned", "failed")]
    wanted = [each.operation.undoes != "" or texts.get(each.operation.target) == each.text for each in pending]
    due = [each for each, is_wanted in zip(pending, wanted, strict=True) if is_wanted and _is_due(each, known.now)]
    unwanted = [each for each, is_wanted in zip(pending, wanted, strict=True) if not is_wanted]
    unwanted += [each for each in found if each.state in ("dead", "undone") and _is_over(each, still)]
    return due, [each.operation.mark for each in unwanted]


def _is_over(intent: Intent, still: Set[str]) -> bool:
    """Nothing stands there, and all that it would tell of has resolved. What only keeps quiet would speak again."""
    operation = intent.operation
    absent = operation.body is not None and operation.before is None
    return absent and bool(operation.findings) and still.isdisjoint(operation.findings)


def _is_due(intent: Intent, now: datetime) -> bool:
    fresh = bool(intent.operation.undoes) or now < intent.created_at + GOOD_FOR
    return fresh and (intent.not_before is None or now >= intent.not_before)
