"""The register of metrics with what was measured: pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from core.facts import Facts
from core.records import Metric


class Measured(Struct, frozen=True):
    """A metric with its values by day, at least one, and the known goals that it supports."""

    metric: Metric
    values: Mapping[date, float]
    goals: frozenset[str]

    @property
    def name(self) -> str:
        key, title = self.metric.key, self.metric.title
        return f"{key} ({title})" if len(key) < len(title) else title

    @property
    def newest(self) -> date:
        return max(self.values)

    def followed(self, today: date, days: int) -> bool:
        """Whether its newest value is no older than so many days."""
        return (today - self.newest).days <= days

    def better(self, days: Sequence[date]) -> list[float]:
        """The values of these days, or the other way round where less is better."""
        sign = -1 if self.metric.direction == "decrease" else 1
        return [sign * self.values[day] for day in days]


def register_of(facts: Facts) -> list[Measured]:
    """Metrics of which a value is known, by key, in whatever order they were written down."""
    goals = {fact.goal.key for fact in facts.goals}
    values: dict[str, dict[date, float]] = defaultdict(dict)
    for reading in facts.readings:
        if reading.value is not None:
            values[reading.subject][reading.at] = reading.value
    return [
        Measured(metric, values[metric.key], frozenset({*metric.supports, metric.key} & goals))
        for metric in sorted(facts.metrics, key=lambda each: (each.key, each.source))
        if metric.key in values
    ]
