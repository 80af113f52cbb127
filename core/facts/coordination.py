"""What detectors are told of work that crosses teams."""

from datetime import date, datetime

from msgspec import Struct

from core.facts.work import ItemFact


class Contribution(Struct, frozen=True, kw_only=True, gc=False):
    """A team's part in an initiative (by key) that several teams work for. `open` counts its own open items that are linked to
    it; `last_day` (UTC) is the last on which its people touched anything linked there, or one of these got its category."""

    goal: str
    team: str
    open: int = 0
    last_day: date


class DependencyFact(Struct, frozen=True, kw_only=True, gc=False):
    """An open item of one team for which open items of others (by key) wait, the first of them since `since`. It is `owned` if
    it is assigned to anybody, and `dated` if it has a due date, milestone, version or sprint."""

    item: ItemFact
    waiting: tuple[str, ...]
    teams: tuple[str, ...]
    since: datetime
    owned: bool = False
    dated: bool = False
