"""The facts that detectors judge: computed by set-based SQL in `store`, plain values here.

Keys of items are `source:key`. Effort is in person-days, per team only. All datetimes are aware and in UTC.
"""

from datetime import date, datetime

from msgspec import Struct

from core.records import Category, Decision, Goal


class ItemFact(Struct, frozen=True, kw_only=True, gc=False):
    """One item as detectors see it. `since` is when its present status category began; `assignee` is a person if known."""

    key: str
    source: str
    title: str
    url: str
    container: str
    category: Category
    since: datetime
    team: str | None = None
    assignee: str | None = None
    goal: str | None = None


class GoalFact(Struct, frozen=True, kw_only=True, gc=False):
    """A goal with what the tools show of it.

    `owners` are persons (e-mails) where the account is known, handles otherwise. `last_activity` is the newest human
    activity over the goal's items, their descendants and the goal's own item. `open_items` and `doing_items` count linked
    items below it. `values` is the history of a key result's current value, oldest first. `ended` is the last day on which
    work for it was asked for: `effective_to` once it has passed, else the day it was first seen closed or superseded.
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


class MovementFact(Struct, frozen=True, kw_only=True, gc=False):
    """What moves below an initiative (by key): items that are open, those of them in `doing`, and when the last of those that
    are done was finished. `doing_since` is when its own item was begun, None unless that is in `doing`."""

    goal: str
    doing_since: datetime | None = None
    open: int = 0
    doing: int = 0
    last_done: datetime | None = None


class DeadlineFact(Struct, frozen=True, kw_only=True, gc=False):
    """An item that was to be done by a day. `due` is the first date that was written, `slips` counts moves to a later one, and
    `done_on` is None while it is open."""

    key: str
    source: str
    title: str
    url: str
    container: str
    due: date
    done_on: date | None = None
    slips: int = 0
    team: str | None = None
    goal: str | None = None


class PersonFact(Struct, frozen=True, gc=False):
    """A person: newest activity in any tool, and whether any of the person's accounts is still active."""

    person: str
    active: bool
    last_activity: datetime | None


class EffortFact(Struct, frozen=True, gc=False):
    """Person-days that a team spent on a goal in the effort window (None: on items that no link covers), over `items` items."""

    team: str
    goal: str | None
    person_days: float
    items: int


class DailyEffort(Struct, frozen=True, kw_only=True, gc=False):
    """What a team put into a goal on one UTC day (None: items that no link covers), by each way of measuring it.

    `person_days` are shared out by activity, `hours` are those of worklogs, `points` those of items that were done that day.
    """

    day: date
    team: str
    goal: str | None
    person_days: float = 0.0
    hours: float = 0.0
    points: float = 0.0


class MethodCoverage(Struct, frozen=True, gc=False):
    """How many items a team finished in the time of the daily effort, and how many of them have hours or points."""

    team: str
    done: int
    with_hours: int
    with_points: int


class TargetShare(Struct, frozen=True, gc=False):
    """The share of effort that an objective should have from `begin` to `end`, both included (None: without limit)."""

    goal: str
    share: float
    begin: date | None = None
    end: date | None = None

    def holds(self, day: date) -> bool:
        return (self.begin is None or self.begin <= day) and (self.end is None or day <= self.end)


class StreamFact(Struct, frozen=True, kw_only=True, gc=False):
    """How a stream is doing. `late_after` is the moment from which it counts as late. `doubt` says why what it shows may not
    be all, though nothing failed, and `doubt_since` since when."""

    connector: str
    stream: str
    container: str
    last_success: datetime | None
    late_after: datetime
    error: str | None = None
    doubt: str | None = None
    doubt_since: datetime | None = None


class RuleFact(Struct, frozen=True, gc=False):
    """A mapping rule, the links it holds now, and since when it has been in force."""

    rule: str
    links: int
    since: datetime
    place: str


class RowFact(Struct, frozen=True, gc=False):
    """A row, cell or item that could not be read, and why."""

    source: str
    place: str
    reason: str
    since: datetime
    lost: bool


class Facts(Struct, frozen=True, kw_only=True):
    """Everything the detectors look at, as of one moment. Effort covers the trailing `effort_days` days.

    `unlinked` are items that no link, exemption or run-the-business goal covers, in `doing` or done in the window.
    `unassigned` are items in `doing` without assignee. `outdated` are items in `doing` linked to a goal that is closed,
    ended or superseded, and `outdated_effort` is the part of `effort` that went into exactly those items.
    `targeted` are the goals that have a target by period. `daily` covers the trailing `allocation_days` days and is empty
    while no objective has a target share.
    """

    as_of: datetime
    effort_days: int = 28
    allocation_days: int = 98
    unlinked: tuple[ItemFact, ...] = ()
    unassigned: tuple[ItemFact, ...] = ()
    outdated: tuple[ItemFact, ...] = ()
    goals: tuple[GoalFact, ...] = ()
    movements: tuple[MovementFact, ...] = ()
    deadlines: tuple[DeadlineFact, ...] = ()
    targeted: frozenset[str] = frozenset()
    decisions: tuple[Decision, ...] = ()
    people: tuple[PersonFact, ...] = ()
    effort: tuple[EffortFact, ...] = ()
    outdated_effort: tuple[EffortFact, ...] = ()
    daily: tuple[DailyEffort, ...] = ()
    method_coverage: tuple[MethodCoverage, ...] = ()
    targets: tuple[TargetShare, ...] = ()
    streams: tuple[StreamFact, ...] = ()
    rules: tuple[RuleFact, ...] = ()
    rows: tuple[RowFact, ...] = ()
