"""Which seeds the suite goes through, and which only `make soak` adds, because each costs seconds and rarely tells more.

`FAIRLEAD_SOAK` asks for a soak; a number above 1 asks for so many kills of each test that kills.
"""

import os
from collections.abc import Iterable, Sequence

_ASKED = os.environ.get("FAIRLEAD_SOAK", "")
SOAK = bool(_ASKED)


def kills(few: int, many: int) -> int:
    """`few` in the suite, `many` in a soak, or as many as it asks for."""
    asked = int(_ASKED) if _ASKED.isdigit() else 0
    return asked if asked > 1 else many if SOAK else few


def examples(few: int) -> int:
    """Of a property: `few` in the suite, eight times as many in a soak. Each run takes others."""
    return 8 * few if SOAK else few


def by_turns(names: Iterable[str], seeds: Sequence[int]) -> list[tuple[str, int]]:
    """Every name with one of the seeds, each in its turn; in a soak every name with every seed."""
    turns = enumerate(sorted(names))
    return [(name, seed) for at, name in turns for seed in (seeds if SOAK else [seeds[at % len(seeds)]])]


def some(seeds: Sequence[int], number: int) -> Sequence[int]:
    """The first of them; in a soak all."""
    return seeds if SOAK else seeds[:number]
