"""The fields of an item that rules can test, each seen as a sequence of texts: none, one or many."""

from collections.abc import Callable, Sequence
from functools import cache
from operator import attrgetter
from typing import get_args

from msgspec import Struct

from core.records import Category, Item, Kind

Values = Callable[[Item, str | None], Sequence[str]]
OWN = "fields"  # the table of conditions on fields of the site's own; a condition in it names its field `fields.Cost center`
YES, NO = ("true",), ("false",)


class Field(Struct, frozen=True):
    """How to read a field. `many`: an item has a list of them. `coarse`: few distinct values, so a poor index.

    `words` are all values the field can take, where the hub itself defines them.
    """

    name: str
    values: Values
    many: bool = False
    coarse: bool = False
    words: tuple[str, ...] = ()


def _one(attribute: str) -> Values:
    read = attrgetter(attribute)

    def values(item: Item, _team: str | None) -> Sequence[str]:
        value = read(item)
        return (value,) if value else ()

    return values


def _many(attribute: str) -> Values:
    read: Callable[[Item], Sequence[str]] = attrgetter(attribute)
    return lambda item, _team: read(item)


def _flagged(item: Item, _team: str | None) -> Sequence[str]:
    return YES if item.flagged else NO


def _team(_item: Item, team: str | None) -> Sequence[str]:
    return (team,) if team else ()


_ALL = (
    Field("source", _one("source"), coarse=True),
    Field("container", _one("container")),
    Field("kind", _one("kind"), coarse=True, words=get_args(Kind)),
    Field("type", _one("type"), coarse=True),
    Field("status", _one("status"), coarse=True),
    Field("category", _one("category"), coarse=True, words=get_args(Category)),
    Field("labels", _many("labels"), many=True),
    Field("components", _many("components"), many=True),
    Field("versions", _many("versions"), many=True),
    Field("milestone", _one("milestone")),
    Field("title", _one("title")),
    Field("text", _one("text")),
    Field("author", _one("author")),
    Field("assignee", _one("assignee")),
    Field("team", _team),
    Field("parent", _one("parent")),
    Field("priority", _one("priority"), coarse=True),
    Field("key", _one("key")),
    Field("flagged", _flagged, coarse=True, words=(*YES, *NO)),
    Field("participants", _many("participants"), many=True),
)
ALIASES = {"project": "container", "repository": "container", "channel": "container"}
FIELDS: dict[str, Field] = {field.name: field for field in _ALL}
FIELDS |= {alias: FIELDS[name] for alias, name in ALIASES.items()}


def own(name: str) -> str:
    """How a condition calls the site's own field of this name."""
    return f"{OWN}.{name}"


def own_name(field: str) -> str | None:
    """The other way round; None for a field that all items have."""
    return None if field in FIELDS else field.removeprefix(f"{OWN}.")


@cache
def field_of(name: str) -> Field:
    """The field that a condition names."""
    return FIELDS.get(name) or Field(name.casefold(), _own(name.removeprefix(f"{OWN}.")), many=True)


def _own(name: str) -> Values:
    """As people see the name, in any case: most sites write it in one way, so that is tried first."""
    folded = name.casefold()

    def values(item: Item, _team: str | None) -> Sequence[str]:
        if not item.fields:
            return ()
        found = item.fields.get(name)
        return (
            found
            if found is not None
            else next((item.fields[each] for each in item.fields if each.casefold() == folded), ())
        )

    return values
