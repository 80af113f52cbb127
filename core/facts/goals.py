"""What detectors are told of goals, and of the shares they should have."""

from datetime import date, datetime

from msgspec import Struct

from core.records import Goal, Target


class GoalFact(Struct, frozen=True, kw_only=True, gc=False):
    """A goal with what the tools show of it.

    `owners` are persons (e-mails) where the account is known, handles otherwise. `last_activity` is the newest human
    activity over the goal's items, their descendants and the goal's own item. `open_items` and `doing_items` count linked
    items below it. `values` is the history of its current value, by its own row and by readings of it (`core.series`), oldest
    first; `running` is a value of a period that has not ended. `targets` are those by period. `confidence` is the newest that
    was said, and `statuses` is what its owner said of its health, oldest first. `ended` is the last day on which work for it
    was asked for: `effective_to` once it has passed, else the day it was first seen closed or superseded.
    """

    goal: Goal
    owners: tuple[str, ...] = ()
    doing: bool = False
    ended: date | None = None
    last_activity: datetime | None = None
    first_seen: datetime | None = None
    open_items: int = 0
    doing_items: int = 0
    done_items: int = 0
    values: tuple[tuple[datetime, float], ...] = ()
    running: float | None = None
    targets: tuple[Target, ...] = ()
    confidence: float | None = None
    statuses: tuple[tuple[datetime, str], ...] = ()

    @property
    def current(self) -> float | None:
        """The newest value. One of a running period counts where the goal's own row has none."""
        if self.goal.current is None and self.running is not None:
            return self.running
        return self.values[-1][1] if self.values else self.goal.current

    @property
    def declared(self) -> str:
        """The newest status, in its owner's words."""
        return self.statuses[-1][1] if self.statuses else self.goal.declared


class MovementFact(Struct, frozen=True, kw_only=True, gc=False):
    """What moves below an initiative (by key): items that are open, those of them in `doing`, and when the last of those that
    are done was finished. `doing_since` is when its own item was begun, None unless that is in `doing`."""

    goal: str
    doing_since: datetime | None = None
    open: int = 0
    doing: int = 0
    last_done: datetime | None = None


class TargetShare(Struct, frozen=True, gc=False):
    """The share of effort that an objective should have from `begin` to `end`, both included (None: without limit)."""

    goal: str
    share: float
    begin: date | None = None
    end: date | None = None

    def holds(self, day: date) -> bool:
        return (self.begin is None or self.begin <= day) and (self.end is None or day <= self.end)
