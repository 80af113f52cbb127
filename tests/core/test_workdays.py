from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.workdays import working_days

MONDAY = datetime(2026, 6, 15, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [(0, 0, 0), (0, 1, 1), (0, 3, 3), (4, 1, 0), (4, 2, 0), (4, 3, 1), (5, 1, 0), (0, 7, 5), (3, 14, 10)],
)
def test_weekends_do_not_count(start: int, days: int, expected: int) -> None:
    first = MONDAY + timedelta(days=start)
    assert working_days(first, first + timedelta(days=days)) == expected


@given(st.integers(0, 60), st.integers(0, 60))
def test_equals_counting_one_by_one(offset: int, length: int) -> None:
    first = MONDAY + timedelta(days=offset)
    counted = sum((first + timedelta(days=day)).weekday() < 5 for day in range(1, length + 1))
    assert working_days(first, first + timedelta(days=length)) == counted


def test_the_past_is_zero() -> None:
    assert working_days(MONDAY, MONDAY - timedelta(days=9)) == 0
