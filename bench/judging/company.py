"""A company of many items, filled into a store as pulls and mapping would fill it, and what changes in it from day to day."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import text

from core.contract import Stream
from core.history import extend
from core.people import People, Person, Team
from core.records import Account, Activity, Category, Goal, Item, Record
from core.times import millis
from store import Store, pulls
from store.accounts import save_people
from store.bulk import batches, put
from store.item_rows import Rows, stands
from store.items import ACTIVITY
from store.links import COLUMNS

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
GOALS, TEAMS, PEOPLE, PROJECTS, IN_EPIC = 1_000, 40, 1_000, 200, 20
ISSUES = Stream("issues", "P0", exhaustive=True)
YEARS = 3
SYLLABLES = (
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ha",
    "je",
    "ki",
    "lo",
    "mu",
    "na",
    "pe",
    "ri",
    "so",
    "tu",
    "va",
    "we",
    "xi",
    "yo",
    "zu",
)
LINKED, ELSEWHERE, DIVIDED = 0.8, 0.1, 0.1  # of items; linked to another goal than their epic's, or to a second one too
CATEGORIES: tuple[Category, ...] = ("doing", "todo", "done")
SHARES = (0.05, 0.35, 0.60)
PART = 20_000
OWN = 50  # goals of a team
WORDS = [a + b for a in SYLLABLES for b in SYLLABLES]


class Company:
    """The same items for the same seed. Every twentieth is the epic of those after it."""

    def __init__(self, items: int, seed: int = 1) -> None:
        self.items, self._rng, self._acts = items, random.Random(seed), 0

    def fill(self, store: Store) -> None:
        with store.write() as tx:
            pulls.commit(tx, "sheets", Stream("goals", "OKRs", exhaustive=True), list(_goals()), "1", NOW)
            pulls.commit(tx, "jira", ISSUES, [_account(number) for number in range(PEOPLE)], "1", NOW)
            pulls.succeeded(tx, "jira", ISSUES, NOW, complete=True, every_minutes=15)
            save_people(tx, _people())
        for numbers in batches(range(self.items), PART):
            with store.write() as tx:
                self._write(tx, numbers)
        with store.write() as tx:
            tx.execute(text("DELETE FROM pending"))
            tx.execute(text("ANALYZE" if tx.dialect.name == "postgresql" else "SELECT 1"))

    def changes(self, count: int) -> tuple[list[int], list[Record]]:
        """Some items (by number in the store) as a sync may bring them: worked on today, and some of them moved on."""
        numbers = self._rng.sample(range(self.items), count)
        return [number + 1 for number in numbers], [each for number in numbers for each in self._moved(number)]

    def _moved(self, number: int) -> Iterator[Record]:
        item = self._item(number)
        self._acts += 1
        yield msgspec.structs.replace(item, title=f"{item.title} {self._acts}", updated_at=NOW)
        yield self._activity(item, NOW - timedelta(hours=1))

    def _write(self, tx: Any, numbers: tuple[int, ...]) -> None:
        rows, acts, links = Rows(1), list[Activity](), list[tuple[Any, ...]]()
        for number in numbers:
            item = self._item(number)
            line, versions = msgspec.json.encode(item), extend(None, item)
            rows.add(number + 1, line, stands(item, versions[-1].since, line.decode(), ()), versions)
            acts += [self._activity(item, at) for at in self._worked(item)]
            links += self._links(number)
        rows.write(tx)
        done = [(a.source, a.id, a.item, millis(a.at), a.actor, a.bot, a.kind, a.hours) for a in acts]
        put(tx, "activities", ACTIVITY, done, ("source", "id"))
        put(tx, "links", COLUMNS, links, ("item_id", "valid_from", "position"))

    def _item(self, number: int) -> Item:
        """A changed one may have another category than before."""
        project, place = number % PROJECTS, number // PROJECTS
        rng = self._rng
        created = NOW - timedelta(minutes=rng.randrange(60, YEARS * 365 * 24 * 60))
        category = rng.choices(CATEGORIES, SHARES)[0]
        done = created + (NOW - created) * rng.random() if category == "done" else None
        epic = place % IN_EPIC == 0
        return Item(
            source="jira",
            id=str(number),
            key=f"P{project}-{place}",
            kind="epic" if epic else "issue",
            type="Epic" if epic else "Story",
            container=f"P{project}",
            title=" ".join(rng.choices(WORDS, k=7)),
            text="What is to be done, why, and how we know that it is done. " * 8,
            url=f"https://jira.example.com/browse/P{project}-{place}",
            status=category.title(),
            category=category,
            parent=None if epic else f"P{project}-{place - place % IN_EPIC}",
            assignee=None if rng.random() < 0.05 else _login(self._of(project)),
            points=rng.choice((None, 1.0, 3.0, 5.0)),
            due=date(2026, 3, 1) - timedelta(days=rng.randrange(700)) if rng.random() < 0.1 else None,
            created_at=created,
            updated_at=done or created,
            done_at=done,
        )

    def _worked(self, item: Item) -> Iterator[datetime]:
        """Two days in the life of each item on average."""
        end = item.done_at or NOW
        for _ in range(self._rng.choice((1, 1, 2, 4))):
            yield item.created_at + (end - item.created_at) * self._rng.random()

    def _activity(self, item: Item, at: datetime) -> Activity:
        self._acts += 1
        actor = _login(self._of(int(item.container[1:])))
        hours = 1.5 if self._rng.random() < 0.05 else None
        return Activity(
            source="jira", id=f"a{self._acts}", item=item.key, at=at, kind="comment", actor=actor, hours=hours
        )

    def _of(self, project: int) -> int:
        """Somebody of the project's team."""
        return self._rng.randrange(PEOPLE // TEAMS) * TEAMS + project % TEAMS

    def _links(self, number: int) -> Iterator[tuple[Any, ...]]:
        rng = self._rng
        if rng.random() >= LINKED:
            return
        project, place = number % PROJECTS, number // PROJECTS
        team, epic = project % TEAMS, place // IN_EPIC
        goal = _of_team(team, epic)
        if rng.random() < ELSEWHERE:
            goal = _of_team(team, rng.randrange(GOALS))
        other = _of_team(team, epic + 1 + rng.randrange(3))
        shared = [(goal, 0.6), (other, 0.4)] if rng.random() < DIVIDED else [(goal, 1.0)]
        for position, (key, share) in enumerate(shared):
            rule = f"rule-{goal % 200}"
            provenance = ("rule", rule, "1", None, "[]", None, 0, 1.0)
            yield (number + 1, millis(NOW), position, None, f"G-{key}", share, *provenance)


def _of_team(team: int, number: int) -> int:
    """Each team works for fifty goals, of which the next team has half too."""
    return (team * OWN // 2 + number % OWN) % GOALS


def _goals() -> Iterator[Goal]:
    """A hundred objectives with targets, three key results each, and initiatives below those."""
    for number in range(GOALS):
        level, above = _place(number)
        yield Goal(
            source="sheets",
            key=f"G-{number}",
            level=level,
            title=f"Goal {number}",
            place=f"OKRs!A{number}",
            parent=None if above is None else f"G-{above}",
            owners=(f"person{number}@example.com",),
            target_share=0.01 if level == "objective" else None,
        )


def _place(number: int) -> tuple[Any, int | None]:
    if number < 100:
        return "objective", None
    return ("key_result", number % 100) if number < 400 else ("initiative", 100 + number % 300)


def _login(number: int) -> str:
    return f"person{number}"


def _account(number: int) -> Account:
    name = _login(number)
    return Account(source="jira", id=name, name=name, email=f"{name}@example.com")


def _people() -> People:
    persons = {f"{_login(number)}@example.com": Person(team=f"team-{number % TEAMS}") for number in range(PEOPLE)}
    return People(people=persons, teams={f"team-{number}": Team() for number in range(TEAMS)})
