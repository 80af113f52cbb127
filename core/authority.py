"""Who may decide about a finding: one answer for commands of others, Slack and pages. Pure.

Whoever owns what it is about, whoever owns its goal or one above that, and everybody of its team. What belongs to nobody is
everybody's.
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from core.chain import ancestors
from core.findings import Observation
from core.records import Goal


class Answerable(Struct, frozen=True):
    """Those who may: `people` by e-mail, and all of `team`."""

    people: tuple[str, ...] = ()
    team: str | None = None

    def includes(self, person: str, team: str | None) -> bool:
        """Whether a person (e-mail, team) whom the hub knows is one of them."""
        if not self.people and not self.team:
            return True
        return person in self.people or (team is not None and team == self.team)


def answerable(seen: Observation, goals: Mapping[str, Goal], owners: Mapping[str, Iterable[str]]) -> Answerable:
    """`owners` are persons, by goal; handles of accounts that nobody knows are none."""
    about = seen.subject.key if seen.subject.kind == "goal" else seen.goal or ""
    above = (owner for goal in ancestors(about, goals) for owner in owners.get(goal.key, ()))
    people = (each.lower() for each in (seen.owner or "", *above) if "@" in each)
    team = seen.team or (seen.subject.key if seen.subject.kind == "team" else None)
    return Answerable(tuple(dict.fromkeys(people)), team)
