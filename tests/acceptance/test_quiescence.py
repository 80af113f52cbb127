"""Travelling the road twice without new input does nothing, and asks each stream once."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from scheduler.planning import plan_writes
from tests.acceptance.kept import begun, travelled, written
from tests.acceptance.road import Scene

TABLES = (
    "items",
    "item_versions",
    "activities",
    "goals",
    "goal_versions",
    "links",
    "findings",
    "quarantine",
    "accounts",
    "people",
    "facets",
    "statements",
)


@contextmanager
def counted(database: Path) -> Iterator[Counter[str]]:
    """Rows written to each table while the body runs, counted by triggers in the database itself."""
    written: Counter[str] = Counter()
    with closing(sqlite3.connect(database)) as db:
        db.execute("CREATE TABLE written (name TEXT)")
        for name in TABLES:
            for event in ("INSERT", "UPDATE", "DELETE"):
                db.execute(
                    f"CREATE TRIGGER {name}_{event} AFTER {event} ON {name} BEGIN INSERT INTO written VALUES ('{name}'); END"
                )
        db.commit()
        yield written
        written.update(name for (name,) in db.execute("SELECT name FROM written"))


def settle_down(now: Scene) -> None:
    """Nothing new is found, and whoever connected knows who it is."""
    now.travel()
    now.travel()


def test_twice_the_same_world_writes_nothing_anywhere(tmp_path: Path) -> None:
    with begun(written, tmp_path, 61) as now:
        settle_down(now)
        before = len(now.writes)
        with counted(now.config.with_name("fairlead.db")) as rows:
            told = now.travel()
            plan = plan_writes(now.hub).plan
            applied = now.write()
        assert dict(rows) == {}
        assert told.reconciled.changes == ()
        assert plan.operations == ()
        assert (dict(applied.done), len(now.writes) - before) == ({}, 0)


def test_an_unchanged_stream_costs_one_request(tmp_path: Path) -> None:
    with begun(written, tmp_path, 61) as now:
        settle_down(now)
        history = now.opened.sandbox.history
        before = len(history)
        streams = Counter(row.connector for row in now.travel().pulled)
        streams += Counter(
            jira=1, slack=1, sheets=streams["sheets"]
        )  # which fields, channels and merged cells there are
        asked = Counter(exchange.tool for exchange in history[before:])
        plain = [each for each in history[before:] if each.tool == "github" and each.path != "/graphql"]
        assert {tool: count for tool, count in asked.items() if count > streams[tool]} == {}
        assert {each.status for each in plain} == {304}


def test_our_own_writing_is_no_activity_and_moves_no_finding(tmp_path: Path) -> None:
    with begun(travelled, tmp_path, 5) as now:
        opened = now.travel().reconciled.open
        assert now.write().failed == ()
        again = now.travel().reconciled
        assert again.changes == ()
        assert len(again.open) == len(opened)
