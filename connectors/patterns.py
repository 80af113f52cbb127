"""Names as settings give them: `*`, `?` and `[…]` stand for letters, `!` before a name leaves out what it fits. In any case
alike, since no tool tells two names apart by it."""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import NamedTuple


def is_pattern(name: str) -> bool:
    return any(sign in name for sign in "*?[")


def fits(name: str, pattern: str) -> bool:
    return fnmatchcase(name.casefold(), pattern.casefold())


class Wanted(NamedTuple):
    """What a list of the settings names, in its order, and what it leaves out."""

    named: tuple[str, ...]
    out: tuple[str, ...]

    @classmethod
    def of(cls, patterns: Iterable[str]) -> "Wanted":
        given = tuple(patterns)
        named = tuple(pattern for pattern in given if not pattern.startswith("!"))
        return cls(named, tuple(pattern[1:] for pattern in given if pattern.startswith("!")))

    def allows(self, name: str) -> bool:
        """Nothing leaves it out."""
        return not any(fits(name, pattern) for pattern in self.out)

    def means(self, name: str) -> bool:
        """Something names it, and nothing leaves it out."""
        return any(fits(name, pattern) for pattern in self.named) and self.allows(name)
