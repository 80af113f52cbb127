"""How texts and items name goals: `[O-12]`, a goal's URL, its title in quotes, or the epic or milestone that a goal also is."""

import re
from collections.abc import Iterable, Iterator, Mapping

from core.links import Identity
from core.records import Goal, Item
from core.references import spellings

_QUOTED = re.compile(r"\"([^\"\n]{3,200})\"|“([^”\n]{3,200})”|„([^“”\n]{3,200})[“”]|«([^»\n]{3,200})»")


class GoalNames:
    """The known goals by all their names. A name that several goals share (the address of a whole sheet) names none."""

    def __init__(self, goals: Mapping[str, Goal]) -> None:
        self.keys = frozenset(goals)
        self._own = {(goal.source, goal.item): key for key, goal in goals.items() if goal.item}
        self._plain = _unique((name, key) for key, goal in goals.items() if not goal.item for name in (key, goal.url))
        with_item = [(key, goal) for key, goal in goals.items() if goal.item]
        self._bracketed = _unique((name, key) for key, goal in with_item for name in (key, goal.item))
        self._items = _unique((name, key) for key, goal in with_item for name in (key, goal.item, goal.url))
        self._identities = {key: (goal.source, goal.item or "") for key, goal in with_item}
        self._titles = _unique((_plain(goal.title), key) for key, goal in goals.items())

    def of_item(self, identity: Identity) -> str | None:
        """The goal that this item also is."""
        return self._own.get(identity)

    def through_item(self, reference: str) -> tuple[Identity, str] | None:
        """The item which this key or URL names, and the goal that it also is."""
        goal = next((self._items[name] for name in spellings(reference) if name in self._items), None)
        return (self._identities[goal], goal) if goal else None

    def explicit(self, item: Item) -> Iterator[tuple[str, str]]:
        """What in the item says outright which goal it serves, each with that goal: first keys and addresses, then titles.

        Epics and milestones are named in passing all the time, so those count only in brackets: `[PAY-1]`.
        """
        for reference in item.refs:
            for name in spellings(reference):
                goal = self._plain.get(name) or self._in_brackets(name, item)
                if goal:
                    yield reference, goal
                    break
        for text in (item.title, item.text):
            yield from self._quoted(text)

    def _quoted(self, text: str) -> Iterator[tuple[str, str]]:
        for match in _QUOTED.finditer(text) if _has_quotes(text) else ():
            goal = self._titles.get(_plain(match[match.lastindex or 0]))
            if goal:
                yield match[0], goal

    def _in_brackets(self, name: str, item: Item) -> str | None:
        goal = self._bracketed.get(name)
        return goal if goal and f"[{name}]" in f"{item.title}\n{item.text}".casefold() else None


def _has_quotes(text: str) -> bool:
    """Asked of every text; four plain searches take a third of the time of one pattern."""
    return '"' in text or "“" in text or "„" in text or "«" in text


def _plain(title: str) -> str:
    return " ".join(title.casefold().split())


def _unique(names: Iterable[tuple[str | None, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    shared: set[str] = set()
    for name, goal in names:
        spelling = spellings(name)[0] if name else ""
        if found.setdefault(spelling, goal) != goal:
            shared.add(spelling)
    return {name: goal for name, goal in found.items() if name and name not in shared}
