"""The first day of a month in which people answer what they are told, small enough for a test."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from bench.month.figures import breaches, table, told
from bench.month.life import Month, live


@pytest.fixture(scope="module")
def month() -> Month:
    return live(seed=7, people=16, days=1, hours=8)


def test_people_are_told_and_answer_in_their_hours_of_work(month: Month) -> None:
    assert {post.kind for post in month.posts} >= {"digest", "urgent"}
    assert len(month.pressed) > 5
    assert all(pressed.told for _, wish, pressed in month.pressed if wish.choice.act == "acknowledge")


def test_no_promise_is_broken(month: Month) -> None:
    assert breaches(month) == []


def test_broken_promises_would_be_told(month: Month) -> None:
    """A message of the same again, at night."""
    first = next(post for post in month.posts if post.tells and post.reader)
    assert first.reader
    midnight = first.at.astimezone(ZoneInfo(first.reader.zone)).replace(hour=23)
    again = Month(month.people, month.days, month.alerts, posts=[first, replace(first, at=midnight)])
    assert len(breaches(again)) == 1 + len(first.tells)


def test_figures_are_told(month: Month) -> None:
    assert any(line.startswith("| messages that ring, by person and week | ") for line in table(month))
    assert any("findings opened" in line for line in told(month))
