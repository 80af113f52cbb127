"""The effort of teams, as several detectors weigh it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from core.facts import EffortFact


def by_team(efforts: Iterable[EffortFact]) -> Mapping[str, Sequence[EffortFact]]:
    """A team without any effort has an empty sequence."""
    teams: dict[str, list[EffortFact]] = defaultdict(list)
    for effort in efforts:
        teams[effort.team].append(effort)
    return teams


def person_days(efforts: Iterable[EffortFact]) -> float:
    return sum(effort.person_days for effort in efforts)


def enough(efforts: Sequence[EffortFact], min_items: int, min_person_days: float) -> bool:
    """Whether there is enough of it to judge a share: so many items, or so many person-days."""
    return sum(effort.items for effort in efforts) >= min_items or person_days(efforts) >= min_person_days
