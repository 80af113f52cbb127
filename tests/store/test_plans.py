"""What is done for every page, census or sync never reads a large table from end to end, however much there is in it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from core.contract import Stream
from core.people import People
from core.records import Group, Tombstone
from core.times import millis
from store import Store, roster
from store.accounts import save_people
from store.census import census_due, take_census
from store.items import forget_texts
from store.kept.keeping import keep_up
from store.linking import to_link
from store.links import save_links
from tests.store.samples import DAY, ISSUES, NOW, account, activity, facet, finish, goal, item, pull

SMALL = (
    "accounts|facets|goals|json_each|meta|people|pending|quarantine|streams|teams|team_containers|unjudged|up|CONSTANT"
)
ALL_OF_IT = re.compile(rf"SCAN (?!({SMALL})\b)|SEARCH .*\(source=\?\)$")
"""A step over a whole table, or over all of one tool, which is hardly less."""
BROAD = re.compile(r"SCAN (i|n|l|p|c|\w*(items|links|activities|efforts|finished))\b|.*\((\w+>|category=)\?")
Asked = list[tuple[str, Any]]


@pytest.fixture
def store(database_file: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{database_file}")
    yield opened
    opened.close()


@contextmanager
def asked() -> Iterator[Asked]:
    """All statements that run meanwhile, each with values of one row."""
    told: Asked = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        told.append((statement, values[0] if many else values))

    event.listen(Engine, "before_cursor_execute", note)
    yield told
    event.remove(Engine, "before_cursor_execute", note)


def plan(tx: Connection, statement: str, values: Any) -> list[str]:
    return [str(row.detail) for row in tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]


def scans(store: Store, told: Asked, broad: re.Pattern[str] = ALL_OF_IT) -> list[str]:
    with store.read() as tx:
        queries = [
            each for each in told if each[0].lstrip().startswith(("SELECT", "WITH", "UPDATE", "DELETE", "INSERT"))
        ]
        assert queries
        return [
            f"{step}: {query}" for query, values in queries for step in plan(tx, query, values) if broad.match(step)
        ]


def test_a_page_of_items_that_are_new_changed_and_called_otherwise(store: Store) -> None:
    pull(store, *(item(number) for number in range(5)), *(activity(number) for number in range(5)))
    keep_up(store, NOW)
    with asked() as told:
        pull(store, item(1), item(2, title="Changed"), item(3, key="PAY-33"), item(9, parent="PAY-1"), activity(9))
        pull(store, facet(1, category="done"), account("ana"), Group(source="jira", id="1", name="devs"), goal("O-1"))
        pull(store, Tombstone("jira", item(4).id, "deleted"))
        finish(store, ISSUES)
    assert scans(store, told) == []


def test_a_census_and_what_is_done_once_a_sync(store: Store) -> None:
    items = [item(number, text="Private", text_until=NOW) for number in range(20)]
    pull(store, *items, facet(1, category="done"))
    finish(store, ISSUES)
    keep_up(store, NOW)
    seen = {each.id: millis(each.updated_at) for each in items[2:]} | {"99": 0}
    with asked() as told, store.write() as tx:
        roster.vanished(tx, "jira", [])
        for hours in (0, 2):
            at = NOW + timedelta(hours=hours)
            census_due(tx, "jira", ISSUES, at + DAY, 24)
            take_census(tx, "jira", ISSUES, seen, at, NOW)
        assert forget_texts(tx, NOW) == 20
        roster.retire(tx, "jira", [Stream("issues", "OPS")])
    assert scans(store, told) == []


def test_mapping_what_changed(store: Store) -> None:
    pull(store, *(item(number) for number in range(5)), account("ana"))
    keep_up(store, NOW)
    with asked() as told, store.write() as tx:
        save_people(tx, People())
        for inputs in to_link(tx, everything=False):
            save_links(tx, [], [each.id for each in inputs], NOW)
    assert scans(store, told, BROAD) == []
