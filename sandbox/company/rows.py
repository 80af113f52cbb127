"""One goal of the company as its row in the OKR sheet tells it."""

from dataclasses import dataclass, field
from datetime import date

from sandbox.company.people import Person
from sandbox.sheets.values import Cell

HEADERS = (
    "ID", "Level", "Title", "Parent", "Owner", "Start date", "End date", "Target share", "Start", "Target", "Current",
    "Confidence", "Status", "Superseded by", "Weight",
)  # fmt: skip
COLUMNS = {header: "ABCDEFGHIJKLMNO"[n] for n, header in enumerate(HEADERS)}


@dataclass(eq=False)
class Row:
    """One goal. `pace` is progress over what the straight line asks for today; None where the row has no numbers.

    `words` are the status that its owner writes; without them it is true. Before `leaps` it stood at its start. No team works
    for what is `aside` as it should.
    """

    key: str
    level: str
    title: str
    parent: str
    owners: list[Person]
    begins: date
    ends: date
    share: float | None = None
    start: float | None = None
    target: float | None = None
    pace: float | None = None
    superseded: str = ""
    confidence: float = 0.7
    words: str = ""
    weight: int | None = None
    leaps: date | None = None
    aside: bool = False
    broken: dict[str, Cell] = field(default_factory=dict)

    @property
    def status(self) -> str:
        return self.words or ("On track" if self.pace is None or self.pace >= 1 else "At risk")

    def expected(self, today: date) -> float:
        """The share of the way that the straight line asks for by the end of today."""
        return ((today - self.begins).days + 1) / ((self.ends - self.begins).days + 1)

    def current(self, today: date) -> float | None:
        if self.start is None or self.target is None or self.pace is None:
            return None
        if self.leaps and today < self.leaps:
            return self.start
        return round(self.start + (self.target - self.start) * self.pace * self.expected(today), 2)

    def cells(self, today: date) -> list[Cell]:
        values: dict[str, Cell] = {
            "ID": self.key,
            "Level": self.level,
            "Title": self.title,
            "Parent": self.parent,
            "Owner": ", ".join(person.email for person in self.owners),
            "Start date": self.begins,
            "End date": self.ends,
            "Target share": self.share,
            "Start": self.start,
            "Target": self.target,
            "Current": self.current(today),
            "Confidence": self.confidence if self.level in ("Objective", "Key result") else None,
            "Status": self.status,
            "Superseded by": self.superseded or None,
            "Weight": self.weight,
        }
        return [(values | self.broken)[header] for header in HEADERS]
