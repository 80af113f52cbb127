"""The fields of an item that rules can test, each seen as a sequence of texts: none, one or many.

Numbers are written as short as they can be (`3`, `0.5`), dates as `2026-01-31`; moments count as their day in UTC.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any, Literal, get_args

from msgspec import Struct

from core.links import Placed
from core.records import Category, Kind

Values = Callable[[Placed], Sequence[str]]
Type = Literal["text", "number", "date", "any"]
OWN = "fields"  # the table of conditions on fields of the site's own; a condition in it names its field `fields.Cost center`
YES, NO = ("true",), ("false",)


class Field(Struct, frozen=True):
    """How to read a field. `many`: an item has a list of them. `coarse`: few distinct values, so a poor index.

    `words` are all values the field can take, where the hub itself defines them. `type` says which operators fit.
    """

    name: str
    values: Values
    many: bool = False
    coarse: bool = False
    words: tuple[str, ...] = ()
    type: Type = "text"


def _one(attribute: str) -> Values:
    read = attrgetter(f"item.{attribute}")

    def values(placed: Placed) -> Sequence[str]:
        value = read(placed)
        return (value,) if value else ()

    return values


def _many(attribute: str) -> Values:
    read: Callable[[Placed], Sequence[str]] = attrgetter(f"item.{attribute}")
    return read


def _number(attribute: str) -> Values:
    read = attrgetter(f"item.{attribute}")

    def values(placed: Placed) -> Sequence[str]:
        value = read(placed)
        return () if value is None else (number_text(value),)

    return values


def _day(attribute: str) -> Values:
    read = attrgetter(f"item.{attribute}")

    def values(placed: Placed) -> Sequence[str]:
        value = read(placed)
        return () if value is None else (day_text(value),)

    return values


def number_text(number: float) -> str:
    """`3` for 3.0 too."""
    return str(int(number)) if float(number).is_integer() else repr(number)


def day_text(day: Any) -> str:
    """The day of a date or moment in UTC."""
    return str(day.date().isoformat() if isinstance(day, datetime) else day.isoformat())


def _flagged(placed: Placed) -> Sequence[str]:
    return YES if placed.item.flagged else NO


def _team(placed: Placed) -> Sequence[str]:
    return (placed.team,) if placed.team else ()


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
    Field("ancestors", attrgetter("ancestors"), many=True),
    Field("priority", _one("priority"), coarse=True),
    Field("key", _one("key")),
    Field("flagged", _flagged, coarse=True, words=(*YES, *NO)),
    Field("blocked_by", _many("blocked_by"), many=True),
    Field("participants", _many("participants"), many=True),
    Field("points", _number("points"), coarse=True, type="number"),
    Field("estimate", _number("estimate"), coarse=True, type="number"),
    Field("replies", _number("replies"), coarse=True, type="number"),
    Field("reactions", _number("reactions"), coarse=True, type="number"),
    Field("created", _day("created_at"), coarse=True, type="date"),
    Field("updated", _day("updated_at"), coarse=True, type="date"),
    Field("done", _day("done_at"), coarse=True, type="date"),
    Field("due", _day("due"), coarse=True, type="date"),
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
    return FIELDS.get(name) or Field(name.casefold(), _own(name.removeprefix(f"{OWN}.")), many=True, type="any")


def attribute_of(name: str) -> str:
    """What a condition on the field looks at: an attribute of `Item`, or `team`, or `ancestors`."""
    return OWN if own_name(name) else _ATTRIBUTES.get(name, FIELDS[name].name)


_ATTRIBUTES = {"created": "created_at", "updated": "updated_at", "done": "done_at"}


def _own(name: str) -> Values:
    """As people see the name, in any case: most sites write it in one way, so that is tried first."""
    folded = name.casefold()

    def values(placed: Placed) -> Sequence[str]:
        fields = placed.item.fields
        if not fields:
            return ()
        found = fields.get(name)
        return found if found is not None else next((fields[each] for each in fields if each.casefold() == folded), ())

    return values
