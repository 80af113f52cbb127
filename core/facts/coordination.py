"""What detectors are told of work that crosses teams."""

from datetime import datetime

from msgspec import Struct

from core.facts.work import ItemFact


class Contribution(Struct, frozen=True, kw_only=True, gc=False):
    """A team's part in an initiative (by key) in which several teams have items: how many of its own are open, and when its
    people last touched anything there (None: they never did)."""

    goal: str
    team: str
    open: int = 0
    last_activity: datetime | None = None


class DependencyFact(Struct, frozen=True, kw_only=True, gc=False):
    """An open item of one team for which open items of others (by key) wait, the first of them since `since`. It is `owned` if
    it is assigned to anybody, and `dated` if it has a due date, milestone, version or sprint."""

    item: ItemFact
    waiting: tuple[str, ...]
    teams: tuple[str, ...]
    since: datetime
    owned: bool = False
    dated: bool = False
