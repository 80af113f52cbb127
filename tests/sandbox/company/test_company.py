"""The company follows from its seed, and holds what a company should."""

from collections import Counter
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.company import Company
from sandbox.company.calendar import Calendar
from tests.sandbox.company.seen import World

NOW = datetime(2026, 3, 4, 14, tzinfo=UTC)


@pytest.fixture(scope="module")
def world() -> World:
    return World(Company(11, now=NOW))


@pytest.mark.parametrize("seed", [0, 5])
def test_equal_seeds_give_equal_companies_on_every_day(seed: int) -> None:
    one, other = Company(seed, now=NOW), Company(seed, now=NOW.astimezone(timezone(timedelta(hours=-7))))
    for _ in range(2):
        assert one.snapshot() == other.snapshot()
        assert one.truth() == other.truth()
        one.pass_day()
        other.pass_day()


def test_other_seeds_give_other_companies() -> None:
    assert Company(1, now=NOW).snapshot() != Company(2, now=NOW).snapshot()


@pytest.mark.parametrize(
    ("people", "items", "least", "most"), [(24, None, 200, 400), (24, 2000, 1700, 2300), (80, None, 700, 1050)]
)
def test_the_number_of_items_is_about_what_was_asked_for(people: int, items: int | None, least: int, most: int) -> None:
    assert least <= len(World(Company(1, people=people, items=items, now=NOW)).items) <= most


def test_a_handful_of_people_is_no_company() -> None:
    with pytest.raises(ValueError, match="at least 16 people, 5 asked for"):
        Company(1, people=5, now=NOW)


def test_nothing_happens_after_now_or_before_the_story_begins(world: World) -> None:
    moments = [at for item in world.items.values() for at, _ in item.touches]
    assert max(moments) <= NOW
    assert min(moments) >= NOW - timedelta(days=121)


def test_people_work_on_working_days_only(world: World) -> None:
    assert {at.weekday() for item in world.items.values() for at, _ in item.touches} == {0, 1, 2, 3, 4}


def test_items_of_every_kind_live_in_several_projects_and_repositories(world: World) -> None:
    kinds = Counter(item.kind for item in world.items.values())
    assert kinds["issue"] > 100
    assert kinds["pull_request"] > 30
    assert kinds["epic"] > 12
    assert kinds["thread"] > 5
    assert {item.type for item in world.items.values()} >= {"Epic", "Story", "Task", "Bug", "Sub-task"}
    containers = {item.container for item in world.items.values()}
    assert sum(name.startswith("jira:") for name in containers) >= 3
    assert sum(name.startswith("github:") for name in containers) >= 3


def test_each_stage_of_work_can_be_seen_in_jira(world: World) -> None:
    states = Counter("doing" if i.doing_since else "done" if i.done_at else "todo" for i in world.items.values())
    assert min(states["todo"], states["doing"], states["done"]) > 20


def test_work_is_linked_in_every_way(world: World) -> None:
    goals = {key: world.goal_of(key) for key in world.items}
    linked = [item for item in world.items.values() if goals[item.key]]
    assert any(item.labels for item in linked)
    assert any(item.components for item in linked)
    assert any(item.title.startswith("[KR-") for item in linked)
    assert any(item.parent and item.source == "jira" for item in linked)
    assert any(item.parent and item.source == "github" for item in linked)
    assert any(item.kind == "pull_request" and not item.parent and item.named for item in linked)
    assert "-" in goals.values()


def test_robots_touch_things_that_no_human_has_touched_for_weeks() -> None:
    company = Company(11, now=NOW)
    stale = [f["subject"]["key"] for f in company.truth()["findings"] if f["detector"] == "D2"]
    comments = [company.tools.jira.comments(key) for key in stale]
    robots = [c for found in comments for c in found if c["author"]["accountType"] == "app"]
    assert any(NOW - datetime.fromisoformat(c["created"]) < timedelta(days=4) for c in robots)


def test_everybody_has_one_account_in_each_tool_but_who_has_left(world: World) -> None:
    tools = [sorted(a.partition(":")[0] for a in who["accounts"]) for who in world.people["people"].values()]
    assert Counter(map(tuple, tools)) == {("github", "jira", "slack"): 23, ("jira", "slack"): 1}


@given(
    hours=st.integers(0, 24 * 366),
    days=st.integers(0, 60),
)
@settings(max_examples=200)
def test_a_working_day_some_days_ago_is_the_last_one_that_old(hours: int, days: int) -> None:
    now = NOW + timedelta(hours=hours)
    calendar = Calendar(now, 120)
    found = calendar.ago(days)
    assert days <= (now.date() - found).days <= days + 3
    assert found.weekday() < 5
    assert [day.weekday() < 5 for day in calendar.days] == [True] * len(calendar.days)
    assert len(calendar.since(calendar.back(7))) == 8
