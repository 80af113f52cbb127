"""What a tool never announces is noticed all the same: an item that is gone, and one that no pull has shown (P5, P7)."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from sandbox.faults import Fault
from scheduler import syncing
from scheduler.hub import open_hub
from scheduler.pulling import Terms
from scheduler.reconciling import reconcile_findings
from tests.acceptance.kept import begun, travelled
from tests.acceptance.road import Scene, scene


@pytest.fixture
def now(tmp_path: Path) -> Iterator[Scene]:
    with begun(travelled, tmp_path, 5) as opened:
        yield opened


def look(now: Scene, key: str, hours: float) -> bool:
    """Whether the hub holds the item to be there, after a sync so many hours later."""
    now.company.clock.advance(timedelta(hours=hours))
    assert [row.error for row in syncing.sync(now.hub, lambda *_: None) if row.error] == []
    with now.hub.store.read() as tx:
        query = "SELECT count(*) FROM items WHERE key = :key AND gone_at IS NULL"
        return bool(tx.execute(text(query), {"key": key}).scalar_one())


def victim(now: Scene, tool: str) -> tuple[str, Callable[[], None]]:
    """An item by its key, and what deletes it without a word."""
    if tool == "jira":
        jira = now.company.tools.jira
        key = max(jira.issues.values(), key=lambda issue: str(issue["fields"]["created"]))["key"]
        return key, lambda: jira.delete(key)
    github = now.company.tools.github
    name, repo = next((name, repo) for name, repo in github.repos.items() if len(repo.issues) > 3)
    number = max(repo.issues)
    return f"{name}#{number}", lambda: github.delete(name, number)


@pytest.mark.parametrize("tool", ["jira", "github"])
def test_an_item_that_is_deleted_without_a_word_is_gone_when_two_censuses_agree(now: Scene, tool: str) -> None:
    key, delete = victim(now, tool)
    assert look(now, key, 0)
    now.opened.sandbox.call(delete)
    assert [look(now, key, hours) for hours in (0.1, 24, 0.5, 0.6)] == [True, True, True, False]


def test_an_item_that_was_hidden_for_days_and_is_shown_again_is_read_again(now: Scene) -> None:
    """It did not change meanwhile, so no increment has it."""
    key, _ = victim(now, "jira")
    now.opened.sandbox.call(lambda: now.company.tools.jira.hide(key))
    assert [look(now, key, hours) for hours in (25, 1)] == [True, False]
    now.opened.sandbox.call(lambda: now.company.tools.jira.unhide(key))
    assert [look(now, key, hours) for hours in (1, 24, 0.1)] == [False, False, True]


def test_a_census_that_breaks_off_agrees_with_nothing(now: Scene) -> None:
    key, delete = victim(now, "github")
    now.opened.sandbox.call(delete)
    assert look(now, key, 25)
    now.opened.sandbox.faults.append(Fault("github", "POST /graphql", None, 500))
    now.company.clock.advance(timedelta(hours=2))
    rows = syncing.sync(now.hub, lambda *_: None)
    assert [warning for row in rows for warning in row.warnings if "could not be compared" in warning]
    with now.hub.store.read() as tx:
        query = "SELECT gone_at FROM items WHERE key = :key"
        assert tx.execute(text(query), {"key": key}).scalar_one() is None


def test_a_first_import_since_a_day_leaves_older_items_out_for_good(tmp_path: Path) -> None:
    with scene(tmp_path, 72, people=16) as now:
        since = now.company.clock() - timedelta(days=20)
        rows = syncing.sync(now.hub, lambda *_: None, terms=Terms(since))
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


def test_much_that_goes_at_once_is_doubted_until_somebody_says_so(now: Scene) -> None:
    """P7: a lost right looks the same. The warning names the command that settles it."""
    project = now.company.staff.teams[0].trade.project
    table = now.company.tools.jira.issues
    places = [place for place, issue in table.items() if issue["key"].startswith(f"{project}-")]
    now.opened.sandbox.call(lambda: [table.pop(place) for place in places[: len(places) * 3 // 4]])

    def known(hours: float, terms: Terms = syncing.AS_ALWAYS) -> tuple[int, list[str]]:
        now.company.clock.advance(timedelta(hours=hours))
        rows = syncing.sync(now.hub, lambda *_: None, ["jira"], terms)
        with now.hub.store.read() as tx:
            query = "SELECT count(*) FROM items WHERE container = :project AND gone_at IS NULL"
            count = tx.execute(text(query), {"project": project}).scalar_one()
        return count, [warning for row in rows for warning in row.warnings]

    for _ in range(2):
        count, warnings = known(25)
        assert count == len(places)
        assert f"fairlead sync --gone {project}" in warnings[0]
    blind = reconcile_findings(now.hub).open
    assert [each for each in blind if each.observation.subject.key == f"jira/issues/{project}"]
    left = len(places) - len(places) * 3 // 4
    assert known(0, Terms(gone=frozenset([project]))) == (left, [])
    assert known(25) == (left, [])


def test_a_repository_that_its_pattern_does_not_find_any_more_is_in_trouble_until_somebody_says_it_is_gone(
    tmp_path: Path,
) -> None:
    """P7: whether it was deleted or shut, the hub cannot tell."""
    with scene(tmp_path, 73, people=16) as now:
        github = now.company.tools.github
        repositories = re.compile(r"^repositories = .*$", re.MULTILINE)
        now.config.write_text(repositories.sub('repositories = ["acme/*"]', now.config.read_text()))
        with open_hub(now.config, now.company.clock) as hub:
            found = Scene(now.company, now.opened, hub, now.config)
            found.travel()
            lost = next(name for name, repo in github.repos.items() if len(repo.issues) > 3)

            def known() -> int:
                with hub.store.read() as tx:
                    query = "SELECT count(*) FROM items WHERE container = :lost AND gone_at IS NULL"
                    return int(tx.execute(text(query), {"lost": lost}).scalar_one())

            before = known()
            github.repos[lost].hidden = True
            for _ in range(2):
                now.company.clock.advance(timedelta(hours=25))
                told = found.travel(trouble=True)
                assert {row.stream.container for row in told.pulled if row.error} == {lost}
                assert all(f"fairlead sync --gone {lost}" in str(row.error) for row in told.pulled if row.error)
                assert known() == before
            syncing.sync(hub, lambda *_: None, terms=Terms(gone=frozenset([lost])))
            assert known() == 0
            assert [row.error for row in syncing.sync(hub, lambda *_: None) if row.error] == []
