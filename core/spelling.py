"""Slips of the pen: which known word somebody most likely meant."""

from collections.abc import Iterable
from difflib import get_close_matches

LONGEST = 60  # letters; to compare takes time by the square of them, and no name is longer


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that looks most like `word`, in any case alike. None where none is near."""
    if len(word) > LONGEST:
        return None
    by_fold = {candidate.casefold(): candidate for candidate in known}
    near = get_close_matches(word.casefold(), by_fold, n=1)
    return by_fold[near[0]] if near else None


def hint(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """What ends a complaint about `word`: `; did you mean labels?`, or `; ` and what to do `otherwise` where that is said."""
    near = nearest(word, known)
    said = f"did you mean {near}?" if near else otherwise
    return f"; {said}" if said else ""
