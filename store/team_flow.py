"""The flow of each team, and which of its items in progress lie beyond it: one pass over the same history as `store.flow`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec
from msgspec import Struct
from sqlalchemy import Connection

from core.facts import ItemFact, SlowItem, TeamFlow
from core.flow import Flow, beyond, flow
from core.tally import Tally
from core.times import DAY, millis, moment
from store import kept
from store.bulk import among
from store.easy_wins import Ended, easy_weeks
from store.flow import teamed
from store.item_facts import ITEMS, item_facts, once
from store.kept.journeys import window_of


class _Begun(Struct, frozen=True, gc=False):
    """An item in progress, by number."""

    id: int
    started: int
    handoffs: int

    def aged(self, team: Flow, end: int) -> bool:
        return team.cycle.p85 is not None and self.started < end - team.cycle.p85 * DAY

    def handed(self, team: Flow) -> bool:
        return team.handoffs.p85 is not None and self.handoffs > team.handoffs.p85


class _Priority(Struct):
    priority: str | None = None


class _Told(Struct, frozen=True):
    """What is told of an item beside its journey."""

    item: ItemFact
    status: str
    priority: str | None


_PRIORITY = msgspec.json.Decoder(_Priority).decode


def team_flows(tx: Connection, now: datetime) -> tuple[TeamFlow, ...]:
    """In order of teams, of the window that ends with the day of `now`."""
    day = millis(now) // DAY
    window = window_of(day)
    tallies: dict[str, Tally] = defaultdict(Tally)
    begun: dict[str, list[_Begun]] = defaultdict(list)
    ended: dict[str, list[Ended]] = defaultdict(list)
    for number, team, item in teamed(tx, kept.works(tx, day)):
        if team:
            tallies[team].add(item, window)
            if item.category == "doing" and item.started is not None:
                begun[team].append(_Begun(number, item.started, item.handoffs))
            if item.finished is not None and window.holds(item.finished):
                ended[team].append(Ended(number, item.started, item.finished))
    flows = {team: flow(tallies[team], window) for team in sorted(tallies)}
    aged = {team: [each for each in begun[team] if each.aged(flows[team], window.end)] for team in flows}
    handed = {team: [each for each in begun[team] if each.handed(flows[team])] for team in flows}
    told = _told(tx, {each.id for group in (aged, handed) for some in group.values() for each in some})
    weeks = easy_weeks(tx, ended, window)
    return tuple(
        TeamFlow(
            team=team,
            flow=flows[team],
            usual=beyond(tallies[team].cycle, flows[team].cycle.p85 or 0.0),
            aged=_items(sorted(aged[team], key=lambda each: (each.started, each.id)), told),
            handed=_items(sorted(handed[team], key=lambda each: (-each.handoffs, each.id)), told),
            weeks=weeks.get(team, ()),
        )
        for team in flows
    )


def _items(begun: Iterable[_Begun], told: Mapping[int, _Told]) -> tuple[SlowItem, ...]:
    return tuple(
        SlowItem(
            item=told[each.id].item,
            started=moment(each.started),
            status=told[each.id].status,
            handoffs=each.handoffs,
            priority=told[each.id].priority,
        )
        for each in begun
        if each.id in told
    )


def _told(tx: Connection, ids: Iterable[int]) -> dict[int, _Told]:
    wanted = sorted(ids)
    beside = {row.id: row for row in among(tx, _BESIDE, wanted)}
    rows = once(among(tx, f"{ITEMS} i.id IN :values", wanted))
    return {
        row.id: _Told(item, beside[row.id].status, _PRIORITY(beside[row.id].data).priority)
        for row, item in zip(rows, item_facts(rows), strict=True)
    }


_BESIDE = "SELECT id, status, data FROM items WHERE id IN :values"
