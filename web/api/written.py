"""What is written into tools, wherever the API tells of it."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Annotated

import msgspec
from fastapi import HTTPException, Path
from pydantic import AfterValidator

from core.plan import Operation, Step, Target, Verb
from core.undoing import Write
from store.encoding import clean
from store.orders import Act
from web.api.paging import cursor_of, place_of
from web.api.shapes import Told

Name = Annotated[str, Path(max_length=200), AfterValidator(clean)]
"""Of a plan or a run."""


class TargetTold(Told):
    """One place for one text of the hub's: `place` is an item, a channel, a goal or a page of `tool`, `topic` tells several
    texts there apart."""

    tool: str
    verb: Verb
    place: str
    topic: str


class OperationTold(Told):
    """One write. `body` is null where the text shall not stand any more, `before` where nothing stands yet. `findings` are the
    fingerprints of those that it tells of, `undoes` is the run that it takes back."""

    mark: str
    step: Step
    target: TargetTold
    body: str | None
    before: str | None
    url: str
    findings: list[str]
    undoes: str


class WriteTold(OperationTold):
    """A write that a tool took."""

    at: datetime
    run: str
    approved: bool
    undone_by: str | None


class OrderTold(Told):
    """What somebody asked for, to be done as the run `run` by whoever serves. `told` is what came of it, `is_wrong` whether
    that is less than was asked for."""

    run: str
    act: Act
    about: str
    actor: str
    at: datetime
    began_at: datetime | None
    ended_at: datetime | None
    told: str | None
    is_wrong: bool


def target_told(target: Target) -> TargetTold:
    return TargetTold.model_validate(target)


def operation_told(operation: Operation) -> OperationTold:
    return OperationTold.model_validate(operation)


def write_told(write: Write) -> WriteTold:
    told = operation_told(write.operation)
    return WriteTold(**dict(told), at=write.at, run=write.run, approved=write.approved, undone_by=write.undone_by)


def some_of(operations: Sequence[Operation], limit: int, cursor: str | None) -> tuple[list[OperationTold], str | None]:
    """As many of these, and the cursor of what follows. 409 where they are others by now."""
    stamp, start = _stamp(operations), 0
    if cursor is not None:
        seen, start = place_of(cursor, tuple[str, Annotated[int, msgspec.Meta(ge=0)]])
        if seen != stamp:
            raise HTTPException(409, "the plan has changed meanwhile; read it from its beginning")
    end = start + limit
    told = [operation_told(each) for each in operations[start:end]]
    return told, cursor_of((stamp, end)) if end < len(operations) else None


def _stamp(operations: Sequence[Operation]) -> str:
    return blake2b(msgspec.json.encode(operations), digest_size=8).hexdigest()
