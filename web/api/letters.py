"""Writes that are not done: on their way, waiting, in doubt, refused or given up; and the switch that stops all writing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from core.authority import Visitor
from scheduler.actor import acting
from scheduler.halting import halt, resume
from scheduler.hub import Hub
from scheduler.letters import drop, not_done, replay, until
from store.halts import Halt
from store.outbox import Intent, State
from web.api.paging import Cursor, Limit, Paged, Text, cursor_of, place_of
from web.api.plainly import plainly
from web.api.router import resources
from web.api.shapes import Given, Reason, Told, Words
from web.api.written import OperationTold, operation_told
from web.door import needs
from web.site import SiteHere

router = resources("writes")


class LetterOut(OperationTold):
    """A write that is not done: `planned` is on its way, `failed` waits (`until`, where that is known) and is tried again,
    `sent` is in doubt, `dead` was refused for good, `undone` was taken back or given up. `since` it was recorded."""

    state: State
    why: str | None
    since: datetime
    tries: int
    run: str
    until: datetime | None


class Marks(Given):
    """Marks of writes, or beginnings of them; none: all that were refused."""

    marks: list[Words] = Field(default=[], max_length=1_000)


class Done(Told):
    marks: list[str]


class Halting(Given):
    reason: Reason


class HaltTold(Told):
    """Who stopped all writing, when, and why."""

    at: datetime
    actor: str
    reason: str


class Switch(Told):
    """`halted` is null while the hub may write."""

    halted: HaltTold | None


@router.get("/letters")
def letters(
    here: SiteHere,
    _visitor: Annotated[Visitor, needs("read")],
    state: Literal["planned", "sent", "failed", "dead", "undone"] | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Paged[LetterOut]:
    """All that is to be written and is not done, in order of tool, kind and place."""
    after = None if cursor is None else place_of(cursor, tuple[Text, Text, Text, Text])
    found = [each for each in not_done(here.hub) if state in (None, each.state)]
    found = sorted((each for each in found if after is None or _place(each) > after), key=_place)
    following = cursor_of(_place(found[limit - 1])) if len(found) > limit else None
    return Paged(items=[plainly(here.hub, _letter(here.hub, each)) for each in found[:limit]], next=following)


@router.post("/letters/replay")
def again(given: Marks, here: SiteHere, visitor: Annotated[Visitor, needs("approve")]) -> Done:
    """They are tried again, if they are still wanted."""
    with acting(visitor.person):
        chosen = replay(here.hub, given.marks)
    here.plan.forget()
    return _done(chosen)


@router.post("/letters/drop")
def give_up(given: Marks, here: SiteHere, visitor: Annotated[Visitor, needs("approve")]) -> Done:
    """They are not written, until another text is wanted in their place."""
    with acting(visitor.person):
        chosen = drop(here.hub, given.marks)
    here.plan.forget()
    return _done(chosen)


@router.post("/halt")
def stop(given: Halting, here: SiteHere, visitor: Annotated[Visitor, needs("edit")]) -> Switch:
    """Stops every write into every tool at once; reading goes on. The first one to halt stays named."""
    with acting(visitor.person):
        standing = halt(here.hub, given.reason)
    here.plan.forget()
    return _switch(standing)


@router.post("/resume")
def go_on(here: SiteHere, visitor: Annotated[Visitor, needs("approve")]) -> Switch:
    """Writing may go on."""
    with acting(visitor.person):
        resume(here.hub)
    here.plan.forget()
    return _switch(None)


def _place(intent: Intent) -> tuple[str, str, str, str]:
    target = intent.operation.target
    return target.tool, target.verb, target.place, target.topic


def _letter(hub: Hub, intent: Intent) -> LetterOut:
    return LetterOut(
        **dict(operation_told(intent.operation)),
        state=intent.state,
        why=intent.error,
        since=intent.created_at,
        tries=intent.attempts,
        run=intent.run,
        until=until(hub, intent),
    )


def _done(chosen: Sequence[Intent]) -> Done:
    return Done(marks=[each.operation.mark for each in chosen])


def _switch(standing: Halt | None) -> Switch:
    return Switch(halted=HaltTold.model_validate(standing) if standing else None)
