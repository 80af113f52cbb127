"""Read `mappings.toml`: text in, rules out, or every problem in it with its line. Nothing here knows items or goals."""

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from mappings.fields import FIELDS, NO, OWN, YES, field_of, own
from mappings.operators import OPERATORS
from mappings.patterns import PatternError, pattern
from mappings.places import Path, Places
from mappings.rules import Condition, Operator, Problem, Rule, RulesError, Ruleset, did_you_mean, versioned

MAX_FILE = 4_000_000  # characters
MAX_VALUE = 1_000  # characters of one value
MAX_DEPTH = 3  # of `not` within `not`

Table = Mapping[str, Any]
_KEYS: dict[str, tuple[type, str]] = {
    "id": (str, "a text"),
    "goal": (str, "the key of a goal, as text"),
    "when": (dict, "a table of conditions"),
    "unless": (dict, "a table of conditions"),
    "weight": (int, "a whole number"),
    "stop": (bool, "true or false"),
    "exempt": (bool, "true or false"),
    "description": (str, "a text"),
    "owner": (str, "a text"),
    "valid_from": (date, "a date such as 2026-01-31, without quotes"),
    "valid_to": (date, "a date such as 2026-01-31, without quotes"),
}
_ID = re.compile(r"[A-Za-z0-9][\w.:/-]{0,79}", re.ASCII)
_TOML_PLACE = re.compile(r"(?P<reason>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)")


def load(text: str, path: str) -> Ruleset:
    """The rules of a file. RulesError names every problem; `path` is only used to say where it is."""
    reader = _Reader(text.removeprefix("\ufeff"), path)
    rules = reader.rules()
    if reader.problems:
        raise RulesError(sorted(reader.problems, key=attrgetter("order")))
    return Ruleset(tuple(rules))


