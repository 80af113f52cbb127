"""What a tool never announces is noticed all the same: an item that is gone, and one that no pull has shown (P5, P7)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from sandbox.faults import Fault
from scheduler import syncing
from tests.acceptance.road import Scene, scene


@pytest.fixture
def now(tmp_path: Path) -> Iterator[Scene]:
    with scene(tmp_path, 71, people=16) as opened:
        opened.travel()
        yield opened


def look(now: Scene, key: str, hours: float) -> bool:
    """Whether the hub holds the item to be there, after a sync so many hours later."""
    now.company.clock.advance(timedelta(hours=hours))
    assert [row.error for row in syncing.sync(now.hub, lambda *_: None) if row.error] == []
    with now.hub.store.read() as tx:
        query = "SELECT count(*) FROM items WHERE key = :key AND gone_at IS NULL"
        return bool(tx.execute(text(query), {"key": key}).scalar_one())


def issues(now: Scene, tool: str) -> tuple[dict[Any, Any], Any, str]:
    """The tool's own table of one project or repository, and an item in it by its place there and by key."""
    if tool == "jira":
        table: dict[Any, Any] = now.company.tools.jira.issues
        place = max(table, key=lambda each: str(table[each]["fields"]["created"]))
        return table, place, str(table[place]["key"])
    name, repo = next((name, repo) for name, repo in now.company.tools.github.repos.items() if len(repo.issues) > 3)
    return repo.issues, max(repo.issues), f"{name}#{max(repo.issues)}"


@pytest.mark.parametrize("tool", ["jira", "github"])
def test_an_item_that_is_deleted_without_a_word_is_gone_when_two_censuses_agree(now: Scene, tool: str) -> None:
    table, place, key = issues(now, tool)
    assert look(now, key, 0)
    kept = now.opened.sandbox.call(lambda: table.pop(place))
    assert [look(now, key, hours) for hours in (0.1, 24, 0.5)] == [True, True, True]
    assert not look(now, key, 0.6)
    now.opened.sandbox.call(lambda: table.__setitem__(place, kept))
    assert [look(now, key, hours) for hours in (25, 0.1)][-1], "an old item that came back may be in no increment"


def test_a_census_that_breaks_off_agrees_with_nothing(now: Scene) -> None:
    table, place, key = issues(now, "github")
    now.opened.sandbox.call(lambda: table.pop(place))
    assert look(now, key, 25)
    now.opened.sandbox.faults.append(Fault("github", "POST /graphql", None, 500))
    now.opened.sandbox.faults.append(Fault("github", r"page=2|sort=created", None, 500))
    now.company.clock.advance(timedelta(hours=2))
    rows = syncing.sync(now.hub, lambda *_: None)
    with now.hub.store.read() as tx:
        query = "SELECT gone_at FROM items WHERE key = :key"
        assert tx.execute(text(query), {"key": key}).scalar_one() is None
    assert rows


def test_a_first_import_since_a_day_leaves_older_items_out_for_good(tmp_path: Path) -> None:
    with scene(tmp_path, 72, people=16) as now:
        since = now.company.clock() - timedelta(days=20)
        rows = syncing.sync(now.hub, lambda *_: None, since=since)
        assert [row.error for row in rows if row.error] == []
        with now.hub.store.read() as tx:
            first = tx.execute(text("SELECT count(*) FROM items")).scalar_one()
            oldest = "SELECT min(updated_at) FROM items WHERE source IN ('jira', 'github')"
            assert tx.execute(text(oldest)).scalar_one() >= (since - timedelta(hours=1)).timestamp() * 1000
        for _ in range(2):
            now.company.clock.advance(timedelta(hours=25))
            syncing.sync(now.hub, lambda *_: None)
        with now.hub.store.read() as tx:
            assert tx.execute(text("SELECT count(*) FROM items")).scalar_one() == first
        with scene(tmp_path / "whole", 72, people=16) as whole:
            whole.travel()
            with whole.hub.store.read() as tx:
                assert tx.execute(text("SELECT count(*) FROM items")).scalar_one() > first * 1.5
