"""Read a rule file: text in, rules out, or every problem in it with its line. Nothing here knows items or goals."""

import re
from collections.abc import Sequence
from datetime import date
from operator import attrgetter
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from mappings.conditions import MAX_TESTS, Conditions
from mappings.document import Document, Table
from mappings.fields import FIELDS, OWN
from mappings.patterns import fits
from mappings.places import Path
from mappings.rules import Condition, Rule, RulesError, Ruleset, default_of, did_you_mean, leaves, versioned
from mappings.shares import is_a, read_shares

_KEYS: dict[str, tuple[type | tuple[type, ...], str]] = {
    "id": (str, "a text"),
    "goal": ((str, dict), 'the key of a goal, as text, or shares such as { "O-1" = 0.6, "O-2" = 0.4 }'),
    "also": (list, "a list of keys of goals"),
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
_OF_DEFAULTS = ("goal", "exempt", "when", "unless", "description", "owner")
_TOP = ("rule", "defaults", "test")
_ID = re.compile(r"[A-Za-z0-9][\w.:/-]{0,79}", re.ASCII)


class Source(Struct, frozen=True):
    """A rule file: its text, and where it is, for messages. `goals` are globs of the keys that it may lead to (None: all);
    with those it may exempt items only if `may_exempt`."""

    text: str
    path: str
    goals: tuple[str, ...] | None = None
    may_exempt: bool = False


def load(text: str, path: str) -> Ruleset:
    """The rules of one file. RulesError names every problem; `path` is only used to say where it is."""
    return load_all([Source(text, path)])


def load_all(sources: Sequence[Source]) -> Ruleset:
    """The rules of several files, of which the first takes precedence. RulesError names every problem in all of them."""
    readers = [_Reader(source, rank) for rank, source in enumerate(sources)]
    seen: dict[str, str] = {}
    rules = [rule for reader in readers for rule in reader.rules(seen)]
    defaults = {rule.id: rule for reader in reversed(readers) for rule in reader.defaults()}
    problems = [problem for reader in readers for problem in reader.document.problems]
    if problems:
        raise RulesError(sorted(problems, key=attrgetter("order")))
    return Ruleset(tuple(rules), tuple(defaults[name] for name in sorted(defaults)))


class _Reader:
    """One reading of one file."""

    def __init__(self, source: Source, rank: int) -> None:
        self.document = Document(source.text, source.path)
        self._source, self._rank = source, rank
        self._conditions = Conditions(self.document)
        self._report = self.document.report

    def rules(self, seen: dict[str, str]) -> list[Rule]:
        for key in self.document.content:
            if key not in _TOP:
                self._report((key,), f'unknown key "{key}"{did_you_mean(key, _TOP)}')
        found = (self._read(path, table, seen) for path, table in self.document.tables("rule"))
        return [rule for rule in found if rule]

    def defaults(self) -> list[Rule]:
        """What items of a connector serve when nothing else says so: a rule for each, named `defaults.jira`."""
        tables = self.document.content.get("defaults", {})
        if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
            self._report(("defaults",), "write what holds for a connector under a header such as [defaults.jira]")
            return []
        taken: dict[str, str] = {}
        for name in tables:
            if (first := taken.setdefault(default_of(name), name)) != name:
                self._report(("defaults", name), f"the default of {first} is given twice; remove one")
        found = (self._default(name, table) for name, table in tables.items())
        return [rule for rule in found if rule]

    def _read(self, path: Path, table: Table, seen: dict[str, str]) -> Rule | None:
        before = len(self.document.problems)
        name = table.get("id")
        self.document.about = name if isinstance(name, str) else None
        self._check_id(path, name, seen)
        if "when" not in table:
            self._conditions.read((*path, "when"), {})
        rule = self._rule(path, table, tuple(_KEYS))
        return rule if len(self.document.problems) == before else None

    def _default(self, name: str, table: Table) -> Rule | None:
        before = len(self.document.problems)
        path: Path = ("defaults", name)
        self.document.about = default_of(name)
        if "id" in table:
            self._report((*path, "id"), f'unknown key "id"; a default is always called {default_of(name)}')
        rule = self._rule(path, {**table, "id": self.document.about}, ("id", *_OF_DEFAULTS))
        if rule is None or len(self.document.problems) > before:
            return None
        return versioned(replace(rule, when=(Condition("source", "any", (name,)), *rule.when)))

    def _rule(self, path: Path, table: Table, keys: Sequence[str]) -> Rule | None:
        before = len(self.document.problems)
        self._check_keys(path, table, keys)
        when, unless = (
            self._conditions.read((*path, key), table[key]) if key in table else () for key in ("when", "unless")
        )
        if sum(1 for _leaf in leaves((*when, *unless))) > MAX_TESTS:
            self._report(
                path, f"the rule has more than {MAX_TESTS} conditions; write several rules, or a list of values"
            )
        shares = read_shares(self.document, (*path, "goal"), table.get("goal"))
        if len(self.document.problems) > before or "id" not in table:
            return None
        rest = {key: value for key, value in table.items() if key not in ("when", "unless", "goal", "also")}
        rule = Rule(
            **rest,
            goal=max(shares, key=lambda share: share[1])[0] if shares else None,
            split=shares if len(shares) > 1 else (),
            also=tuple(table.get("also", ())),
            when=when,
            unless=unless,
            place=self.document.place(path),
            rank=self._rank,
        )
        self._check_aim(path, rule)
        return versioned(rule)

    def _check_keys(self, path: Path, table: Table, keys: Sequence[str]) -> None:
        for key, value in table.items():
            if key not in keys:
                belongs = " (conditions belong into `when`)" if key in (*FIELDS, OWN) else ""
                hint = belongs or did_you_mean(key, keys)
                self._report((*path, key), f'unknown key "{key}"{hint}')
            elif not is_a(value, _KEYS[key][0]):
                self._report((*path, key), f"`{key}` should be {_KEYS[key][1]}")
        also = table.get("also")
        if isinstance(also, list) and not all(isinstance(goal, str) and goal for goal in also):
            self._report((*path, "also"), f"`also` should be {_KEYS['also'][1]}")
        first, last = table.get("valid_from"), table.get("valid_to")
        if first and last and is_a(first, date) and is_a(last, date) and last < first:
            self._report((*path, "valid_to"), "`valid_to` lies before `valid_from`, so the rule is never in force")

    def _check_id(self, path: Path, name: Any, seen: dict[str, str]) -> None:
        if name is None:
            self._report(path, 'the rule has no id; add one such as id = "payments-api"')
        elif isinstance(name, str) and not _ID.fullmatch(name):
            self._report(
                (*path, "id"), "an id is 1 to 80 letters, digits and . _ : / - and begins with a letter or digit"
            )
        elif isinstance(name, str) and name.startswith(default_of("")):
            self._report(
                (*path, "id"), f'ids that begin with "{default_of("")}" are those of [defaults]; choose another'
            )
        elif isinstance(name, str) and name in seen:
            self._report((*path, "id"), f'the id "{name}" is taken by the rule at {seen[name]}; give each rule its own')
        elif isinstance(name, str):
            seen[name] = self.document.place(path)

    def _check_aim(self, path: Path, rule: Rule) -> None:
        if not rule.decides and not rule.also:
            self._report(path, "the rule leads nowhere; give it a goal, or exempt = true")
        elif rule.goal is not None and rule.exempt:
            self._report((*path, "exempt"), "a rule has a goal or is exempt, not both; remove one")
        if self._source.goals is not None:
            self._check_allowed(path, rule, self._source.goals)

    def _check_allowed(self, path: Path, rule: Rule, allowed: Sequence[str]) -> None:
        only = f"{', '.join(allowed)} only" if allowed else "none"
        for goal in rule.goals:
            if not any(fits(goal, each) for each in allowed):
                key = "also" if goal in rule.also else "goal"
                self._report((*path, key), f"it leads to {goal}, and this file may lead to {only}")
        if rule.exempt and not self._source.may_exempt:
            self._report((*path, "exempt"), "this file may not exempt items; that is set where it is named")