class _Reader:
    """One reading of one file: goes on after a problem, so that all are reported at once."""

    def __init__(self, text: str, path: str) -> None:
        self.problems: list[Problem] = []
        self._path = path
        self._rule: str | None = None
        self._document = self._parse(text)
        self._places = Places(text if self._document else "", path)

    def rules(self) -> list[Rule]:
        for key in self._document:
            if key != "rule":
                self._report((key,), f'unknown key "{key}"{did_you_mean(key, ["rule"])}')
        tables = self._document.get("rule", [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self._report(("rule",), "write each rule under its own header [[rule]]")
            return []
        seen: dict[str, str] = {}
        return [rule for number, table in enumerate(tables) if (rule := self._read_rule(("rule", number), table, seen))]

    def _parse(self, text: str) -> Table:
        if len(text) > MAX_FILE:
            return self._unreadable("1", f"the file is larger than {MAX_FILE:,} characters")
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            found = _TOML_PLACE.match(str(error))
            line = (found and found["line"]) or str(text.count("\n") + 1)
            column = f", column {found['column']}" if found and found["column"] else ""
            return self._unreadable(line, f"not valid TOML: {found['reason'] if found else error}{column}")
        except (RecursionError, ValueError) as error:  # ValueError: a date or number out of range
            reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
            return self._unreadable("1", f"not valid TOML: {reason}")

    def _unreadable(self, line: str, message: str) -> Table:
        self.problems.append(Problem(place=f"{self._path}:{line}", level="error", message=message))
        return {}

    def _report(self, path: Path, message: str) -> None:
        self.problems.append(Problem(place=self._places.of(path), level="error", message=message, rule=self._rule))

    def _read_rule(self, path: Path, table: Table, seen: dict[str, str]) -> Rule | None:
        before = len(self.problems)
        name = table.get("id")
        self._rule = name if isinstance(name, str) else None
        self._check_keys(path, table)
        self._check_id(path, name, seen)
        self._check_aim(path, table)
        when = self._conditions((*path, "when"), table.get("when", {}))
        unless = self._conditions((*path, "unless"), table["unless"]) if "unless" in table else ()
        if len(self.problems) > before:
            return None
        rest = {key: value for key, value in table.items() if key not in ("when", "unless", "exempt", "goal")}
        goal = None if table.get("exempt") else table["goal"]
        return versioned(Rule(**rest, goal=goal, when=when, unless=unless, place=self._places.of(path)))

    def _check_keys(self, path: Path, table: Table) -> None:
        for key, value in table.items():
            if key not in _KEYS:
                hint = did_you_mean(key, _KEYS) or (" (conditions belong into `when`)" if key in (*FIELDS, OWN) else "")
                self._report((*path, key), f'unknown key "{key}"{hint}')
            elif not _is_a(value, _KEYS[key][0]):
                self._report((*path, key), f"`{key}` should be {_KEYS[key][1]}")
        first, last = table.get("valid_from"), table.get("valid_to")
        if first and last and _is_a(first, date) and _is_a(last, date) and last < first:
            self._report((*path, "valid_to"), "`valid_to` lies before `valid_from`, so the rule is never in force")

    def _check_id(self, path: Path, name: Any, seen: dict[str, str]) -> None:
        if name is None:
            self._report(path, 'the rule has no id; add one such as id = "payments-api"')
        elif isinstance(name, str) and not _ID.fullmatch(name):
            self._report(
                (*path, "id"), "an id is 1 to 80 letters, digits and . _ : / - and begins with a letter or digit"
            )
        elif isinstance(name, str) and name in seen:
            self._report((*path, "id"), f'the id "{name}" is taken by the rule at {seen[name]}; give each rule its own')
        elif isinstance(name, str):
            seen[name] = self._places.of(path)

    def _check_aim(self, path: Path, table: Table) -> None:
        exempt = table.get("exempt") is True
        if "goal" not in table and not exempt:
            self._report(path, "the rule leads nowhere; give it a goal, or exempt = true")
        elif "goal" in table and exempt:
            self._report((*path, "exempt"), "a rule has a goal or is exempt, not both; remove one")
        elif table.get("goal") == "":
            self._report((*path, "goal"), "the goal is empty; write its key")

    def _conditions(self, path: Path, table: Any) -> tuple[Condition, ...]:
        if not isinstance(table, dict):
            return ()  # already reported as a wrong type
        if not table:
            name = path[-1]
            self._report(path, f"`{name}` is empty, so it would hold for every item; if you mean that: {_EVERY}")
        return tuple(found for field, value in table.items() for found in self._field((*path, field), field, value))

    def _field(self, path: Path, field: str, value: Any) -> list[Condition]:
        if field == OWN:
            return self._own_fields(path, value)
        if field not in FIELDS:
            hint = did_you_mean(field, FIELDS) or f"; fields are {', '.join(FIELDS)}, and your site's own in {OWN}"
            self._report(path, f'unknown field "{field}"{hint}')
            return []
        return self._value(path, field, value, 0)

    def _own_fields(self, path: Path, table: Any) -> list[Condition]:
        if not isinstance(table, dict) or not table or not all(name.strip() for name in table):
            self._report(path, f'`{OWN}` is a table of fields by name, such as {{ "Cost center" = "CC-12" }}')
            return []
        return [found for name, value in table.items() for found in self._value((*path, name), own(name), value, 0)]

    def _value(self, path: Path, field: str, value: Any, depth: int) -> list[Condition]:
        """A bare value or list is equality; a table gives operators, all of which must hold."""
        if not isinstance(value, dict):
            return self._texts(path, field, "any", value)
        if not value or depth > MAX_DEPTH:
            self._report(
                path, f"`{field}` has no operator" if not value else f"`not` is nested more than {MAX_DEPTH} deep"
            )
            return []
        found: list[Condition] = []
        for op, operand in value.items():
            if op not in OPERATORS:
                hint = did_you_mean(op, OPERATORS) or f"; operators are {', '.join(OPERATORS)}"
                self._report((*path, op), f'unknown operator "{op}" for {field}{hint}')
            else:
                found += self._operator((*path, op), field, op, operand, depth)
        return found

    def _operator(self, path: Path, field: str, op: str, operand: Any, depth: int) -> list[Condition]:
        if op == "exists":
            return self._exists(path, field, operand)
        if op == "not":
            inner = tuple(self._value(path, field, operand, depth + 1))
            return [Condition(field, "not", inner=inner)] if inner else []
        return self._texts(path, field, op, operand)

    def _exists(self, path: Path, field: str, operand: Any) -> list[Condition]:
        if not isinstance(operand, bool):
            self._report(path, f"`exists` of {field} should be true or false")
            return []
        there = Condition(field, "exists")
        return [there if operand else Condition(field, "not", inner=(there,))]

    def _texts(self, path: Path, field: str, op: Any, operand: Any) -> list[Condition]:
        given = operand if isinstance(operand, list) else [operand]
        values = [_word(field, value) for value in given]
        checks: dict[Operator, Callable[[str, str], str]] = {"regex": _bad_pattern, "glob": _bad_glob}
        wrong = [
            problem for value in values if (problem := _bad_text(value) or checks.get(op, _bad_word)(field, value))
        ]
        for problem in dict.fromkeys(wrong if values else ["the list is empty, so no item can match; name a value"]):
            self._report(path, f"{field}: {problem}")
        once = () if wrong else tuple(dict.fromkeys(values))
        return [Condition(field, "any" if op == "all" and len(once) == 1 else op, once)] if once else []


_EVERY = "key = { exists = true }"


def _is_a(value: Any, kind: type) -> bool:
    """TOML's own types: `true` is no number, a moment is no date."""
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool)) and not isinstance(value, datetime)


def _word(field: str, value: Any) -> Any:
    """`flagged = true` is written without quotes."""
    return (YES if value else NO)[0] if isinstance(value, bool) and YES[0] in field_of(field).words else value


def _bad_text(value: Any) -> str:
    if not isinstance(value, str):
        return f"a value is a text, so write it in quotes (found {str(value)[:40]})"
    if not value.strip():
        return "an empty value; to ask whether there is any value use { exists = true }"
    return f"a value of {len(value):,} characters; at most {MAX_VALUE:,} are read" if len(value) > MAX_VALUE else ""


def _bad_word(field: str, value: str) -> str:
    words = field_of(field).words
    if not words or value.casefold() in words:
        return ""
    return f'"{value}" is not one of {", ".join(words)}{did_you_mean(value, words)}'


def _bad_glob(_field: str, value: str) -> str:
    return "" if value.strip("*") else "the glob matches every text; use { exists = true }"


def _bad_pattern(_field: str, value: str) -> str:
    try:
        found = pattern(value)
    except PatternError as error:
        return f"bad pattern at column {error.column}: {error} (RE2 has no look-around and no back-references)"
    if found("") and found("\x00"):
        return f"the pattern {value!r} matches every text, even an empty one; use {{ exists = true }}"
    return ""
