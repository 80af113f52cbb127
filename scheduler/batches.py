"""Which writes of a tool are one call, and what is said in it. Pure; `scheduler.lane` makes the calls."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec.structs import replace

from core.plan import Operation
from store.outbox import Intent

Batch = Sequence[Intent]


def batches(intents: Sequence[Intent]) -> Iterator[Batch]:
    """Cells of a tool are one call; everything else is one call each."""
    for (verb, *_), group in groupby(intents, _kind):
        if verb == "cells":
            yield list(group)
        else:
            yield from ([intent] for intent in group)


def _kind(intent: Intent) -> tuple[str, str, bool, bool]:
    operation = intent.operation
    return operation.target.verb, operation.undoes, operation.erase, doubtful(intent)


def doubtful(intent: Intent) -> bool:
    """A call may have been carried out without our knowing what it left."""
    return intent.state == "sent" or intent.sweep_at is not None


def looked_for(intent: Intent) -> Operation:
    """What is wanted; in doubt it is looked for in the tool itself, whatever the hub remembers of it."""
    return replace(intent.operation, ref=None) if doubtful(intent) else intent.operation


def as_it_stands(operation: Operation) -> Operation:
    """What stands, wanted once more."""
    return replace(
        operation, body=operation.before, url=operation.before_url, parts=operation.before_parts, ref=None, undoes=""
    )
