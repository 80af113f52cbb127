"""What a person says of writes that are not done: to be tried again, or not to be made at all."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from scheduler.actor import actor
from scheduler.hub import Hub
from store import attempts, outbox
from store.outbox import Intent, State

Treatment = Callable[[Connection, Collection[str], str, datetime], None]  # of marks, on whose word, and when
CALLED: Mapping[State, str] = {"planned": "on its way", "sent": "in doubt", "failed": "waits", "dead": "refused"}
DOUBTFUL = {"sent": "it may stand in the tool already; `fairlead apply --wait` finds out"}
ASIDE = {"undone": "it was given up or taken back already; `fairlead outbox replay` writes it again"}


class NoSuchWrite(Exception):
    """None, or more than one, goes by that mark; or it cannot be treated so. The text says what to do."""


def not_done(hub: Hub) -> list[Intent]:
    """All that is on its way, waits, is in doubt, was refused, undone or dropped."""
    with hub.store.read() as tx:
        return outbox.open_intents(tx)


def until(hub: Hub, intent: Intent) -> datetime | None:
    """When it can be tried, or looked for, again; None where nothing hinders that."""
    return hub.certain_at(intent) if intent.state == "sent" else intent.not_before


def replay(hub: Hub, marks: Sequence[str]) -> list[Intent]:
    """Those of these marks (or beginnings of marks), or all that are dead; the next `apply` tries them, if they are still
    wanted."""
    return _treated(hub, marks, attempts.replay, DOUBTFUL)


def drop(hub: Hub, marks: Sequence[str]) -> list[Intent]:
    """Those of these marks, or all that are dead, are not written until another text is wanted in their place. NoSuchWrite for
    what is given up already."""
    return _treated(hub, marks, attempts.drop, DOUBTFUL | ASIDE)


def _treated(hub: Hub, marks: Sequence[str], treat: Treatment, never: Mapping[str, str]) -> list[Intent]:
    with hub.store.write(durable=True) as tx:
        known = outbox.open_intents(tx)
        chosen = _chosen(known, marks, never) if marks else [each for each in known if each.state == "dead"]
        treat(tx, [each.operation.mark for each in chosen], actor(), hub.clock())
    return chosen


def _chosen(known: Sequence[Intent], marks: Sequence[str], never: Mapping[str, str]) -> list[Intent]:
    """`never` says of which states that is refused, and why."""
    chosen = [_one(known, mark) for mark in marks]
    for intent in chosen:
        if intent.state in never:
            raise NoSuchWrite(f"{intent.operation.mark[:8]}: {never[intent.state]}")
    return list({intent.operation.mark: intent for intent in chosen}.values())


def _one(known: Sequence[Intent], mark: str) -> Intent:
    found = [each for each in known if mark and each.operation.mark.startswith(mark.lower())]
    if len(found) != 1:
        which = (
            "several writes begin so; write more of the mark" if found else "no write that is not done has this mark"
        )
        raise NoSuchWrite(f"{mark}: {which}; `fairlead outbox` shows them")
    return found[0]
