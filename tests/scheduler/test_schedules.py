"""P21: a stream is pulled at its times and no oftener, however long a pull lasts and whatever the clock does meanwhile."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.schedules import next_pull

MINUTE = timedelta(minutes=1)
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo")
# of 2026: Berlin 29 March and 25 October, New York 8 March and 1 November
AROUND_NIGHTS = [datetime(2026, month, day, tzinfo=UTC) for month, day in ((3, 8), (3, 28), (10, 24), (11, 1), (6, 17))]
nights = st.builds(
    lambda night, hours: night + timedelta(hours=hours), st.sampled_from(AROUND_NIGHTS), st.floats(-4, 30)
)
lasting = st.lists(st.floats(0, 90).map(lambda minutes: timedelta(minutes=minutes)), min_size=1, max_size=60)


def settings(**given: object) -> SimpleNamespace:
    return SimpleNamespace(**{"every_minutes": 15.0, "schedule": None, "stream_minutes": {}, "quiet": "", **given})


def pulls(of: SimpleNamespace, zone: str, first: datetime, lasting: list[timedelta]) -> list[datetime]:
    """When pulls began that took so long each, one begun as soon as it is due."""
    begun, at = [], first
    for took in lasting:
        at = next_pull(of, "items", at, at + took, ZoneInfo(zone), 0.0).astimezone(UTC)
        begun.append(at)
    return begun


@given(nights, lasting, st.sampled_from(ZONES), st.floats(0.5, 600))
def test_an_interval_is_real_time_and_late_pulls_collapse(
    first: datetime, lasting: list[timedelta], zone: str, every: float
) -> None:
    begun = [first, *pulls(settings(every_minutes=every), zone, first, lasting)]
    for before, after, took in zip(begun, begun[1:], lasting, strict=False):
        assert after == max(before + timedelta(minutes=every), before + took)


@given(nights, lasting, st.sampled_from(ZONES), st.integers(0, 23), st.integers(0, 59))
def test_a_time_of_the_day_comes_once_a_day_on_each_night(
    first: datetime, lasting: list[timedelta], zone: str, hour: int, minute: int
) -> None:
    """Also on that in which it is there twice, or not at all."""
    begun = pulls(settings(schedule=f"{minute} {hour} * * *"), zone, first, lasting)
    days = [each.astimezone(ZoneInfo(zone)).date() for each in begun]
    assert len(set(days)) == len(days)
    assert [after - before for before, after in pairwise(days)] == [timedelta(days=1)] * (len(days) - 1)


@given(nights, lasting, st.sampled_from(ZONES))
def test_each_slot_of_every_hour_comes_at_most_once_and_none_is_left_out(
    first: datetime, lasting: list[timedelta], zone: str
) -> None:
    """Where a pull does not last longer than that. `*` goes on through an hour that comes twice."""
    quick = [took / 90 * 14 for took in lasting]
    begun = pulls(settings(schedule="*/15 * * * *"), zone, first, quick)
    gaps = [after - before for before, after in pairwise(begun)]
    assert set(gaps) <= {15 * MINUTE}
    assert all(each.minute % 15 == 0 for each in begun)


@pytest.mark.parametrize(
    ("zone", "line", "day", "at"),
    [
        ("Europe/Berlin", "30 2 * * *", date(2026, 10, 25), [datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]),
        ("Europe/Berlin", "30 2 * * *", date(2026, 3, 29), [datetime(2026, 3, 29, 1, 30, tzinfo=UTC)]),
        ("America/New_York", "30 1 * * *", date(2026, 11, 1), [datetime(2026, 11, 1, 5, 30, tzinfo=UTC)]),
        ("America/New_York", "30 2 * * *", date(2026, 3, 8), [datetime(2026, 3, 8, 7, 30, tzinfo=UTC)]),
    ],
)
def test_the_nights_on_which_clocks_are_changed(zone: str, line: str, day: date, at: list[datetime]) -> None:
    first = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)) - timedelta(hours=1)
    begun = pulls(settings(schedule=line), zone, first.astimezone(UTC), [MINUTE] * 3)
    assert [each for each in begun if each.astimezone(ZoneInfo(zone)).date() == day] == at


@pytest.mark.parametrize(
    ("weekdays", "those"),
    [
        ("0", "Sun"),
        ("7", "Sun"),
        ("1", "Mon"),
        ("1-5", "Mon Tue Wed Thu Fri"),
        ("mon-fri", "Mon Tue Wed Thu Fri"),
        ("Sat-mon,3", "Mon Wed Sat Sun"),
        ("5-7", "Fri Sat Sun"),
        ("*/3", "Wed Sat Sun"),
        ("1-5/2", "Mon Wed Fri"),
        ("*", "Mon Tue Wed Thu Fri Sat Sun"),
    ],
)
def test_weekdays_are_counted_as_cron_counts_them(weekdays: str, those: str) -> None:
    monday = datetime(2026, 11, 23, tzinfo=UTC)
    found = pulls(settings(schedule=f"0 6 * * {weekdays}"), "UTC", monday, [MINUTE] * len(those.split()))
    assert [f"{each:%a}" for each in found] == those.split()


@given(nights, st.sampled_from(ZONES), st.floats(0, 24).map(lambda hours: timedelta(hours=hours)), st.floats(0, 1))
def test_a_clock_that_is_set_back_during_a_pull(first: datetime, zone: str, back: timedelta, chance: float) -> None:
    """The interval counts from the new time; a time of the day that has had its pull has no other."""
    by_interval = settings(jitter_seconds=60.0)
    assert next_pull(by_interval, "items", first, first - back, ZoneInfo(zone), chance) <= first - back + 16 * MINUTE
    by_times = settings(schedule="0 * * * *")
    slot = next_pull(by_times, "items", first, first, ZoneInfo(zone), 0.0)
    assert next_pull(by_times, "items", slot, slot - back, ZoneInfo(zone), 0.0) > slot


@given(nights, lasting, st.sampled_from(ZONES))
def test_no_pull_begins_in_quiet_hours(first: datetime, lasting: list[timedelta], zone: str) -> None:
    for at in pulls(settings(quiet="01:00-03:30", jitter_seconds=0.0), zone, first, lasting):
        local = at.astimezone(ZoneInfo(zone))
        assert not 1 <= local.hour + local.minute / 60 < 3.5
