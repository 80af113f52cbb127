"""Days, minutes and numbers of things, as all texts write them."""

from datetime import UTC, date, datetime

import pytest

from core.phrases import counted, day, minute


def test_days_and_minutes_have_no_leading_zero_where_people_write_none() -> None:
    assert day(date(2026, 12, 3)) == "3 December 2026"
    assert minute(datetime(2026, 12, 3, 4, 5, 59, tzinfo=UTC)) == "3 December 2026, 04:05 UTC"


@pytest.mark.parametrize(
    ("number", "several", "said"),
    [
        (0, "", "0 findings"),
        (1, "", "1 finding"),
        (1_200, "", "1,200 findings"),
        (1, "findings say", "1 finding"),
        (2, "findings say", "2 findings say"),
    ],
)
def test_one_is_told_otherwise_than_several(number: int, several: str, said: str) -> None:
    assert counted(number, "finding", several) == said
