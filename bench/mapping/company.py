"""A made-up company: items and rules in a form that no engine owns, the same at every run.

A rule is a plain mapping that each engine writes down in its own language. `when` and `unless` map fields to:

- `project`, `team`: one value; `parent`, `labels`, `components`: values of which the item has at least one;
- `title`: a keyword, found anywhere; `text`: a pattern, found anywhere, in which `#` stands for one digit.

All is in small letters but the codes that patterns look for, so that every engine means the same by equality.
"""

import random
from collections.abc import Iterator
from typing import TypedDict

CONSONANTS, VOWELS = "bdfgklmnprstvz", "aeiou"
PROJECTS, LABELS, COMPONENTS, TEAMS, PARENTS, CODES = 60, 500, 200, 40, 3_000, 400
GOALS = 50
COMMON, RARE = 300, 6_000  # words: a text has mostly common ones, a rule looks for rare ones


class Parts(TypedDict, total=False):
    project: str
    team: str
    parent: list[str]
    labels: list[str]
    components: list[str]
    title: str
    text: str


class Rule(TypedDict):
    id: str
    goal: str
    weight: int
    stop: bool
    when: Parts
    unless: Parts | None


class Item(TypedDict):
    key: str
    project: str
    team: str
    parent: str
    labels: list[str]
    components: list[str]
    title: str
    text: str


def words(count: int, rng: random.Random) -> list[str]:
    """Words of three to four syllables, all different."""
    found: dict[str, None] = {}
    while len(found) < count:
        syllables = range(rng.choice((3, 4)))
        found["".join(rng.choice(CONSONANTS) + rng.choice(VOWELS) for _ in syllables)] = None
    return list(found)


class Company:
    """`name` begins every name of it, so that the rules of one company never hold for the items of another."""

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.rng = random.Random(f"company {name}")
        self.common = words(COMMON, self.rng)
        self.rare = [name + word for word in words(RARE, self.rng)]

    def items(self, count: int) -> Iterator[Item]:
        for number in range(count):
            yield self._item(number)

    def rules(self, count: int) -> list[Rule]:
        """In the order of the file. Every weight is taken once, so that weights alone decide."""
        weights = self.rng.sample(range(count), count)
        return [self._rule(number, weights[number]) for number in range(count)]

    def _item(self, number: int) -> Item:
        rng, project = self.rng, self._one("p", PROJECTS)
        return {
            "key": f"{project}-{number}",
            "project": project,
            "team": self._one("team-", TEAMS) if rng.random() < 0.8 else "",
            "parent": self._one("e-", PARENTS) if rng.random() < 0.6 else "",
            "labels": self._some("label-", LABELS, rng.randrange(4)),
            "components": self._some("part-", COMPONENTS, rng.randrange(3)),
            "title": self._words(7),
            "text": f"{self._words(15)} {self._code()} {self._words(15)}" if rng.random() < 0.3 else self._words(30),
        }

    def _rule(self, number: int, weight: int) -> Rule:
        unless = {"labels": self._some("label-", LABELS, 3)} if self.rng.random() < 0.15 else None
        return {
            "id": f"{self.name}r{number}",
            "goal": f"O-{self.rng.randrange(GOALS)}",
            "weight": weight,
            "stop": self.rng.random() < 0.01,
            "when": self._when(self.rng.random()),
            "unless": Parts(labels=unless["labels"]) if unless else None,
        }

    def _when(self, lot: float) -> Parts:
        """A fifth by project and label, a quarter by keyword, and so on."""
        project, label = self._one("p", PROJECTS), self._some("label-", LABELS, 2)
        if lot < 0.20:
            return {"project": project, "labels": label[:1]}
        if lot < 0.30:
            return {"labels": label}
        if lot < 0.45:
            return {"project": project, "components": self._some("part-", COMPONENTS, 2)}
        if lot < 0.60:
            return {"title": self.rng.choice(self.rare)}
        if lot < 0.70:
            return {"project": project, "title": self.rng.choice(self.rare)}
        if lot < 0.85:
            return {"text": f"{self._code()[:-2]}##"}
        if lot < 0.92:
            return {"parent": self._some("e-", PARENTS, 3)}
        return {"team": self._one("team-", TEAMS), "labels": label[:1]}

    def _one(self, kind: str, count: int) -> str:
        return f"{self.name}{kind}{self.rng.randrange(count)}"

    def _some(self, kind: str, count: int, many: int) -> list[str]:
        return [f"{self.name}{kind}{number}" for number in self.rng.sample(range(count), many)]

    def _words(self, count: int) -> str:
        rng = self.rng
        return " ".join(rng.choice(self.rare if rng.random() < 0.2 else self.common) for _ in range(count))

    def _code(self) -> str:
        number = self.rng.randrange(CODES)
        return f"{self.name.upper()}{chr(65 + number // 20)}{chr(65 + number % 20)}-{self.rng.randrange(10, 100)}"
