"""What detectors are told of how the work of a team flows."""

from datetime import datetime

from msgspec import Struct

from core.facts.work import ItemFact
from core.flow import Flow


class SlowItem(Struct, frozen=True, kw_only=True, gc=False):
    """An item in progress. `started` is when work on it first began, `status` is its present one, `handoffs` are changes from
    one assignee to another in its whole life."""

    item: ItemFact
    started: datetime
    status: str
    handoffs: int
    priority: str | None = None


class DoneWeek(Struct, frozen=True, gc=False):
    """How many items a team finished in a week, and how many of them were easy: small, and linked to no goal."""

    done: int
    easy: int


class TeamFlow(Struct, frozen=True, kw_only=True, gc=False):
    """A team's flow of the 90 days up to the end of today (UTC), so that it is the same all day while nothing happens. What was
    not begun and did not move in that time is left out of it.

    `aged` are items in progress for longer than the 85th percentile of its cycle times, the oldest first; `handed` those with
    more handoffs than that of its finished items, the most first. Both are empty while too few items were finished. `usual` is
    the share of its items in progress that would be aged while all goes on as it did (`core.flow.beyond`, 0 to 1).
    `weeks` are the whole weeks of that time, the oldest first.
    """

    team: str
    flow: Flow
    aged: tuple[SlowItem, ...] = ()
    usual: float = 0.0
    handed: tuple[SlowItem, ...] = ()
    weeks: tuple[DoneWeek, ...] = ()
