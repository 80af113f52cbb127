"""Columns of a table of findings that tell what people decided about each, and how to name it to a command."""

from collections.abc import Collection, Mapping

from rich.table import Column
from rich.text import Text

from core.findings import SHORTEST, Finding
from scheduler.lives import Life


class Lives:
    """The cells of each finding, by fingerprint; none where nothing is told of lives."""

    def __init__(self, lives: Mapping[str, Life] | None) -> None:
        self._lives = lives or {}
        self._size = shortest(self._lives)
        self._decided = any(life.shown for life in self._lives.values())

    @property
    def headings(self) -> list[Column]:
        names = [*(["state"] if self._decided else []), *(["id"] if self._lives else [])]
        return [Column(name, no_wrap=name == "id") for name in names]

    def cells(self, finding: Finding) -> list[Text]:
        life = self._lives.get(finding.fingerprint)
        if life is None:
            return []
        return [*([Text(life.shown, "cyan")] if self._decided else []), Text(finding.fingerprint[: self._size], "dim")]


def shortest(fingerprints: Collection[str]) -> int:
    """How many characters tell all of them apart; as many as a command asks for at least."""
    size = SHORTEST
    while len({each[:size] for each in fingerprints}) < len(set(fingerprints)):
        size += 1
    return size
