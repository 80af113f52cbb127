"""How what a run wrote is taken back: at each target what stood before comes back, unless others wrote there since. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from core.phrases import day
from core.plan import Operation, Plan, Standing, Step, Target, mark_of

KEPT_NO_LONGER = "[kept no longer]"
"""In the place of texts that had their time (`[retention] texts_days`)."""


class Write(Struct, frozen=True, kw_only=True):
    """A write that a tool took: the operation with the tool's ref for what stands since. `approved`: somebody had approved the
    plan. `undone_by` is the run that took it back."""

    id: int
    at: datetime
    run: str
    operation: Operation
    approved: bool
    undone_by: str | None


class Left(Struct, frozen=True):
    """What is not taken back, or leaves something behind, and why."""

    target: Target
    why: str


class Undoing(Struct, frozen=True):
    """`plan` takes a run back, newest first; `left` names what it does not. `already` is how many were taken back before."""

    plan: Plan
    left: tuple[Left, ...] = ()
    already: int = 0


def undo(run: str, writes: Sequence[Write], standing: Mapping[Target, Standing], hub_key: bytes) -> Undoing:
    """`writes` are all that were ever done at the targets of the run, oldest first. Undoing an undoing brings back what that
    took away."""
    at: dict[Target, list[Write]] = defaultdict(list)
    for write in writes:
        at[write.operation.target].append(write)
    newest = sorted(at, key=lambda target: -max(write.id for write in at[target] if write.run == run))
    found = [_taken_back(run, at[target], standing.get(target), hub_key) for target in newest]
    operations = tuple(each for each in found if isinstance(each, Operation))
    left = tuple(each for each in found if isinstance(each, Left))
    return Undoing(Plan(operations), left, sum(each is None for each in found))


def _taken_back(run: str, writes: list[Write], stands: Standing | None, hub_key: bytes) -> Operation | Left | None:
    """None where that was done before, or where nothing changed."""
    mine = [write for write in writes if write.run == run]
    first, last = mine[0].operation, mine[-1].operation
    target = last.target
    if is_taken_back(mine[-1], writes):
        return None
    if later := changed_since(mine[-1], writes):
        return Left(target, f"run {later.run} wrote there again on {day(later.at)}; take that back first")
    if KEPT_NO_LONGER in (first.before, last.body, last.before):
        return Left(target, "what stood there before was kept for so many days only ([retention] texts_days)")
    now = (stands.body, stands.url, stands.parts) if stands else (None, last.url, last.parts)
    if now != (last.body, last.url, last.parts):
        return Left(target, "what stands there is not what this run wrote")
    earlier = [write for write in writes if write.id < mine[0].id]
    return _bring_back(run, first, last, earlier, stands, hub_key)


def _bring_back(
    run: str, first: Operation, last: Operation, earlier: Sequence[Write], stands: Standing | None, hub_key: bytes
) -> Operation | None:
    if (first.before, first.before_url, first.before_parts) == (last.body, last.url, last.parts):
        return None
    step: Step = "remove" if first.before is None else "add" if last.body is None else "change"
    return Operation(
        mark=mark_of(last.target, hub_key),
        step=step,
        target=last.target,
        body=first.before,
        before=last.body,
        url=first.before_url,
        ref=stands.ref if stands else None,
        findings=earlier[-1].operation.findings if earlier and first.before is not None else (),
        parts=first.before_parts,
        before_url=last.url,
        before_parts=last.parts,
        undoes=run,
        erase=step == "remove" and not leaves_trace(earlier),
    )


def leaves_trace(writes: Sequence[Write]) -> bool:
    """Whether what these left, oldest first, is more than nothing: a removal may tell readers that it is over, and an undoing
    brings back what stood before."""
    if not writes:
        return False
    undone = [nth for nth, write in enumerate(writes) if write.run == writes[-1].operation.undoes]
    return leaves_trace(writes[: undone[0]]) if undone else True


def is_taken_back(write: Write, writes: Sequence[Write]) -> bool:
    """Whether it was undone, and that undoing stands. `writes` are all at the same target."""
    return write.undone_by is not None and any(
        each.operation.undoes == write.run and not is_taken_back(each, writes) for each in writes
    )


def changed_since(write: Write, writes: Sequence[Write]) -> Write | None:
    """The newest later write at the same target that still stands. What took back a later one left things as they were."""
    later = [each for each in writes if each.id > write.id]
    runs = {each.run for each in later}
    standing = [each for each in later if each.operation.undoes not in runs and not is_taken_back(each, writes)]
    return standing[-1] if standing else None
