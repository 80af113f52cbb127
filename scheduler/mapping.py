"""Items linked by rules inside a transaction: what the use cases of mapping, previewing and choosing stand on."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b

import msgspec
from sqlalchemy import Connection

from core.records import Goal
from mappings import Linker, Neighbours, Reach, Ruleset, Standing, link_all
from scheduler.hub import Hub
from scheduler.rule_files import restored, stored
from store import accounts, choices, goals, linking, links, meta, reaching, rules
from store.linking import LinkInput
from store.links import Change, LinkCounts, save_links

MAPPED_WITH = "mapped_with"
MAPPED_ON = "mapped_on"


@dataclass(frozen=True)
class Mapped:
    """What became of the links of the items that were looked at. `lost` serve no more what they served."""

    items: int
    counts: LinkCounts
    lost: int
    everything: bool

    def __add__(self, other: "Mapped") -> "Mapped":
        return Mapped(
            self.items + other.items,
            self.counts + other.counts,
            self.lost + other.lost,
            self.everything or other.everything,
        )


def rules_in_force(tx: Connection) -> Ruleset | None:
    """The rules of the last mapping; None before the first, or when another version of the hub wrote them in a language that
    this one cannot read."""
    try:
        return restored(rules.rules_in_force(tx).values()) if meta.get(tx, MAPPED_ON) else None
    except msgspec.ValidationError:
        return None


def map_items(
    hub: Hub,
    tx: Connection,
    linker: Linker,
    *,
    everything: bool = False,
    tell: Callable[[Change], None] = lambda _change: None,
) -> Mapped:
    """Links what has to be linked again under the linker's rules, and keeps those as the ones in force. Each change of an
    item's links is told."""
    now, total, looked_at, lost = hub.clock(), LinkCounts(), 0, 0

    def note(change: Change) -> None:
        nonlocal lost
        lost += change.lost
        tell(change)

    stamp = _stamp(tx, goals.all_goals(tx))
    reach = _reach(tx, linker) if meta.get(tx, MAPPED_WITH) == stamp and not everything else None
    if reach is None:
        linking.measure(tx)
    reached, above = _reached(tx, linker, reach), linker.ruleset.reads("ancestors")
    for inputs in linking.to_link(tx, everything=reach is None, reached=reached, above=above):
        part = _link_part(tx, linker, inputs, now, note)
        if reach is None and part.linked and not total.linked:
            links.measure(tx)
        total += part
        looked_at += len(inputs)
    rules.save_rules(tx, stored(linker.ruleset), now)
    meta.put(tx, MAPPED_WITH, stamp)
    meta.put(tx, MAPPED_ON, linker.today.isoformat())
    return Mapped(looked_at, total, lost, reach is None)


def link_family(tx: Connection, linker: Linker, item_id: int, now: datetime, tell: Callable[[Change], None]) -> None:
    """Links one item, and whatever may inherit from it. Each change is told."""
    for inputs in linking.family(tx, item_id):
        _link_part(tx, linker, inputs, now, tell)


def _link_part(
    tx: Connection, linker: Linker, inputs: Sequence[LinkInput], now: datetime, tell: Callable[[Change], None]
) -> LinkCounts:
    wanted = link_all(linker, [each.placed for each in inputs], neighbours(tx, inputs))
    return save_links(tx, wanted, [each.id for each in inputs], now, tell)


def open_linker(hub: Hub, tx: Connection, ruleset: Ruleset, day: date | None = None) -> Linker:
    """Rules, goals and what people said by hand, ready to be asked; as of a day, else of today."""
    known = goals.by_key(tx)
    disputed = {(each.source, each.item, each.goal) for each in choices.disputes(tx)}
    return Linker(ruleset, known, choices.choices(tx), disputed, today=day or hub.clock().date())


def neighbours(tx: Connection, inputs: Sequence[LinkInput]) -> Neighbours:
    """What the store knows of the items around these."""
    return Neighbours(linking.neighbours(tx, inputs))


def _reach(tx: Connection, linker: Linker) -> Reach | None:
    """What the rules of now can move of what the rules of the last mapping made, None when that cannot be said."""
    before, day = rules_in_force(tx), meta.get(tx, MAPPED_ON)
    if before is None or day is None:
        return None
    then = date.fromisoformat(day)
    known = (rule for rule in (*before.rules, *before.defaults) if all(map(linker.knows, dict(rule.shares))))
    was = Standing(then, tuple(rule for rule in known if rule.valid_on(then)))
    return Reach(was, Standing(linker.today, linker.in_force))


def _reached(tx: Connection, linker: Linker, reach: Reach | None) -> Iterable[int]:
    if reach is None or reach.empty:
        found: list[int] = []
    else:
        found = [number for number, placed in reaching.placed(tx, reach.sieve, reach.looks_at) if placed in reach]
    return [*found, *choices.expired(tx, linker.today)]


def _stamp(tx: Connection, known: Iterable[Goal]) -> str:
    """Changes whenever an unchanged item could get another link under the same rules."""
    names = [(goal.key, goal.source, goal.url, goal.item, goal.title) for goal in known]
    people = [meta.get(tx, "people"), accounts.teams(tx)]
    return blake2b(msgspec.json.encode([names, people]), digest_size=16).hexdigest()
