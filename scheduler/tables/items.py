"""Every item, with the goal that it serves most. Nobody's name stands there, so that no one adds up the work of persons."""

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from core.chain import missing_hop
from scheduler.tables.source import Source
from store.hanging import hanging
from store.item_table import served


class ItemRow(Struct, frozen=True):
    """One item with the goal it serves most, how it came to that, and the hop that is missing above it. An item that needs no
    goal is `exempt`; `below` counts the items that hang below one without a goal and have none either."""

    item: str
    kind: str
    container: str
    title: str
    status: str
    category: str
    since: datetime
    due: str | None
    team: str | None
    goal: str | None
    share: float | None
    via: str | None
    exempt: bool
    missing: str
    below: int
    url: str


def items_table(source: Source) -> Iterator[ItemRow]:
    goals = source.goals
    hops = {key: gap.hop for key in goals if (gap := missing_hop(key, goals))}
    below = {(each.source, each.key): each.below for each in hanging(source.look.tx)}
    for item in served(source.look.tx):
        unserved = "" if item.exempt else "goal"
        yield ItemRow(
            item=f"{item.source}:{item.key}",
            kind=item.kind,
            container=item.container,
            title=item.title,
            status=item.status,
            category=item.category,
            since=item.since,
            due=item.due,
            team=item.team,
            goal=item.goal,
            share=item.share,
            via=item.via,
            exempt=item.exempt,
            missing=hops.get(item.goal or "", "") if item.goal in goals else unserved,
            below=below.get((item.source, item.key), 0),
            url=item.url,
        )
