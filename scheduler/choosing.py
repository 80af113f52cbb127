"""What a person says of one item by hand: the goals it serves, that it needs none, or that one of them is wrong.

One function for the command, for Slack and for pages. It takes effect at once, for the item and all that inherits from it,
under the rules that are in force.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from msgspec import Struct
from sqlalchemy import Connection

from core.detectors import unlinked_work
from core.findings import Subject, fingerprint_of
from core.links import Choice, Identity, Link
from mappings import Linker
from mappings.rules import did_you_mean
from mappings.shares import of_one
from scheduler.hub import Hub
from scheduler.mapping import link_family, open_linker, rules_in_force
from scheduler.rule_files import load_rules
from scheduler.wishes import (
    NeedsNone,
    NotChosen,
    Restored,
    Serves,
    TakenBack,
    Wish,
    insist_on_able,
    insist_on_meant,
    known_goal,
)
from store import audit, choices, goals, handlings, linking
from store.linking import LinkInput
from store.links import Change, Held, dividing, holders, shares


class Chosen(Struct, frozen=True, kw_only=True):
    """What became of the item: the links it held and holds, the main one first and references last. `others` inherit from
    it, and serve something else now. Nothing links it by itself any more to the goals that are `disputed`."""

    source: str
    item: str
    title: str
    before: tuple[Link, ...]
    after: tuple[Link, ...]
    disputed: tuple[str, ...] = ()
    others: int = 0


def choose(hub: Hub, item: str, wish: Wish, *, actor: str, reason: str = "", dry_run: bool = False) -> Chosen:
    """Says it of the item (`jira:PAY-12`, or `PAY-12`), whole or not at all; with `dry_run` only to see what would become of
    it. NotChosen for what cannot be."""
    with hub.store.trial() if dry_run else hub.store.write() as tx:
        return choose_in(hub, tx, [(item, wish)], actor=actor, reason=reason)[0]


def choose_in(
    hub: Hub, tx: Connection, wishes: Iterable[tuple[str, Wish]], *, actor: str, reason: str = ""
) -> list[Chosen]:
    """The same inside a transaction, of several items, each named once."""
    sayings = [(_Saying(hub, tx, item, actor, reason.strip()), wish) for item, wish in wishes]
    disputed = [saying.carry_out(wish) for saying, wish in sayings]
    linker = open_linker(hub, tx, rules_in_force(tx) or load_rules(hub))
    return [saying.follow(linker, wish, goals) for (saying, wish), goals in zip(sayings, disputed, strict=True)]


class _Saying:
    """One person saying one thing of one item."""

    def __init__(self, hub: Hub, tx: Connection, name: str, actor: str, reason: str) -> None:
        self.hub, self.tx, self.actor, self.reason = hub, tx, actor, reason
        self.now: datetime = hub.clock()
        self.found = known_item(tx, name)
        self.id = self.found.id
        self.identity: Identity = self.found.placed.identity

    def carry_out(self, wish: Wish) -> tuple[str, ...]:
        """The goals that are disputed by it."""
        if not isinstance(wish, NeedsNone):
            handlings.forget(
                self.tx, [fingerprint_of(unlinked_work.DETECTOR.id, Subject("item", ":".join(self.identity)))]
            )
        match wish:
            case TakenBack(goal):
                return self._dispute(goal) if goal else self._take_back()
            case Restored(rule):
                choices.restore(self.tx, self.id, rule)
                return ()
        self._choose(wish)
        return ()

    def follow(self, linker: Linker, wish: Wish, disputed: tuple[str, ...]) -> Chosen:
        """What becomes of the item and of all that may inherit from it."""
        changes: dict[int, Change] = {}
        link_family(self.tx, linker, self.id, self.now, lambda change: changes.update({change.id: change}))
        mine = changes.pop(self.id)
        chosen = Chosen(
            source=mine.source,
            item=mine.key,
            title=self.found.placed.item.title,
            before=_ordered(mine.before),
            after=_ordered(mine.after),
            disputed=disputed,
            others=sum(shares(each.before) != shares(each.after) for each in changes.values()),
        )
        self._record(wish, chosen)
        return chosen

    def _record(self, wish: Wish, chosen: Chosen) -> None:
        action = str(wish.__struct_config__.tag)
        target = f"{chosen.source}:{chosen.item}"
        before, after = _text(links=chosen.before), _text(links=chosen.after, reason=self.reason, said=wish)
        audit.record(self.tx, self.now, self.actor, action, target, before, after)

    def _choose(self, wish: Serves | NeedsNone) -> None:
        if isinstance(wish, Serves):
            insist_on_able(wish.shares, goals.by_key(self.tx), self.identity)
        insist_on_meant(wish, self.reason, self.now.date())
        chosen = of_one(wish.shares) if isinstance(wish, Serves) else ()
        self._keep(Choice(shares=chosen, actor=self.actor, reason=self.reason, until=wish.until))

    def _keep(self, choice: Choice) -> None:
        choices.choose(self.tx, self.id, choice, self.now)

    def _take_back(self) -> tuple[str, ...]:
        """What was said by hand, else what links the item."""
        if self._standing():
            choices.forget(self.tx, self.id)
            return ()
        links = dividing(self._held())
        if not links:
            raise NotChosen(f"{self.identity[1]} serves no goal: there is nothing to take back")
        if links[0].goal is None:
            why = f'rule "{links[0].rule}"' if links[0].rule else f"{links[0].origin}"
            raise NotChosen(f"{self.identity[1]} needs no goal by {why}; edit that, or `fairlead link` it to a goal")
        return tuple(goal for link in links for goal in self._disputed(link.goal or ""))

    def _dispute(self, goal: str) -> tuple[str, ...]:
        """The other goals that were chosen by hand share what this one had."""
        known_goal(goals.by_key(self.tx), goal)
        choice = self._standing()
        rest = tuple(each for each in choice.shares if each[0] != goal) if choice else ()
        if choice and rest and len(rest) < len(choice.shares):
            self._keep(msgspec.structs.replace(choice, shares=of_one(rest), actor=self.actor, reason=self.reason))
        elif choice and choice.shares and not rest:
            choices.forget(self.tx, self.id)
        return self._disputed(goal)

    def _disputed(self, goal: str) -> tuple[str, ...]:
        rule = next((link.rule for link in self._held().values() if link.goal == goal and not link.hops), None)
        choices.dispute(self.tx, self.id, goal, rule, self.actor, self.reason, self.now)
        return (goal,)

    def _held(self) -> Held:
        return holders(self.tx, [self.id])[0].held

    def _standing(self) -> Choice | None:
        """What somebody has said of it that still counts."""
        choice = choices.of_item(self.tx, self.id)
        return choice if choice and choice.holds(self.now.date()) else None


def known_item(tx: Connection, name: str) -> LinkInput:
    """The item of this name. NotChosen, with what may have been meant, when none is known."""
    found = linking.find(tx, name)
    if found is None:
        key = name.partition(":")[2] or name
        hint = did_you_mean(key, linking.near(tx, key)) or ", and sync first if it is new"
        raise NotChosen(f"no item {name} is known; write it like jira:PAY-12 or acme/web#4{hint}")
    return found


def _ordered(held: Held) -> tuple[Link, ...]:
    return tuple(held[position] for position in sorted(held, key=lambda position: (position < 0, abs(position))))


def _text(*, links: Sequence[Link], **more: object) -> str:
    return msgspec.json.encode({"links": links, **more}).decode()
