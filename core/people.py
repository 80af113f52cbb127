"""Who is who: one person across the tools, and the team a person or a container belongs to. `people.toml` has the last word,
a list of people the one before it; e-mail addresses and groups of the tools say the rest.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from core.records import Account, Group, Profile

MAP = "people.toml"


class Person(Struct, frozen=True, forbid_unknown_fields=True):
    """`accounts` are handles like `github:ana-l`; accounts with the person's e-mail need not be named. `zone` is an IANA name,
    for who lives elsewhere than a tool says."""

    name: str = ""
    team: str | None = None
    accounts: tuple[str, ...] = ()
    zone: str = ""


class Team(Struct, frozen=True, forbid_unknown_fields=True):
    """`containers` are like `jira:PAY` or `github:acme/pay`: items in them that nobody is assigned to are the team's.
    Members of `groups` (`jira:pay-devs`, `github:acme/payments`) are in the team."""

    containers: tuple[str, ...] = ()
    channel: str | None = None
    groups: tuple[str, ...] = ()


class People(Struct, frozen=True, forbid_unknown_fields=True):
    """`people` by e-mail, which names the person everywhere in the hub; `teams` by name. `group_teams`: a group that no team
    names is a team of its own name."""

    people: Mapping[str, Person] = {}
    teams: Mapping[str, Team] = {}
    group_teams: bool = False


class Handle(NamedTuple):
    """An account, group or container: `github:ana-l` is `ana-l` of `github`."""

    source: str
    id: str


class Place(NamedTuple):
    """Where a person stands. `team_from` says where the team is from: the map, the place of a profile, or groups. Groups of
    different teams give none; then they are named there."""

    name: str = ""
    team: str | None = None
    team_from: str = ""


class Resolved(NamedTuple):
    """All persons by e-mail, and whose each account is."""

    persons: Mapping[str, Place]
    owners: Mapping[Handle, str]


def handle(written: str) -> Handle:
    source, _, id_ = written.partition(":")
    return Handle(source, id_)


def resolve(
    people: People, profiles: Iterable[Profile], groups: Iterable[Group], accounts: Sequence[Account]
) -> Resolved:
    """Whose an account is: the map, then a profile, then the account's e-mail say so. The team: the map, a profile, groups."""
    listed = {email.lower(): person for email, person in people.people.items()}
    profiled: dict[str, Profile] = {}
    for profile in sorted(profiles, key=lambda each: (each.source, each.id)):
        profiled.setdefault(profile.email.lower(), profile)
    owners = {Handle(each.source, each.id): each.email.lower() for each in accounts if each.email}
    owners |= {handle(each): email for email, profile in profiled.items() for each in profile.accounts}
    owners |= {handle(each): email for email, person in listed.items() for each in person.accounts}
    grouped = _grouped(people, groups, owners)
    called = _called(accounts, owners)
    persons = {
        email: Place(
            _name(listed.get(email), profiled.get(email)) or called.get(email, ""),
            *_team(listed.get(email), profiled.get(email), grouped.get(email, {})),
        )
        for email in sorted({*listed, *profiled, *owners.values()})
    }
    return Resolved(persons, owners)


def _name(person: Person | None, profile: Profile | None) -> str:
    return (person.name if person else "") or (profile.name if profile else "")


def _team(
    person: Person | None, profile: Profile | None, grouped: Mapping[str, Sequence[str]]
) -> tuple[str | None, str]:
    if person and person.team:
        return person.team, MAP
    if profile and profile.team:
        return profile.team, profile.place
    names = sorted(name for each in grouped.values() for name in each)
    return next(iter(grouped)) if len(grouped) == 1 else None, ", ".join(names)


def _called(accounts: Iterable[Account], owners: Mapping[Handle, str]) -> dict[str, str]:
    """The name that the first account of each person shows."""
    names: dict[str, str] = {}
    for account in sorted(accounts, key=lambda each: (each.source, each.id)):
        person = owners.get(Handle(account.source, account.id))
        if person and account.name:
            names.setdefault(person, account.name)
    return names


def _grouped(
    people: People, groups: Iterable[Group], owners: Mapping[Handle, str]
) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """For each person the teams that groups give, each with the handles of those groups."""
    named = {_fold(handle(each)): name for name, team in people.teams.items() for each in team.groups}
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for group in groups:
        team = named.get(_fold(Handle(group.source, group.name)), group.name if people.group_teams else None)
        if team is None:
            continue
        members = {Handle(group.source, member) for member in group.members}
        for person in {owners[each] for each in members & owners.keys()}:
            found[person][team].append(f"{group.source}:{group.name}")
    return found


def _fold(written: Handle) -> Handle:
    return Handle(written.source, written.id.casefold())
