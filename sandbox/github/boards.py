"""Projects (the second version): boards of an organisation or a person, with fields of their own.

https://docs.github.com/en/issues/planning-and-tracking-with-projects
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from sandbox.github.repository import Address

if TYPE_CHECKING:
    from sandbox.github.state import GitHubState

Kind = Literal[
    "TEXT", "NUMBER", "DATE", "SINGLE_SELECT", "ITERATION", "TITLE", "ASSIGNEES", "LABELS", "MILESTONE", "REPOSITORY"
]
Value = str | float | date
BUILT_IN: dict[str, Kind] = {
    "Title": "TITLE", "Assignees": "ASSIGNEES", "Labels": "LABELS", "Milestone": "MILESTONE", "Repository": "REPOSITORY",
}  # fmt: skip
STATUSES = ("Todo", "In Progress", "Done")


@dataclass
class Field:
    """`options` of a single select are ids by name, `iterations` first days by title, each of `days`."""

    id: int
    name: str
    kind: Kind
    at: datetime
    options: dict[str, str] = field(default_factory=dict)
    iterations: dict[str, date] = field(default_factory=dict)
    days: int = 14


@dataclass
class Draft:
    """A card that is no issue yet."""

    id: int
    title: str
    body: str
    assignees: list[str]
    at: datetime
    updated_at: datetime


@dataclass
class Card:
    """Stands for an issue or pull request at `address`, or is a draft. `values` are by the name of their field."""

    id: int
    creator: str
    at: datetime
    updated_at: datetime
    address: Address | None = None
    draft: Draft | None = None
    archived: bool = False
    values: dict[str, tuple[Value, datetime]] = field(default_factory=dict)


class Board:
    """Cards keep the order in which they came. A change touches both its card and the board; `at` defaults to the clock."""

    def __init__(self, state: "GitHubState", owner: str, number: int, title: str, at: datetime) -> None:
        self._state = state
        self.id, self.owner, self.number, self.title = state.new_id(), owner, number, title
        self.at = self.updated_at = at
        self.closed_at: datetime | None = None
        self.fields: dict[str, Field] = {}
        self.cards: dict[int, Card] = {}
        for name, kind in BUILT_IN.items():
            self.add_field(name, kind)
        self.add_field("Status", "SINGLE_SELECT", options=STATUSES)

    def add_field(
        self, name: str, kind: Kind, *, options: Iterable[str] = (), iterations: Mapping[str, date] | None = None
    ) -> None:
        here = Field(self._state.new_id(), name, kind, self._state.clock(), iterations=dict(iterations or {}))
        here.options = {option: f"{self._state.new_id():08x}" for option in options}
        self.fields[name] = here

    def add(self, address: Address, *, by: str, at: datetime | None = None) -> int:
        """Returns the card's id; the issue is told of it."""
        at = at or self._state.clock()
        self._state.tell(*address, "added_to_project_v2", by, at)
        return self._put(Card(self._state.new_id(), by, at, at, address))

    def draft(
        self, title: str, *, by: str, body: str = "", assignees: Iterable[str] = (), at: datetime | None = None
    ) -> int:
        """Returns the card's id."""
        at, new_id = at or self._state.clock(), self._state.new_id
        return self._put(Card(new_id(), by, at, at, draft=Draft(new_id(), title, body, list(assignees), at, at)))

    def set(self, card: int, name: str, value: Value | None, *, at: datetime | None = None) -> None:
        """KeyError when the board has no such field, option or iteration."""
        at, here = at or self._state.clock(), self.fields[name]
        if value is None:
            self.cards[card].values.pop(name, None)
        else:
            known: Mapping[str, object] = here.options if here.kind == "SINGLE_SELECT" else here.iterations
            if here.kind in ("SINGLE_SELECT", "ITERATION") and value not in known:
                raise KeyError(value)
            self.cards[card].values[name] = (value, at)
        self._touch(card, at)
        self._state.webhooks.tell_of_cards(self.owner, "edited")

    def archive(self, card: int, *, archived: bool = True, at: datetime | None = None) -> None:
        self.cards[card].archived = archived
        self._touch(card, at or self._state.clock())
        self._state.webhooks.tell_of_cards(self.owner, "archived" if archived else "restored")

    def remove(self, card: int, *, at: datetime | None = None) -> None:
        del self.cards[card]
        self.updated_at = at or self._state.clock()
        self._state.webhooks.tell_of_cards(self.owner, "deleted")

    def close(self, at: datetime | None = None) -> None:
        self.closed_at = self.updated_at = at or self._state.clock()

    def _put(self, card: Card) -> int:
        self.cards[card.id] = card
        self._touch(card.id, card.at)
        self._state.webhooks.tell_of_cards(self.owner, "created")
        return card.id

    def _touch(self, card: int, at: datetime) -> None:
        self.cards[card].updated_at = max(self.cards[card].updated_at, at)
        self.updated_at = max(self.updated_at, at)


class Boards:
    """`of` holds each owner's boards by number."""

    def __init__(self, state: "GitHubState") -> None:
        self._state = state
        self.of: dict[str, dict[int, Board]] = {}

    def create(self, owner: str, title: str, *, at: datetime | None = None) -> Board:
        """The owner's login. Numbers count from 1 for each owner."""
        self._state.account(owner)
        here = self.of.setdefault(owner, {})
        number = len(here) + 1
        here[number] = Board(self._state, owner, number, title, at or self._state.clock())
        return here[number]

    def repoint(self, old: Address, new: Address | None) -> None:
        """The issue at `old` stands at `new` now; None: it is gone, and its cards with it."""
        for boards in self.of.values():
            for board in boards.values():
                for card in [card for card in board.cards.values() if card.address == old]:
                    if new:
                        card.address = new
                    else:
                        board.remove(card.id)
