"""The words of the rule language: rules, conditions and the problems found in them. Plain values, read by `mappings.reader`."""

from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import blake2b
from typing import Literal

import msgspec
from msgspec import Struct

from core.links import Shares
from core.spelling import nearest

Operator = Literal[
    "any",
    "all",
    "none",
    "glob",
    "regex",
    "exists",
    "at_least",
    "at_most",
    "more_than",
    "less_than",
    "since",
    "before",
    "older_than",
    "newer_than",
]


class Condition(Struct, frozen=True, omit_defaults=True, tag="condition"):
    """One test of one field, as written."""

    field: str
    op: Operator
    values: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join((self.field, self.op, ", ".join(self.values))).rstrip()


class Group(Struct, frozen=True, tag="group"):
    """Tests taken together: `all` of them hold, `any` one does, or `not` all of them do."""

    op: Literal["all", "any", "not"]
    parts: tuple["Condition | Group", ...]

    def __str__(self) -> str:
        words = (" or " if self.op == "any" else " and ").join(map(str, self.parts))
        return f"not ({words})" if self.op == "not" else f"({words})"


Test = Condition | Group


def leaves(tests: Iterable[Test]) -> Iterator[Condition]:
    """Every condition in the tests, however deep."""
    for test in tests:
        if isinstance(test, Group):
            yield from leaves(test.parts)
        else:
            yield test


class Rule(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Items for which all of `when` holds, and not all of `unless`, serve `goal`, or are `exempt` from having one.

    With `split`, which adds up to 1, they serve several goals, of which `goal` takes most. `also` are goals that they have to
    do with besides; a rule may give those alone. The rule of the first file (by `rank`) wins, then the heavier one, then the
    one with more conditions, then the first in the alphabet. A rule with `stop` that holds hides every rule that stands after
    it in its file. Both dates are inclusive. `place` is `mappings.toml:12`.
    """

    id: str
    goal: str | None = None
    split: Shares = ()
    exempt: bool = False
    also: tuple[str, ...] = ()
    when: tuple[Test, ...] = ()
    unless: tuple[Test, ...] = ()
    weight: int = 0
    stop: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    description: str = ""
    owner: str = ""
    place: str = ""
    version: str = ""
    rank: int = 0

    @property
    def shares(self) -> Shares:
        """The goals between which it divides an item, none if it is exempt or only refers to some."""
        return self.split or (((self.goal, 1.0),) if self.goal else ())

    @property
    def decides(self) -> bool:
        """Whether it says where an item belongs, rather than only what it has to do with."""
        return self.exempt or self.goal is not None

    @property
    def goals(self) -> tuple[str, ...]:
        """Every goal that it names."""
        return (*(goal for goal, _share in self.shares), *self.also)

    @property
    def precedence(self) -> tuple[int, int, int, str]:
        """What sorts rules by who wins, best first."""
        return self.rank, -self.weight, -len(self.when), self.id

    def valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class Ruleset(Struct, frozen=True):
    """All rules in the order of files and lines, and what items of a tool serve when nothing else says so (`defaults`).

    `digest` changes when what they mean changes, not when words about them do.
    """

    rules: tuple[Rule, ...] = ()
    defaults: tuple[Rule, ...] = ()

    @property
    def digest(self) -> str:
        return digest([(rule.version, rule.rank) for rule in (*self.rules, *self.defaults)])

    def reads(self, field: str) -> bool:
        """Whether a condition of a rule looks at this field."""
        rules = (*self.rules, *self.defaults)
        return any(leaf.field == field for rule in rules for leaf in leaves((*rule.when, *rule.unless)))


class Problem(Struct, frozen=True, kw_only=True):
    """Something an admin should mend (an error keeps the rules from being used, a warning does not), or know (a note)."""

    place: str
    level: Literal["error", "warning", "note"]
    message: str
    rule: str | None = None

    def __str__(self) -> str:
        return f"{self.place}: {self.level}: {self.message}"

    @property
    def order(self) -> tuple[str, int, str]:
        """By file, line and level: how problems are shown."""
        name, _, line = self.place.rpartition(":")
        return name, int(line), self.level


class RulesError(Exception):
    """The rules cannot be used; `problems` says why, one for each thing to mend."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def first_stops(holding: Iterable[tuple[int, Rule]]) -> dict[int, int]:
    """Of rules that hold, each with its place: where the first one that stops stands in each file, by the file's rank."""
    found: dict[int, int] = {}
    for place, rule in holding:
        if rule.stop:
            found[rule.rank] = min(place, found.get(rule.rank, place))
    return found


def versioned(rule: Rule) -> Rule:
    """The rule with the digest of its meaning as its version; description, owner, place and rank do not count.

    Defaults are left out of the digest: a key that the language gains later does not make old rules look edited.
    """
    meaning = msgspec.structs.replace(rule, description="", owner="", place="", version="", rank=0)
    return msgspec.structs.replace(rule, version=digest(meaning))


def default_of(source: str) -> str:
    """The id of the rule that says what items of a tool serve when nothing else does. Its name ignores case."""
    return f"defaults.{source.casefold()}"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`, did you mean "labels"?` where a known word is near, an empty text where none is."""
    near = nearest(word, known)
    return f', did you mean "{near}"?' if near else ""


def digest(value: object) -> str:
    return blake2b(msgspec.json.encode(value), digest_size=8).hexdigest()
