"""The words of the rule language: rules, conditions and the problems found in them. Plain values, read by `mappings.reader`."""

from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from hashlib import blake2b
from typing import Literal

import msgspec
from msgspec import Struct

Operator = Literal["any", "all", "none", "glob", "regex", "exists", "not"]


class Condition(Struct, frozen=True, omit_defaults=True):
    """One test of one field, as written. `inner` holds what `not` denies; all other operators compare with `values`."""

    field: str
    op: Operator
    values: tuple[str, ...] = ()
    inner: tuple["Condition", ...] = ()

    def __str__(self) -> str:
        if self.op == "not":
            return f"not ({' and '.join(map(str, self.inner))})"
        return " ".join((self.field, self.op, ", ".join(self.values))).rstrip()


class Rule(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Items for which all of `when` holds, and not all of `unless`, serve `goal` (None: they need no goal).

    The heavier rule wins, then the earlier one. A rule with `stop` that holds hides every rule after it in the file.
    Both dates are inclusive. `place` is `mappings.toml:12`.
    """

    id: str
    goal: str | None
    when: tuple[Condition, ...]
    unless: tuple[Condition, ...] = ()
    weight: int = 0
    stop: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    description: str = ""
    owner: str = ""
    place: str = ""
    version: str = ""

    def valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class Ruleset(Struct, frozen=True):
    """All rules in file order. `digest` changes when what they mean changes, not when words about them do."""

    rules: tuple[Rule, ...] = ()

    @property
    def digest(self) -> str:
        return _digest([rule.version for rule in self.rules])


class Problem(Struct, frozen=True, kw_only=True):
    """Something an admin should mend: an error keeps the rules from being used, a warning does not."""

    place: str
    level: Literal["error", "warning"]
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


def versioned(rule: Rule) -> Rule:
    """The rule with the digest of its meaning as its version; description, owner and place do not count.

    Defaults are left out of the digest: a key that the language gains later does not make old rules look edited.
    """
    meaning = msgspec.structs.replace(rule, description="", owner="", place="", version="")
    return msgspec.structs.replace(rule, version=_digest(meaning))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`, did you mean "labels"?` where a known word is near, an empty text where none is."""
    if len(word) > 60:
        return ""
    by_fold = {candidate.casefold(): candidate for candidate in known}
    near = get_close_matches(word.casefold(), by_fold, n=1)
    return f', did you mean "{by_fold[near[0]]}"?' if near else ""


def _digest(value: object) -> str:
    return blake2b(msgspec.json.encode(value), digest_size=8).hexdigest()
