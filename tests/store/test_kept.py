"""After any changes, the rows that facts are read from are those that a full computation makes."""

import random
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copy
from typing import Any, Literal, get_args

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from core.facts import Signs
from core.links import Link
from core.people import People, Person, Team
from core.records import Record, Tombstone
from core.times import DAY as MILLIS
from core.times import millis
from store import Store, efforts, kept, meta, pulls, roster
from store.accounts import save_people
from store.facts import facts
from store.kept.filling import COLUMNS, DAYS
from store.kept.keeping import keep_up
from store.kept.since import KEY
from store.links import save_links
from tests.seeds import examples
from tests.store import effort_oracle
from tests.store.goal_oracle import Tally, tallies
from tests.store.samples import DAY, NOW, OKRS, account, activity, facet, finish, goal, item, pull

Kind = Literal["item", "move", "bury", "work", "account", "goal", "facet", "link", "people", "scan", "days", "retire"]
KEYS = [f"PAY-{number}" for number in range(7)]  # 0 never comes
GOALS = ("O-1", "O-2", "I-1", "I-2")
SIGNS = Signs(("doing",), ("stop",))
LOGINS = ("ana", "bo", "cleo")


class World:
    """Random changes by everything that writes to the store."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store, self.rng, self.now, self.acts = store, random.Random(seed), NOW, 0
        self.keys = {number: KEYS[number] for number in range(1, 7)}

    def change(self, kind: Kind) -> None:
        self.now += timedelta(minutes=1)
        getattr(self, f"_{kind}")()

    def _pull(self, *records: Record, **more: Any) -> None:
        pull(self.store, *records, now=self.now, **more)

    def _some(self, *values: Any) -> Any:
        return self.rng.choice(values)

    def _past(self, days: int = 40) -> datetime:
        return self.now - self.rng.randrange(days * 24) * DAY / 24

    def _item(self, number: int = 0) -> None:
        number = number or self.rng.randrange(1, 7)
        category = self._some("todo", "doing", "done")
        self._pull(
            item(
                number,
                key=self.keys[number],
                kind=self._some("issue", "issue", "epic", "pull_request", "thread", "row"),
                container=self._some("PAY", "OPS"),
                category=category,
                status=category,
                done_at=self._past() if category == "done" else None,
                parent=self._some(None, *KEYS),
                assignee=self._some(None, *LOGINS),
                title=f"Mend {self._some('the whole', 'the old', 'our')} ledger of {self._some('all payments', 'payments')}",
                text=self._some("", f"As {self._some(*KEYS)} says"),
                points=self._some(None, 0.1, 3.0),
                flagged=self._some(False, False, True),
                blocked_by=self._some((), (self._some(*KEYS),)),
                labels=self._some((), (), ("stop",)),
                created_at=self.now - 60 * DAY,
                updated_at=self.now,
            )
        )

    def _move(self) -> None:
        """Items may change names among them, and two may have the same."""
        number = self.rng.randrange(1, 7)
        self.keys[number] = self._some(*KEYS, "OPS-1")
        self._item(number)

    def _bury(self) -> None:
        self._pull(Tombstone("jira", item(self.rng.randrange(1, 7)).id, "deleted"))

    def _work(self) -> None:
        self.acts += 1
        actor, hours = self._some(None, "robot", *LOGINS), self._some(None, None, 0.3)
        here = {"at": self._past(), "bot": self._some(False, False, True), "hours": hours, "actor": actor}
        self._pull(activity(self.acts, self._some(*KEYS, "OPS-1"), **here))

    def _account(self) -> None:
        login = self._some(*LOGINS, "robot")
        self._pull(account(login, bot=self._some(False, False, True), email=self._some(None, "ana@x.com", "bo@x.com")))

    def _goal(self) -> None:
        key = self._some(*GOALS)
        head = self._some(None, *KEYS)
        level = "initiative" if key.startswith("I") else "objective"
        aim = goal(key, level=level, source="jira", item=head, parent=self._some(None, *GOALS), target_share=0.5)
        self._pull(aim, stream=OKRS)

    def _facet(self) -> None:
        said = {"category": self._some(None, "done"), "status": self._some(None, "Closed")}
        self._pull(facet(self.rng.randrange(1, 7), at=self._past(), parent=self._some(None, *KEYS), **said))

    def _link(self) -> None:
        with self.store.write() as tx:
            rows = tx.execute(text("SELECT id, source, key FROM items WHERE gone_at IS NULL")).all()
            for row in self.rng.sample(rows, min(len(rows), 2)):
                named = {"source": row.source, "item": row.key, "via": "rule", "rule": self._some("r", "s")}
                goals = self.rng.sample(GOALS, 2)
                shared = [(goals[0], 0.7), (goals[1], self._some(0.3, 0.0))]
                links = self._some([], [(None, 1.0)], [(goals[0], 1.0)], shared)
                save_links(tx, [Link(goal=key, share=share, **named) for key, share in links], [row.id], self.now)

    def _people(self) -> None:
        team = {
            "ana@x.com": Person(team=self._some(None, "core")),
            "bo@x.com": Person(accounts=("jira:cleo",), team="web"),
        }
        places = self._some((), ("jira:PAY",))
        teams = {"core": Team(), "web": Team(), "pay": Team(containers=places)}
        with self.store.write() as tx:
            save_people(tx, People(people=team if self.rng.random() < 0.8 else {}, teams=teams))

    def _scan(self) -> None:
        """A pull of all goals, which shows one of them; what two do not show is gone."""
        with self.store.write() as tx:
            pulls.commit(tx, "sheets", OKRS, [goal(self._some(*GOALS))], "1", self.now)
        self.now += timedelta(hours=1)
        finish(self.store, now=self.now)

    def _days(self) -> None:
        self.now += self.rng.randrange(1, 80) * DAY

    def _retire(self) -> None:
        with self.store.write() as tx:
            roster.retire(tx, "jira", [OKRS])


def insist(world: World) -> None:
    """Kept rows, and what facts make of them, are what a full computation and independent ones say."""
    keep_up(world.store, world.now)
    with world.store.read() as tx:
        assert kept.reading(tx) == ""
        since = millis(world.now) // MILLIS - DAYS
        seen, rows = told(tx, world.now), stored(tx, since)
        daily = efforts.daily_effort(tx, world.now, 98)
        assert daily == effort_oracle.daily_effort(tx, world.now, 98)
        assert efforts.method_coverage(tx, world.now, 98) == effort_oracle.method_coverage(tx, world.now, 98)
        assert shown(by_goal(tx)) == shown(tallies(tx))
    with world.store.trial() as tx:
        kept.rebuild(tx, world.now)
        assert stored(tx, since) == rows
        assert told(tx, world.now) == seen
        kept.forget(tx)
        assert kept.reading(tx) != ""
        assert told(tx, world.now) == seen


def told(tx: Connection, now: datetime) -> bytes:
    return msgspec.json.encode(facts(tx, now, signs=SIGNS))


def stored(tx: Connection, since: int = 0) -> dict[str, list[tuple[Any, ...]]]:
    """Each kept table; what is kept by day from day `since` on."""
    found = {}
    for table, columns in COLUMNS.items():
        where = (
            f"WHERE day >= {since}"
            if "day," in columns
            else f"WHERE waits >= {since * MILLIS}"
            if "waits" in columns
            else ""
        )
        rows = tx.execute(text(f"SELECT {columns} FROM {table} {where}"))
        found[table] = sorted(map(tuple, rows), key=repr)
    return found


def by_goal(tx: Connection) -> dict[str, Tally]:
    """The kept tallies in the words of the oracle."""
    heads = (
        "SELECT g.key, max(n.at) AS at FROM goals g JOIN activities n ON n.source = g.source AND n.item_key = g.item"
    )
    done_on = tx.execute(text(f"{heads} WHERE NOT n.bot AND g.gone_at IS NULL GROUP BY g.key"))
    found: dict[str, Tally] = {row.key: ({}, {}, 0, row.at) for row in done_on}
    for row in tx.execute(text("SELECT * FROM goal_tallies WHERE goal <> ''")):
        linked, moving, done, newest = found.get(row.goal, ({}, {}, 0, 0))
        if row.category != "talk":
            linked |= {row.category: linked.get(row.category, 0) + row.items} if row.part != "below" else {}
            moving |= {row.category: moving.get(row.category, 0) + row.items} if row.part != "self" else {}
            done = max(done, row.since if row.category == "done" and row.part != "self" else 0)
        found[row.goal] = (linked, moving, done, max(newest, row.newest))
    return found


def shown(found: dict[str, Tally]) -> dict[str, Tally]:
    return {key: each for key, each in found.items() if any(each)}


stories = st.lists(st.lists(st.sampled_from(get_args(Kind)), min_size=1, max_size=6), min_size=1, max_size=6)


def live(store: Store, story: list[list[Kind]], seed: int) -> None:
    world = World(store, seed)
    for _ in range(8):
        world.change("item")
        world.change("link")
        world.change("work")
    for kinds in [[], *story]:
        for kind in kinds:
            world.change(kind)
        insist(world)


@settings(max_examples=examples(15))
@given(stories, st.integers(0, 2**32))
def test_kept_rows_are_those_of_a_full_computation(empty: Path, story: list[list[Kind]], seed: int) -> None:
    with closing(Store.open(f"sqlite:///{copy(empty, empty.with_name('kept.db'))}")) as store:
        live(store, story, seed)


@settings(max_examples=examples(3))
@given(stories, st.integers(0, 2**32))
def test_kept_rows_are_those_of_a_full_computation_on_postgresql(
    emptied: Callable[[], str], story: list[list[Kind]], seed: int
) -> None:
    with closing(Store.open(emptied())) as store:
        live(store, story, seed)


def test_rows_that_another_version_made_are_not_read_and_made_anew(store: Store) -> None:
    world = World(store, 7)
    for kind in ("item", "link", "work", "item", "work"):
        world.change(kind)
    insist(world)
    with store.write() as tx:
        seen, rows = told(tx, world.now), stored(tx)
        day, _ = str(meta.get(tx, KEY)).split()
        meta.put(tx, KEY, f"{day} of-another-version")
        tx.execute(text("DELETE FROM goal_items"))
    with store.read() as tx:
        assert told(tx, world.now) == seen
    keep_up(store, world.now)
    with store.read() as tx:
        assert kept.reading(tx) == ""
        assert stored(tx) == rows
