"""Edits of a rule file that leave all around them byte for byte as it is: comments, order, blank lines, spaces."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import tomlkit
from tomlkit.container import OutOfOrderTableProxy
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Table as Headed

from mappings.document import LARGEST
from mappings.places import Mark, marks

Table = dict[str, Any]
Setting = tuple[Sequence[str], Any]  # the path of a key within a rule, and its value; None: the key goes
BOM = "\ufeff"


class EditError(Exception):
    """The text cannot be edited so; the message says why, and what to do."""


def with_rule(text: str, rule: Mapping[str, Any]) -> str:
    """The text with the values of this rule: those given replace what the rule of that id has (None: the key goes); a rule
    that is new stands at the end."""
    values = {key: value for key, value in rule.items() if key != "id"}
    if any(each.get("id") == rule["id"] for each in _rules(_data(text))):
        return with_values(text, rule["id"], [((key,), value) for key, value in values.items()])
    given = {"id": rule["id"], **{key: value for key, value in values.items() if value is not None}}
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = ["[[rule]]", *(f"{key} = {_written(value)}" for key, value in given.items()), ""]
    gap = "" if not text.removeprefix(BOM) else newline if text.endswith("\n") else newline * 2
    return _checked(text, text + gap + newline.join(lines), lambda data: _rules(data).append(plain(given)))


def rule_in(text: str, name: str) -> Table | None:
    """The values of the rule of this id, None where there is none. EditError for a text that is no TOML."""
    return next((each for each in _rules(_data(text)) if each.get("id") == name), None)


def without_rule(text: str, name: str) -> str:
    """The text without the rule of this id. Comments above it stay."""
    number = _number(text, name)
    begin, end = _span(text, number)
    if not text[:begin].strip(BOM) or text[:begin].endswith(("\n\n", "\n\r\n")):
        end += len(text[end:]) - len(text[end:].lstrip("\r\n"))
    return _checked(text, text[:begin] + text[end:], lambda data: _drop(data, number))


def with_values(text: str, name: str, settings: Sequence[Setting]) -> str:
    """The text with these values of the rule of this id. A path may lead into a table: `when`, `labels`."""
    number = _number(text, name)
    begin, end = _span(text, number)
    try:
        snippet = tomlkit.parse(text[begin:end])
        table: Any = snippet["rule"][0]
        for path, value in settings:
            set_value(table, path, value, item)
        edited = tomlkit.dumps(snippet)
    except TOMLKitError as error:
        raise EditError(f'the rule "{name}" cannot be edited by a command ({error}); edit the file') from None

    def change(data: Table) -> None:
        for path, value in settings:
            set_value(_rules(data)[number], path, value, plain)

    return _checked(text, text[:begin] + edited + text[end:], change)


def item(value: Any) -> Any:
    """A value as tomlkit writes it: on one line, patterns as they are typed."""
    if isinstance(value, Mapping):
        table = tomlkit.inline_table()
        for key, inner in value.items():
            table[key] = item(inner)
        return table
    if isinstance(value, list | tuple):
        array = tomlkit.array()
        for inner in value:
            array.append(item(inner))
        return array
    if isinstance(value, str):
        plain = "\\" in value and "'" not in value and value.isprintable()
        return tomlkit.string(value, literal=plain)
    if isinstance(value, int) and abs(value) > LARGEST:
        raise EditError("the number is too large; a whole number has at most 18 digits")
    return tomlkit.item(value)


def _written(value: bool | int | float | str | date | Sequence[Any] | Mapping[str, Any]) -> str:
    return str(item(value).as_string())


def set_value(table: Any, path: Sequence[str], value: Any, convert: Callable[[Any], Any]) -> None:
    *above, key = path
    for step in above:
        if step not in table:
            table[step] = convert({})
        table = table[step]
        if not isinstance(table, dict):
            raise EditError(f"{'.'.join(path)}: {step} is no table; give {step} as a whole")
    if key in table and (value is None or isinstance(table[key], Headed | OutOfOrderTableProxy)):
        del table[key]
    if value is not None:
        table[key] = convert(value)


def plain(value: Any) -> Any:
    """A value as it is read back."""
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, list | tuple) else value


def _drop(data: Table, number: int) -> None:
    del _rules(data)[number]
    if not data["rule"]:
        del data["rule"]


def _data(text: str) -> Table:
    try:
        return tomllib.loads(text.removeprefix(BOM))
    except (ValueError, RecursionError) as error:
        raise EditError(f"not valid TOML: {error}") from None


def _rules(data: Table) -> list[Table]:
    found: list[Table] = data.setdefault("rule", [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise EditError("write each rule under its own header [[rule]]")
    return found


def _number(text: str, name: str) -> int:
    names = [each.get("id") for each in _rules(_data(text))]
    if name not in names:
        raise EditError(f'there is no rule "{name}" in this file')
    return names.index(name)


def _span(text: str, number: int) -> tuple[int, int]:
    """Where the rule begins, and where its last value ends: whole lines."""
    offset = len(text) - len(text.removeprefix(BOM))
    found = list(marks(text[offset:]))
    places = [place for place, mark in enumerate(found) if _within(mark, number)]
    if not places or not found[places[0]].header:
        raise EditError("write each rule under its own header [[rule]]; a list of rules is edited by hand only")
    if len(places) != places[-1] - places[0] + 1:
        raise EditError("tables of this rule stand apart from it, behind other tables; put them together first")
    begin = text.rfind("\n", 0, found[places[0]].begin + offset) + 1
    end = found[places[-1]].end + offset
    line = 0 if text[end - 1] == "\n" else text.find("\n", end) + 1
    return max(begin, offset), line or (end if text[end - 1] == "\n" else len(text))


def _within(mark: Mark, number: int) -> bool:
    return mark.path[:2] == ("rule", number)


def _checked(before: str, after: str, change: Callable[[Table], None]) -> str:
    """Never hand out a text that says anything but what was asked for."""
    wanted = _data(before)
    change(wanted)
    try:
        after.encode()
    except UnicodeEncodeError:
        raise EditError("a value is not valid Unicode; type it again") from None
    try:
        said = tomllib.loads(after.removeprefix(BOM))
    except (ValueError, RecursionError):
        said = {}
    if said != wanted:
        raise EditError("this file is laid out in a way that the command cannot edit; edit it by hand")
    return after
