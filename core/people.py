"""Who is who: one person across the tools, and the team a person or a container belongs to. Read from `people.toml`."""

from collections.abc import Mapping

from msgspec import Struct


class Person(Struct, frozen=True, forbid_unknown_fields=True):
    """`accounts` are handles like `github:ana-l`; accounts with the person's e-mail need not be named."""

    name: str = ""
    team: str | None = None
    accounts: tuple[str, ...] = ()


class Team(Struct, frozen=True, forbid_unknown_fields=True):
    """`containers` are like `jira:PAY` or `github:acme/pay`: items in them that nobody is assigned to are the team's."""

    containers: tuple[str, ...] = ()
    channel: str | None = None


class People(Struct, frozen=True, forbid_unknown_fields=True):
    """`people` by e-mail, which names the person everywhere in the hub; `teams` by name."""

    people: Mapping[str, Person] = {}
    teams: Mapping[str, Team] = {}
