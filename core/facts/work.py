"""What detectors are told of single items."""

from datetime import date, datetime

from msgspec import Struct

from core.records import Category


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
