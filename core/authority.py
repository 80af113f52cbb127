"""Who may do what: one answer for commands of others, Slack, pages, the API and assistants. Pure.

A role holds rights, each with all of those before it. Whoever is answerable for a finding decides about it whatever their role:
the owner of what it is about, the owners of its goal or of one above that, and everybody of its team. What belongs to nobody is
everybody's.
"""

from collections.abc import Iterable, Mapping
from typing import Literal, get_args

from msgspec import Struct

from core.chain import ancestors
from core.findings import Observation
from core.records import Goal

Role = Literal["viewer", "author", "approver", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
Right = Literal["read", "decide", "edit", "approve", "administer"]
RIGHTS: tuple[Right, ...] = get_args(Right)
LEAST: Mapping[Right, Role] = {
    "read": "viewer",
    "decide": "author",
    "edit": "author",
    "approve": "approver",
    "administer": "admin",
}
"""The least role that has a right over everything: to look; to decide about findings; to edit rules and links, and to have work
done sooner; to let writes and held edits pass, take them back, and switch writing on and off; to say who may come in."""


class Answerable(Struct, frozen=True):
    """Those who may: `people` by e-mail, and all of `team`."""

    people: tuple[str, ...] = ()
    team: str | None = None

    def includes(self, person: str, team: str | None) -> bool:
        """Whether a person (e-mail, team) whom the hub knows is one of them."""
        if not self.people and not self.team:
            return True
        return person in self.people or (team is not None and team == self.team)


class Visitor(Struct, frozen=True, kw_only=True):
    """Somebody at a page, or a program of theirs. `scopes` are the rights that a token was given, None where that is no limit.
    `team` is what the people map says."""

    person: str
    role: Role
    name: str = ""
    team: str | None = None
    scopes: frozenset[Right] | None = None


def may(visitor: Visitor, right: Right, about: Answerable | None = None) -> bool:
    """`about` are those who answer for what is decided about."""
    if visitor.scopes is not None and right not in visitor.scopes:
        return False
    if right == "decide" and about is not None and about.includes(visitor.person, visitor.team):
        return True
    return ROLES.index(visitor.role) >= ROLES.index(LEAST[right])


def offered(role: Role) -> tuple[Right, ...]:
    """Rights that a token of somebody in this role can be given. Everybody decides about what is theirs."""
    return tuple(each for each in RIGHTS if each == "decide" or ROLES.index(role) >= ROLES.index(LEAST[each]))


def answerable(seen: Observation, goals: Mapping[str, Goal], owners: Mapping[str, Iterable[str]]) -> Answerable:
    """For a finding. `owners` are persons, by goal; handles of accounts that nobody knows are none."""
    about = seen.subject.key if seen.subject.kind == "goal" else seen.goal or ""
    team = seen.team or (seen.subject.key if seen.subject.kind == "team" else None)
    return answering_for((about,), goals, owners, owner=seen.owner, team=team)


def answering_for(
    about: Iterable[str],
    goals: Mapping[str, Goal],
    owners: Mapping[str, Iterable[str]],
    *,
    owner: str | None,
    team: str | None,
) -> Answerable:
    """For anything with an owner and a team that is at these goals (`about`, by key)."""
    above = (person for key in about for goal in ancestors(key, goals) for person in owners.get(goal.key, ()))
    people = (each.lower() for each in (owner or "", *above) if "@" in each)
    return Answerable(tuple(dict.fromkeys(people)), team)
