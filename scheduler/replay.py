"""What an edit of the rules would have done: items as they stood on days of the past, linked by the rules in force now and by
the edited ones. In memory; nothing is written, and nobody has to wait."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from core.effort import effort_facts
from core.facts import EffortFact
from core.links import Link, Neighbour
from core.shifts import Shift, shifts
from mappings import Linker, Neighbours, Ruleset, link_all
from scheduler.clock import end_of
from scheduler.hub import Hub
from scheduler.mapping import open_linker, rules_in_force
from scheduler.moves import Kind, Move, Way, in_ways, move_of
from store import past
from store.links import Change, Held, by_position, dividing

EFFORT_DAYS = 28  # before the day, as detectors weigh it
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Replay:
    """A day of the past (up to the moment `at`) under both rule sets. `items` there were; `moves` are those that the edited
    rules link in another way, `counts` by kind, `ways` with examples; `effort` is that of the four weeks before."""

    day: date
    at: datetime
    items: int
    counts: Mapping[Kind, int]
    effort: tuple[Shift, ...]
    moves: tuple[Move, ...] = ()
    ways: tuple[Way, ...] = ()


def as_of(hub: Hub, edited: Ruleset, day: date) -> Replay:
    """One day to its end, or to this moment if it is today. Ahead for a day that lies ahead."""
    with hub.store.read() as tx:
        replayed, moves = _replay(hub, tx, edited, end_of(day, hub.clock()))
        told, ways = in_ways(tx, moves)
    return replace(replayed, moves=told, ways=ways)


def backtest(hub: Hub, edited: Ruleset, span: timedelta) -> Iterator[Replay]:
    """One day of each week of the time before this moment, the first week first. Without the moves themselves."""
    now = hub.clock()
    with hub.store.read() as tx:
        for weeks in range(span // WEEK, -1, -1):
            yield _replay(hub, tx, edited, now - weeks * WEEK)[0]


class _Side:
    """The items of a day under one rule set: the links of those that others inherit from, and the effort by team and goal."""

    def __init__(self, linker: Linker, spent: past.Spent) -> None:
        self._linker, self._spent = linker, spent
        self._known: dict[int, Neighbour] = {}
        self._days: dict[tuple[str, str | None], float] = defaultdict(float)
        self._items: Counter[tuple[str, str | None]] = Counter()

    def link(self, part: past.Part) -> list[Held]:
        """The links of the items, in their order."""
        around = Neighbours(self._known[each] for each in part.around if each in self._known)
        held = by_position(link_all(self._linker, [row.placed for row in part.rows], around))
        found = [held.get(row.placed.identity, {}) for row in part.rows]
        for row, each in zip(part.rows, found, strict=True):
            links = dividing(each)
            if row.id in part.asked:
                item = row.placed.item
                self._known[row.id] = Neighbour(item.source, item.key, item.kind, item.url, links)
            self._count(row.id, links)
        return found

    def _count(self, item_id: int, links: Sequence[Link]) -> None:
        aims = [(link.goal, link.share) for link in links if link.goal] if links else [(None, 1.0)]
        for team, days in self._spent.get(item_id, ()):
            for goal, share in aims:
                self._days[team, goal] += days * share
                self._items[team, goal] += 1

    @property
    def effort(self) -> tuple[EffortFact, ...]:
        return effort_facts((*cell, days, self._items[cell]) for cell, days in self._days.items())


def _replay(hub: Hub, tx: Connection, edited: Ruleset, at: datetime) -> tuple[Replay, list[Move]]:
    day = (at - timedelta(milliseconds=1)).date()
    spent = past.spent(tx, at - timedelta(days=EFFORT_DAYS), at)
    rulesets = (rules_in_force(tx) or Ruleset(), edited)
    before, after = (_Side(open_linker(hub, tx, ruleset, day), spent) for ruleset in rulesets)
    items, moves = 0, list[Move]()
    for part in past.stood(tx, at, ancestors=any(each.reads("ancestors") for each in rulesets)):
        items += len(part.rows)
        for row, was, now in zip(part.rows, before.link(part), after.link(part), strict=True):
            if move := move_of(Change(row.id, *row.placed.identity, was, now)):
                moves.append(move)
    counts = Counter(move.kind for move in moves)
    return Replay(day, at, items, counts, tuple(shifts(before.effort, after.effort))), moves
