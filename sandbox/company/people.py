"""The people of the company: one account each per tool, teams with a project, repositories and a channel."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random

from sandbox.company.vocabulary import FAMILY, GIVEN, TRADES, Trade

MIN_PEOPLE, PEOPLE_PER_TEAM = 16, 6
ZONES = ("Europe/Berlin", "Europe/Lisbon", "America/New_York", "Asia/Kolkata")


@dataclass(eq=False)
class Person:
    """`last_day` is the last day the person did anything; None while at work."""

    name: str
    email: str
    login: str
    jira: str
    slack: str
    zone: str
    on_github: bool = True
    last_day: date | None = None

    def at_work(self, day: date) -> bool:
        return self.last_day is None or day <= self.last_day


@dataclass(eq=False)
class Team:
    """`steady` members, the lead first, own goals and initiatives. `spare` is the one whom the plot needs: gone, silent, or
    nearly so."""

    trade: Trade
    members: list[Person] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.trade.team

    @property
    def channel(self) -> str:
        return self.trade.team

    @property
    def lead(self) -> Person:
        return self.members[0]

    @property
    def steady(self) -> list[Person]:
        return self.members[:2]

    @property
    def spare(self) -> Person:
        return self.members[2]

    @property
    def mixed(self) -> list[Person]:
        """Those whose days may go into something else than the plan."""
        return self.members[3:]


@dataclass(eq=False)
class Staff:
    chief: Person
    teams: list[Team]

    def __iter__(self) -> Iterator[Person]:
        yield self.chief
        for team in self.teams:
            yield from team.members


def hire(people: int, random: Random) -> Staff:
    """A chief executive and as many teams as the number of people allows, of nearly equal size."""
    if people < MIN_PEOPLE:
        raise ValueError(f"a company needs at least {MIN_PEOPLE} people, {people} asked for")
    folks = _people(people, random)
    chief = next(folks)
    teams = [Team(trade) for trade in TRADES[: max(3, min(len(TRADES), people // PEOPLE_PER_TEAM))]]
    for number, person in enumerate(folks):
        team = teams[number % len(teams)]
        team.members.append(person)
    return Staff(chief, teams)


def _people(number: int, random: Random) -> Iterator[Person]:
    given, family = (random.sample(names.split(), len(names.split())) for names in (GIVEN, FAMILY))
    for n in range(number):
        first, last = given[n % len(given)], family[(n + n // len(given)) % len(family)]
        again = "" if n < len(given) else str(n // len(given) + 1)
        handle = f"{first}{again}".lower()
        yield Person(
            name=f"{first} {last}",
            email=f"{handle}@acme.test",
            login=f"{handle}-{last[0].lower()}",
            jira=f"5f0{random.getrandbits(84):021x}",
            slack=f"U{n + 1:08d}",
            zone=random.choice(ZONES),
        )
