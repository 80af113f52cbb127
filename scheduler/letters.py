"""What a person says of writes that are not done: to be tried again, or not to be made at all."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection

from scheduler.actor import actor
from scheduler.hub import Hub
from store import attempts, outbox
from store.outbox import Intent

Treatment = Callable[[Connection, Collection[str], str, datetime], None]  # of marks, on whose word, and when


class NoSuchWrite(Exception):
    """None, or more than one, goes by that mark; or it cannot be treated so. The text says what to do."""


def not_done(hub: Hub) -> list[Intent]:
    """All that is on its way, waits, is in doubt, was refused, undone or dropped."""
    with hub.store.read() as tx:
        return outbox.open_intents(tx)


def replay(hub: Hub, marks: Sequence[str]) -> list[Intent]:
    """Those of these marks (or beginnings of marks), or all that are dead; the next `apply` tries them, if they are still
    wanted."""
    return _treated(hub, marks, attempts.replay)


def drop(hub: Hub, marks: Sequence[str]) -> list[Intent]:
    """Those of these marks, or all that are dead, are not written until another text is wanted in their place."""
    return _treated(hub, marks, attempts.drop)


def _treated(hub: Hub, marks: Sequence[str], treat: Treatment) -> list[Intent]:
    with hub.store.write(durable=True) as tx:
        known = outbox.open_intents(tx)
        chosen = _chosen(known, marks) if marks else [each for each in known if each.state == "dead"]
        treat(tx, [each.operation.mark for each in chosen], actor(), hub.clock())
    return chosen


def _chosen(known: Sequence[Intent], marks: Sequence[str]) -> list[Intent]:
    chosen = [_one(known, mark) for mark in marks]
    for intent in chosen:
        if intent.state == "sent":
            raise NoSuchWrite(
                f"{intent.operation.mark[:8]}: it may stand in the tool already; `fairlead apply --wait` finds out"
            )
    return list({intent.operation.mark: intent for intent in chosen}.values())


def _one(known: Sequence[Intent], mark: str) -> Intent:
    found = [each for each in known if mark and each.operation.mark.startswith(mark.lower())]
    if len(found) != 1:
        which = (
            "several writes begin so; write more of the mark" if found else "no write that is not done has this mark"
        )
        raise NoSuchWrite(f"{mark}: {which}; `fairlead outbox` shows them")
    return found[0]
