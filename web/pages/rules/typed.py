"""A rule as somebody typed it into a form, and the values that it has in a rule file."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from starlette.datastructures import FormData

from mappings import Rule
from mappings.edits import Table, plain, rule_in, with_rule
from mappings.rows import Row, rows_of, table_of

PARTS = ("when", "unless")
FIRST = Row()


@dataclass(frozen=True)
class Typed:
    """`aim` is `goal`, `exempt` or `also` (it only refers). Numbers, days and lists are texts here, as typed."""

    id: str = ""
    aim: str = "goal"
    goal: str = ""
    also: str = ""
    weight: str = ""
    stop: bool = False
    valid_from: str = ""
    valid_to: str = ""
    description: str = ""
    owner: str = ""
    when: Sequence[Row] = (FIRST,)
    unless: Sequence[Row] = field(default=())

    def pressed(self, button: str) -> "Typed":
        """With a row more (`add when`) or less (`drop when 2`)."""
        verb, _, rest = button.partition(" ")
        part, _, number = rest.partition(" ")
        if part not in PARTS:
            return self
        rows = list(getattr(self, part))
        if verb == "add":
            rows.append(Row())
        elif verb == "drop" and number.isdecimal() and int(number) < len(rows):
            del rows[int(number)]
        return replace(self, when=rows) if part == "when" else replace(self, unless=rows)


def typed(form: FormData) -> Typed:
    said = {name: str(form.get(name, "")).strip() for name in _TEXTS}
    rows = {part: [*_rows(form, part)] for part in PARTS}
    return Typed(**said, stop="stop" in form, when=rows["when"], unless=rows["unless"])


_TEXTS = ("id", "aim", "goal", "also", "weight", "valid_from", "valid_to", "description", "owner")


def _rows(form: FormData, part: str) -> Iterator[Row]:
    columns = ([str(each) for each in form.getlist(f"{part}.{name}")] for name in ("field", "op", "value"))
    return (Row(*cells) for cells in zip(*columns, strict=False))


def of_rule(rule: Rule) -> Typed | None:
    """None where a form cannot say what the rule does."""
    when, unless = rows_of(rule.when), rows_of(rule.unless)
    if when is None or unless is None or rule.split:
        return None
    return Typed(
        id=rule.id,
        aim="exempt" if rule.exempt else "goal" if rule.goal else "also",
        goal=rule.goal or "",
        also=", ".join(rule.also),
        weight=str(rule.weight) if rule.weight else "",
        stop=rule.stop,
        valid_from=rule.valid_from.isoformat() if rule.valid_from else "",
        valid_to=rule.valid_to.isoformat() if rule.valid_to else "",
        description=rule.description,
        owner=rule.owner,
        when=when,
        unless=unless,
    )


def written(text: str, given: Typed, before: Typed | None) -> str:
    """The text with this rule. What the form did not change stays as it is written, comments and all. EditError."""
    values, present = _values(given), rule_in(text, given.id) or {}
    if before:
        values = {key: value for key, value in values.items() if _differs(key, given, before)}
    else:
        values = {key: value for key, value in values.items() if plain(present.get(key)) != value}
    return with_rule(text, {"id": given.id, **values})


def _differs(key: str, given: Typed, before: Typed) -> bool:
    if key in ("goal", "exempt"):
        return (given.aim, given.goal) != (before.aim, before.goal)
    if key in PARTS:
        return _asked(getattr(given, key)) != _asked(getattr(before, key))
    return bool(getattr(given, key) != getattr(before, key))


def _asked(rows: Sequence[Row]) -> Mapping[str, Any]:
    return table_of(rows)


def _values(given: Typed) -> Table:
    """What is not given is None: the key goes."""
    return {
        "goal": given.goal or None if given.aim == "goal" else None,
        "exempt": True if given.aim == "exempt" else None,
        "when": table_of(given.when) or None,
        "unless": table_of(given.unless) or None,
        "also": [each.strip() for each in given.also.split(",") if each.strip()] or None,
        "weight": _number(given.weight),
        "stop": given.stop or None,
        "valid_from": _day(given.valid_from),
        "valid_to": _day(given.valid_to),
        "description": given.description or None,
        "owner": given.owner or None,
    }


def _number(text: str) -> int | str | None:
    """What is none stays as it was typed: the reader of rules says what is wrong with it."""
    with suppress(ValueError):
        return int(text)
    return text or None


def _day(text: str) -> date | str | None:
    with suppress(ValueError):
        return date.fromisoformat(text)
    return text or None
