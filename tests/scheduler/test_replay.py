"""What an edit of the rules would have done on days of the past."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings

from core.records import Change, Tombstone
from mappings import load
from scheduler.hub import Hub
from scheduler.linking import link
from scheduler.replay import as_of, backtest
from scheduler.rule_changes import preview
from tests.mappings.make import rule
from tests.scheduler.little import everything, little, stock, written
from tests.scheduler.test_diff_is_result import GOALS, companies, edited_rules, said_by_hand
from tests.seeds import examples
from tests.store.samples import DAY, NOW, activity, facet, item, pull

DOING = rule('{ category = "doing" }', "doing", 'goal = "O-1"')
BELOW = rule('{ ancestors = "PAY-9" }', "below", 'goal = "O-2"', "weight = 5")


@contextmanager
def hub_of(folder: Path, url: str, rules: str, *items: Any) -> Iterator[Hub]:
    with little(written(folder, rules, database=url), GOALS, items) as hub:
        link(hub)
        yield hub


def moved(days_ago: float, field: Any, before: str | None, after: str | None) -> Change:
    return Change(NOW - days_ago * DAY, field, before, after)


def past_of_one() -> Any:
    """Open until 20 days ago, then worked on until 5 days ago, below PAY-9 until 3 days ago; done now."""
    return item(
        1,
        status="Done",
        category="done",
        created_at=NOW - 40 * DAY,
        updated_at=NOW - 3 * DAY,
        changes=(
            moved(20, "status", "Open", "In Progress"),
            moved(20, "category", "todo", "doing"),
            moved(5, "status", "In Progress", "Done"),
            moved(5, "category", "doing", "done"),
            moved(3, "parent", "PAY-9", None),
        ),
    )


def kinds(hub: Hub, days_ago: int, rules: str) -> dict[str, str]:
    seen = as_of(hub, load(rules, "new.toml"), (NOW - days_ago * DAY).date())
    return {move.item: move.kind for move in seen.moves}


def test_items_are_linked_as_they_stood(tmp_path: Path, url: str) -> None:
    with hub_of(tmp_path, url, "", past_of_one(), item(9, created_at=NOW - 50 * DAY, category="todo")) as hub:
        assert [kinds(hub, days, DOING) for days in (0, 4, 6, 19, 21)] == [
            {}, {}, {"jira:PAY-1": "gained"}, {"jira:PAY-1": "gained"}, {},
        ]  # fmt: skip
        assert [kinds(hub, days, BELOW) for days in (0, 4, 30, 41)] == [
            {}, {"jira:PAY-1": "gained"}, {"jira:PAY-1": "gained"}, {},
        ]  # fmt: skip


def test_later_items_are_left_out_and_gone_ones_are_in(tmp_path: Path, url: str) -> None:
    born = [
        item(number, created_at=NOW - days * DAY, updated_at=NOW - days * DAY) for number, days in ((1, 40), (2, 10))
    ]
    with hub_of(tmp_path, url, "", *born) as hub:
        pull(hub.store, Tombstone("jira", "10001", "deleted"), now=NOW - DAY)
        seen = [as_of(hub, load(DOING, "x"), (NOW - days * DAY).date()) for days in (0, 5, 20, 60)]
    assert [each.items for each in seen] == [1, 2, 1, 0]
    assert [[move.item for move in each.moves] for each in seen] == [
        ["jira:PAY-2"], ["jira:PAY-1", "jira:PAY-2"], ["jira:PAY-1"], [],
    ]  # fmt: skip


def test_links_are_inherited_from_what_stood_above_then(tmp_path: Path, url: str) -> None:
    epic = item(9, kind="epic", created_at=NOW - 50 * DAY, labels=("e",))
    request = item(5, kind="pull_request", created_at=NOW - 50 * DAY, refs=("PAY-1",), source="jira")
    with hub_of(tmp_path, url, "", past_of_one(), epic, request) as hub:
        rules = rule('{ labels = "e" }', "e", 'goal = "O-2"')
        assert kinds(hub, 0, rules) == {"jira:PAY-9": "gained"}
        assert kinds(hub, 4, rules) == dict.fromkeys(("jira:PAY-1", "jira:PAY-5", "jira:PAY-9"), "gained")


def test_effort_is_that_of_the_four_weeks_before(tmp_path: Path, url: str) -> None:
    work = [
        activity(1, "PAY-1", actor="ana", at=NOW - 30 * DAY),
        activity(2, "PAY-2", actor="ana", at=NOW - 30 * DAY),
        activity(3, "PAY-2", actor="bo", at=NOW - 2 * DAY),
    ]
    items = [item(number, created_at=NOW - 60 * DAY, labels=(f"l{number}",)) for number in (1, 2)]
    edited = load(rule('{ labels = "l1" }', "a", 'goal = { "O-1" = 0.6, "O-2" = 0.4 }'), "x")
    with hub_of(tmp_path, url, rule('{ labels = "l2" }', "b", 'goal = "O-2"'), *items, *work) as hub:
        then, now = (as_of(hub, edited, (NOW - days * DAY).date()) for days in (20, 0))
    assert {(each.goal, each.before, each.after) for each in then.effort if each.team is None} == {
        (None, 0.5, 0.5), ("O-1", 0.0, 0.3), ("O-2", 0.5, 0.2),
    }  # fmt: skip
    assert {(each.goal, each.before, each.after) for each in now.effort if each.team is None} == {
        (None, 0.0, 1.0), ("O-2", 1.0, 0.0),
    }  # fmt: skip


def test_what_other_places_say_counts_for_as_long_as_nothing_changed(tmp_path: Path, url: str) -> None:
    """They tell nothing of the past."""
    with hub_of(tmp_path, url, "", past_of_one()) as hub:
        stock(hub, items=[facet(1, status="Doing it", category="doing", at=NOW)])
        link(hub)
        assert [kinds(hub, days, DOING) for days in (0, 4, 6, 21)] == [
            {"jira:PAY-1": "gained"}, {}, {"jira:PAY-1": "gained"}, {},
        ]  # fmt: skip


def test_a_day_that_lies_ahead_is_refused(tmp_path: Path) -> None:
    with little(written(tmp_path, "")) as hub, pytest.raises(ValueError, match="2026-03-03 lies ahead"):
        as_of(hub, load("", "x"), date(2026, 3, 3))


def test_a_backtest_tells_each_week(tmp_path: Path, url: str) -> None:
    with hub_of(tmp_path, url, "", past_of_one()) as hub:
        before = everything(hub)
        told = list(backtest(hub, load(DOING, "x"), timedelta(days=30)))
        assert everything(hub) == before
    assert [(NOW.date() - each.day).days for each in told] == [28, 21, 14, 7, 0]
    assert [each.counts for each in told] == [{}, {}, {"gained": 1}, {"gained": 1}, {}]
    assert [each.moves for each in told] == [()] * 5


def insist_that_today_is_the_plain_diff(folder: Path, company: list[Any], edit: tuple[str, str], **more: Any) -> None:
    config = written(folder, edit[0], **more)
    company = [
        msgspec.structs.replace(each, created_at=min(each.created_at, NOW)) for each in company
    ]  # none lies ahead
    work = [activity(number, each.key, actor="ana") for number, each in enumerate(company)]
    with little(config, GOALS, [*company, *work]) as hub:
        said_by_hand(hub)
        link(hub)
        edited = load(edit[1], "new.toml")
        seen, replayed = preview(hub, edited), as_of(hub, edited, NOW.date())
    assert replayed.moves == seen.moves
    assert replayed.ways == seen.ways
    assert replayed.counts == seen.counts
    assert replayed.effort == seen.effort


@settings(max_examples=examples(12), deadline=None)
@given(companies(), edited_rules())
def test_today_is_the_plain_diff(company: list[Any], edit: tuple[str, str]) -> None:
    with TemporaryDirectory() as folder:
        insist_that_today_is_the_plain_diff(Path(folder), company, edit)


@settings(max_examples=examples(3), deadline=None)
@given(company=companies(), edit=edited_rules())
def test_today_is_the_plain_diff_on_postgresql(
    company: list[Any], edit: tuple[str, str], emptied: Callable[[], str]
) -> None:
    with TemporaryDirectory() as folder:
        insist_that_today_is_the_plain_diff(Path(folder), company, edit, database=emptied())
