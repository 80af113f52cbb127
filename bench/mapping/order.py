"""Who wins among the rules that hold, for engines that only judge one rule at a time."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from bench.mapping.company import Rule

Compiled = TypeVar("Compiled")


class Ranked(Generic[Compiled]):
    """Every rule compiled, those with `stop` once more in the order of the file. No rule is judged in vain: the first that
    holds by weight wins, and what a stop hides is left out."""

    def __init__(self, rules: Sequence[Rule], compiled: Callable[[Rule], Compiled]) -> None:
        ready = [(place, rule, compiled(rule)) for place, rule in enumerate(rules)]
        self._stops = [(place, each) for place, rule, each in ready if rule["stop"]]
        self._heavy = sorted(ready, key=lambda one: -one[1]["weight"])

    def winner(self, holds: Callable[[Compiled], bool]) -> str | None:
        last = next((place for place, each in self._stops if holds(each)), len(self._heavy))
        return next((rule["id"] for place, rule, each in self._heavy if place <= last and holds(each)), None)
