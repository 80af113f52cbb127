"""Suggests goals for items that no rule links. A suggestion is never applied by itself."""

from collections.abc import Mapping, Sequence

from core.records import Goal, Item
from mappings.suggestions.examples import Example, Suggestion
from mappings.suggestions.prior import PUBLIC


class Suggester:
    """Learns from examples which open goal an item serves, if any; without examples it goes by text alone.

    `prior` are weights of the signals to start from. The order of goals, examples and items makes no difference, and an
    item's suggestions do not depend on the other items asked about.
    """

    def __init__(
        self, goals: Sequence[Goal], examples: Sequence[Example], *, prior: Mapping[str, float] = PUBLIC
    ) -> None:
        from mappings.suggestions.ranking import Ranking  # takes a second, which only those pay who want suggestions

        self._ranking = Ranking(goals, examples, prior)

    def suggest(self, items: Sequence[tuple[Item, str | None]], best: int = 3) -> list[tuple[Suggestion, ...]]:
        """For each item (with its team) at most so many suggestions, best first; none where nothing speaks for a goal."""
        return list(self._ranking.ranked(items, best))
