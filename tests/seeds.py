"""Which seeds the suite goes through, and which only `make soak` adds, because each costs seconds and rarely tells more."""

import os
from collections.abc import Iterable, Sequence

SOAK = bool(os.environ.get("FAIRLEAD_SOAK"))


def by_turns(names: Iterable[str], seeds: Sequence[int]) -> list[tuple[str, int]]:
    """Every name with one of the seeds, each in its turn; in a soak every name with every seed."""
    turns = enumerate(sorted(names))
    return [(name, seed) for at, name in turns for seed in (seeds if SOAK else [seeds[at % len(seeds)]])]


def some(seeds: Sequence[int], number: int) -> Sequence[int]:
    """The first of them; in a soak all."""
    return seeds if SOAK else seeds[:number]
