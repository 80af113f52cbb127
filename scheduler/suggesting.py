"""Goals for items that nothing links: learned from the links in the store. Nothing is ever linked by it."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from threading import Lock
from weakref import WeakKeyDictionary

import msgspec
from sqlalchemy import Connection

from core.links import Link
from core.records import Goal, Item
from mappings.suggestions import Example, Suggester, Suggestion
from scheduler.choosing import known_item
from scheduler.hub import Hub
from scheduler.mapping import MAPPED_WITH
from store import examples, goals, linking, meta
from store.links import holders

OF_EACH = 200  # links of one goal that are learned from; its whole share of the work is not told by so few
OF_ALL = 20_000  # links learned from together: some 60 MB
OF_TEXT = 600  # characters of an item's text: what is further down is not compared
LOOKED_AT = 5_000  # items that goals are sought for, unless others are named
LEARNED_EVERY = 600.0  # seconds; what has not changed is not learned again
FEW = 20  # links below which what is said rests on public data rather than on these


@dataclass(frozen=True)
class Learned:
    """What suggestions rest on. `goals` are open. Of the links, people made those `by_hand` or by naming a goal, rules and
    inheritance made the `others`; `disputed` are links that somebody said are wrong."""

    goals: int
    by_hand: int
    others: int
    disputed: int

    @property
    def cold(self) -> bool:
        return self.by_hand + self.others < FEW


@dataclass(frozen=True)
class Suggested:
    """An item with the goals it probably serves, best first; or with the `links` that it holds already, and none."""

    item: Item
    links: tuple[Link, ...]
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True)
class Suggestions:
    """`waiting` items serve no goal; `items` are those looked at: those that were `named`, else those that wait, open work
    first. Not `mapped`: no rule was asked yet. `titles` are those of the goals, by key."""

    named: bool
    mapped: bool
    waiting: int
    learned: Learned
    titles: Mapping[str, str]
    items: tuple[Suggested, ...]


@dataclass(frozen=True)
class _Sample:
    """What is known now, and its digest; `read` brings the examples."""

    goals: tuple[Goal, ...]
    linked: Sequence[examples.Linked]
    disputed: Sequence[tuple[int, str]]
    digest: bytes

    def read(self, tx: Connection) -> list[Example]:
        wanted = [(each.id, each.goal, True) for each in self.linked]
        wanted += [(number, goal, False) for number, goal in self.disputed]
        items = {number: (item, team) for number, item, team in _shortened(tx, {number for number, *_ in wanted})}
        return [Example(*items[number], goal, confirmed) for number, goal, confirmed in wanted if number in items]

    @property
    def learned(self) -> Learned:
        said = sum(each.said for each in self.linked)
        usable = sum(not goal.closed and goal.superseded_by is None for goal in self.goals)
        return Learned(usable, said, len(self.linked) - said, len(self.disputed))


class Memory:
    """The suggester of last time, as long as what it learned from (by digest) stays the same. For any number of threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._digest: bytes | None = None
        self._suggester: Suggester | None = None

    def suggester(self, digest: bytes, learn: Callable[[], Suggester]) -> Suggester:
        with self._lock:
            if self._suggester is None or digest != self._digest:
                self._suggester, self._digest = learn(), digest
            return self._suggester


_MEMORY = Memory()
_LATEST = WeakKeyDictionary[Hub, Suggester]()
_LEARNED = WeakKeyDictionary[Hub, float]()


def suggest(hub: Hub, names: Iterable[str] | None = None, *, best: int = 3) -> Suggestions:
    """At most `best` goals for each of these items (`jira:PAY-12`, or `PAY-12`), or for the first that serve none. NotChosen
    for an item that nobody knows.

    A rule's links count as confirmed: people wrote the rule, saw what it links, and can dispute it.
    """
    with hub.store.read() as tx:
        waiting = examples.waiting(tx, hub.clock(), LOOKED_AT if names is None else 0)
        ids = waiting.ids if names is None else [known_item(tx, name).id for name in dict.fromkeys(names)]
        sample, mapped = _sample(tx), meta.get(tx, MAPPED_WITH) is not None
        suggester = _MEMORY.suggester(sample.digest, lambda: Suggester(sample.goals, sample.read(tx)))
        _LATEST[hub] = suggester
        held = {holder.id: holder.links for holder in holders(tx, ids)}
        read = {number: (item, team) for number, item, team in _shortened(tx, ids)}
    asked = [number for number in ids if number in read and not held.get(number)]
    found = dict(zip(asked, suggester.suggest([read[number] for number in asked], best), strict=True))
    items = tuple(
        Suggested(read[number][0], held.get(number, ()), found.get(number, ())) for number in ids if number in read
    )
    titles = {goal.key: goal.title for goal in sample.goals}
    return Suggestions(names is not None, mapped, waiting.total, sample.learned, titles, items)


def suggest_soon(hub: Hub, name: str, *, best: int = 3) -> tuple[Suggestion, ...]:
    """For somebody who can wait a little: learns first where nothing was learned for long. Else as `suggest_at_once`."""
    learned = _LEARNED.get(hub)
    if learned is None or time.monotonic() - learned > LEARNED_EVERY:
        suggest(hub, [])
        _LEARNED[hub] = time.monotonic()
    return suggest_at_once(hub, name, best=best) or ()


def suggest_at_once(hub: Hub, name: str, *, best: int = 3) -> tuple[Suggestion, ...] | None:
    """For somebody who waits: by what `suggest` has learned last, be it a little old. None where it has not yet learned
    anything. NotChosen for an item that nobody knows. Why is not told of a narrow item: it is told in its words, and who
    waits may not be one of those who can open it."""
    suggester = _LATEST.get(hub)
    if suggester is None:
        return None
    with hub.store.read() as tx:
        read = [(item, team) for _, item, team in _shortened(tx, [known_item(tx, name).id])]
    found = next(iter(suggester.suggest(read, best)), ())
    narrow = any(item.narrow for item, _ in read)
    return tuple(msgspec.structs.replace(each, reasons=()) for each in found) if narrow else found


def _sample(tx: Connection) -> _Sample:
    known = tuple(goals.all_goals(tx))
    linked = examples.linked(tx, each=OF_EACH, most=OF_ALL)
    disputed = examples.disputed(tx, OF_ALL)
    parts = msgspec.json.encode([known, linked, disputed, meta.get(tx, MAPPED_WITH)])
    return _Sample(known, linked, disputed, blake2b(parts, digest_size=16).digest())


def _shortened(tx: Connection, ids: Iterable[int]) -> Iterator[tuple[int, Item, str | None]]:
    for number, item, team in linking.teamed(tx, ids):
        yield number, msgspec.structs.replace(item, text=item.text[:OF_TEXT], changes=()), team
