"""Test cases for rules, as admins write them under `[[test]]`: an item, and the goal it should have. Read, and not yet run.

The tests of one file are one world: an item may hang below another test's item, or name it in its text.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from core.links import DEEPEST, Identity, Placed, Shares
from mappings.case_items import item_of
from mappings.document import Document, Table
from mappings.places import Path
from mappings.reader import Source
from mappings.rules import Problem, RulesError, Ruleset, did_you_mean
from mappings.shares import is_a, read_shares

MAX_DAYS = 366  # for each day that is asked for, the whole file is linked once

_KEYS: dict[str, tuple[type | tuple[type, ...], str]] = {
    "name": (str, "a text"),
    "item": (dict, "a table of fields, as in rules"),
    "goal": ((str, dict), 'the key of a goal, as text, or shares such as { "O-1" = 0.6, "O-2" = 0.4 }'),
    "exempt": (bool, "true"),
    "unlinked": (bool, "true"),
    "rule": (str, "the id of a rule"),
    "also": (list, "a list of keys of goals"),
    "today": (date, "a date such as 2026-01-31, without quotes"),
}
_AIMS = ("goal", "exempt", "unlinked")


class Case(Struct, frozen=True, kw_only=True):
    """An item, and what should become of it: `shares` of goals, or else that it is `exempt` or else that it has no goal.
    `rule` should have led there, and `also` be what it has to do with besides; None: not asked. `today` is the day of the
    test, None: that of the run. `place` is `mappings.toml:12`."""

    name: str
    place: str
    placed: Placed
    shares: Shares = ()
    exempt: bool = False
    rule: str | None = None
    also: tuple[str, ...] | None = None
    today: date | None = None

    @property
    def goals(self) -> tuple[str, ...]:
        """Every goal that it names."""
        return (*(goal for goal, _share in self.shares), *(self.also or ()))


def read_cases(source: Source, *, alone: bool, rules: Sequence[str]) -> list[Case]:
    """The tests of one file. `alone`: it holds tests, and nothing else. `rules` are the ids of those that can be asked for.
    RulesError names every problem."""
    reader = _Reader(Document(source.text, source.path), rules)
    cases = reader.cases(alone=alone)
    reader.document.check()
    return cases


def read_worlds(rules: Ruleset, sources: Iterable[tuple[Source, bool]]) -> list[list[Case]]:
    """The tests of each file, which holds nothing else where the second of the pair says so. RulesError with what is wrong in
    any of them."""
    ids = [rule.id for rule in (*rules.rules, *rules.defaults)]
    worlds: list[list[Case]] = []
    problems: list[Problem] = []
    for source, alone in sources:
        try:
            worlds.append(read_cases(source, alone=alone, rules=ids))
        except RulesError as error:
            problems += error.problems
    if problems:
        raise RulesError(problems)
    return worlds


class _Reader:
    """One reading of one file."""

    def __init__(self, document: Document, rules: Sequence[str]) -> None:
        self.document = document
        self._report = document.report
        self._rules = rules
        self._names: dict[str, str] = {}
        self._items: dict[Identity, str] = {}

    def cases(self, *, alone: bool) -> list[Case]:
        for key in self.document.content if alone else ():
            if key != "test":
                hint = did_you_mean(key, ["test"]) or "; a file of tests holds tests, each under a header [[test]]"
                self._report((key,), f'unknown key "{key}"{hint}')
        found = [self._case(path, table) for path, table in self.document.tables("test")]
        if alone and not found and not self.document.problems:
            self._report((), "there is no test in this file; write each under a header [[test]]")
        cases = [case for case in found if case]
        if len({case.today for case in cases}) > MAX_DAYS:
            self._report(("test",), f"the tests of one file may ask for at most {MAX_DAYS} different days")
        return list(_with_ancestors(cases))

    def _case(self, path: Path, table: Table) -> Case | None:
        before = len(self.document.problems)
        self._check_keys(path, table)
        self._check_aim(path, table)
        shares = read_shares(self.document, (*path, "goal"), table.get("goal"))
        placed = item_of(self.document, (*path, "item"), table.get("item", {}), f"test-{path[-1]}")
        if len(self.document.problems) > before or placed is None:
            return None
        self._note((*path, "name"), self._names, table["name"], "the name of")
        self._note((*path, "item"), self._items, placed.identity, f"the item (its key is {placed.item.key}) of")
        return Case(
            name=table["name"],
            place=self.document.place(path),
            placed=placed,
            shares=shares,
            exempt=table.get("exempt", False),
            rule=table.get("rule"),
            also=tuple(table["also"]) if "also" in table else None,
            today=table.get("today"),
        )

    def _check_keys(self, path: Path, table: Table) -> None:
        for key, value in table.items():
            if key not in _KEYS:
                self._report((*path, key), f'unknown key "{key}"{did_you_mean(key, _KEYS)}')
            elif not is_a(value, _KEYS[key][0]) or value is False or value == "":
                self._report((*path, key), f"`{key}` should be {_KEYS[key][1]}")
        also = table.get("also")
        if isinstance(also, list) and not all(isinstance(goal, str) and goal for goal in also):
            self._report((*path, "also"), f"`also` should be {_KEYS['also'][1]}")
        for key in ("name", "item"):
            if key not in table:
                self._report(path, f"the test has no {key}")

    def _check_aim(self, path: Path, table: Table) -> None:
        aims = [key for key in _AIMS if key in table]
        if len(aims) != 1:
            given = f"not {' and '.join(aims)}" if aims else "nothing of it is here"
            self._report(path, f"a test expects one thing: goal, exempt = true or unlinked = true; {given}")
        rule = table.get("rule")
        if rule is not None and "unlinked" in table:
            self._report((*path, "rule"), "what has no goal has it by no rule; remove one")
        elif isinstance(rule, str) and rule not in self._rules:
            self._report((*path, "rule"), f'there is no rule "{rule}"{did_you_mean(rule, self._rules)}')

    def _note(self, path: Path, seen: dict[Any, str], what: object, words: str) -> None:
        if what in seen:
            self._report(path, f"this is {words} the test at {seen[what]} too; give each test its own")
        else:
            seen[what] = self.document.place(path)


def _with_ancestors(cases: Sequence[Case]) -> Iterator[Case]:
    """Each item knows all that it hangs below in its world."""
    parents = {case.placed.identity: case.placed.item.parent for case in cases}
    for case in cases:
        item, given = case.placed.item, case.placed.ancestors
        above = tuple(_above(item.source, item.parent, parents))
        yield replace(case, placed=replace(case.placed, ancestors=tuple(dict.fromkeys((*above, *given)))))


def _above(source: str, parent: str | None, parents: Mapping[Identity, str | None]) -> Iterator[str]:
    seen: set[str] = set()
    while parent and parent not in seen and len(seen) < DEEPEST:
        seen.add(parent)
        yield parent
        parent = parents.get((source, parent))
