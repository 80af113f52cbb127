"""What can be said of an item in a rule of one condition, for rules that are proposed. No person is among it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from core.records import Item
from mappings.conditions import MAX_VALUE
from mappings.fields import OWN, own, own_name
from mappings.suggestions.words import COMMON, TITLE_LIMIT

When = dict[str, list[str] | dict[str, list[str]]]
"""The table `when` of a rule: a field and its values, a field and its operators, or the site's own fields."""

_SINGLE = ("container", "type", "milestone", "parent")
_MANY = ("labels", "components", "versions")
_WORD = re.compile(r"[A-Za-z0-9_]{3,}")  # as the `\b` of RE2 sees words
VALUES = 30  # of one field of an item, so many are looked at


class Condition(NamedTuple):
    """A value that an item has, as the tool writes it; equality ignores case, so `folded` tells conditions apart."""

    field: str
    folded: str


def conditions(item: Item, team: str | None) -> Iterator[tuple[Condition, str]]:
    """Each with the value as it is written."""
    for field, value in _values(item, team):
        if value and len(value) <= MAX_VALUE:
            yield Condition(field, value.casefold()), value
    for word in _WORD.findall(item.title[:TITLE_LIMIT])[:VALUES]:
        if word.lower() not in COMMON:
            yield Condition("title", word.lower()), word.lower()


def _values(item: Item, team: str | None) -> Iterator[tuple[str, str]]:
    yield from ((field, getattr(item, field) or "") for field in _SINGLE)
    yield "team", team or ""
    for field in _MANY:
        yield from ((field, value) for value in getattr(item, field)[:VALUES])
    for name, values in item.fields.items():
        yield from ((own(name), value) for value in values[:VALUES])


def table(held: list[tuple[Condition, str]]) -> When:
    """The conditions, each of another field, as a rule has them."""
    when: When = {}
    for condition, value in held:
        if (name := own_name(condition.field)) is not None:
            fields = when.setdefault(OWN, {})
            assert isinstance(fields, dict)
            fields[name] = [value]
        elif condition.field == "title":
            when["title"] = {"regex": [rf"(?i)\b{value}\b"]}
        else:
            when[condition.field] = [value]
    return when
