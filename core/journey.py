"""The past of an item, told by its intervals, as the moments and lengths of time that flow is counted from: pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby, pairwise
from typing import NamedTuple

from msgspec import Struct

from core.times import DAY

EPOCH_DAY = date(1970, 1, 1).toordinal()


class Window(Struct, frozen=True):
    """The time after `start` up to and including `end`, UTC milliseconds."""

    start: int
    end: int

    @property
    def days(self) -> float:
        return (self.end - self.start) / DAY

    def holds(self, at: int) -> bool:
        return self.start < at <= self.end


class Step(NamedTuple):
    """How an item stood from `at` (UTC milliseconds) on; `due` is ISO text."""

    at: int
    status: str
    category: str
    assignee: str | None
    due: str | None


class Standing(NamedTuple):
    """How an item stands now, whoever says so, and since when it has had this category."""

    status: str
    category: str
    since: int


class Journey(Struct, frozen=True, gc=False, array_like=True):
    """What flow counts of one item, as of the end of a window; moments are UTC milliseconds.

    `started` is when work on it first began, `finished` when the done that stands at the end began. It `came` when it was
    created or reopened, and `left` when it was done, each within the window. `spent` is the time of the window in each
    category and status before done. `due` is its first committed due date, of which `moves` within the window, `later` of
    them to a later day. `handoffs` are all of them, up to its end.
    """

    category: str
    assignee: str | None
    seen: bool
    started: int | None
    finished: int | None
    came: tuple[int, ...]
    left: tuple[int, ...]
    spent: tuple[tuple[str, str, int], ...]
    due: str | None
    moves: int
    later: int
    handoffs: int


def journey(steps: Sequence[Step], window: Window) -> Journey | None:
    """None for an item that came after the window. `seen` says whether it was open at some moment of the window."""
    steps = [step for step in steps if step.at <= window.end]
    if not steps:
        return None
    turns = [next(group) for _, group in groupby(steps, lambda step: step.category == "done")]
    finished = turns[-1].at if len(turns) > 1 and steps[-1].category == "done" else None
    before_end = steps if finished is None else [step for step in steps if step.at < finished]
    moves = list(_moves(before_end, window))
    return Journey(
        category=steps[-1].category,
        assignee=steps[-1].assignee,
        seen=any(step.category != "done" and end > window.start for step, end in _stays(steps, window)),
        started=next((step.at for step in steps if step.category == "doing"), None),
        finished=finished,
        came=tuple(turn.at for turn in turns if turn.category != "done" and window.holds(turn.at)),
        left=tuple(turn.at for turn in turns[1:] if turn.category == "done" and window.holds(turn.at)),
        spent=tuple(_spent(steps, window)),
        due=next((step.due for step in before_end if step.due), None),
        moves=len(moves),
        later=sum(after is not None and after > before for before, after in moves),
        handoffs=_handoffs(before_end),
    )


def settled(steps: Sequence[Step], now: Standing) -> list[Step]:
    """The past of an item's own record, mended by how the item stands now.

    Its tool may say itself when it was done: what had been recorded as done before that was still open, in a status that
    is not known. And a second place may give it a category that its own record never had: from then on that one counts.
    """
    run = next((n for n in range(len(steps), 0, -1) if steps[n - 1].category != now.category), 0)
    if run == len(steps):
        return list(_overlaid(steps, now))
    if now.category != "done" or steps[run].at == now.since or (run and now.since < steps[run - 1].at):
        return list(steps)
    category = steps[run - 1].category if run else "todo"
    early = (step._replace(category=category, status="") for step in steps[run:] if step.at < now.since)
    return _with_turn([*steps[:run], *early], steps[run:], now._replace(status=steps[run].status))


def stood(steps: Sequence[Step], now: Standing, at: int) -> Standing | None:
    """How an item stood at a moment (UTC milliseconds), by its own record as `settled` mends it. None before it came."""
    before = [step for step in settled(steps, now) if step.at <= at]
    if not before:
        return None
    *_, last = (next(group) for _, group in groupby(before, lambda step: step.category))
    return Standing(before[-1].status, last.category, last.at)


def _overlaid(steps: Sequence[Step], now: Standing) -> list[Step]:
    early = [step for step in steps if step.at < now.since]
    late = [step._replace(status=now.status, category=now.category) for step in steps if step.at >= now.since]
    return _with_turn(early, late, now)


def _with_turn(early: Sequence[Step], rest: Sequence[Step], now: Standing) -> list[Step]:
    """A step at the moment at which the present category began, between those before it and those after it."""
    last = (early or rest)[-1 if early else 0]
    turn = last._replace(at=now.since, status=now.status, category=now.category)
    late = [step for step in rest if step.at >= now.since]
    return [*early, *([] if late and late[0].at == now.since else [turn]), *late]


def deadline(due: str) -> int:
    """The moment at which a due day (ISO text) is over."""
    return (date.fromisoformat(due).toordinal() - EPOCH_DAY + 1) * DAY


def _stays(steps: Sequence[Step], window: Window) -> Iterator[tuple[Step, int]]:
    """Each step with its end; the last one lasts beyond the window."""
    for step, after in pairwise(steps):
        yield step, after.at
    yield steps[-1], window.end + 1


def _spent(steps: Sequence[Step], window: Window) -> Iterator[tuple[str, str, int]]:
    """A status that is not known is time that cannot be told of."""
    lengths: dict[tuple[str, str], int] = {}
    for step, end in _stays(steps, window):
        length = min(end, window.end) - max(step.at, window.start)
        if step.category != "done" and step.status and length > 0:
            lengths[step.category, step.status] = lengths.get((step.category, step.status), 0) + length
    return ((category, status, length) for (category, status), length in lengths.items())


def _moves(steps: Iterable[Step], window: Window) -> Iterator[tuple[str, str | None]]:
    """Due dates that became other ones, or none."""
    for before, after in pairwise(steps):
        if before.due and after.due != before.due and window.holds(after.at):
            yield before.due, after.due


def _handoffs(steps: Iterable[Step]) -> int:
    """From one assignee to another, however long nobody had it in between."""
    names = [step.assignee for step in steps if step.assignee]
    return sum(before != after for before, after in pairwise(names))
