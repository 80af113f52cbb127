from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.delivery import Alerts, awake_at, is_quiet, is_zone, last_digest, next_digest, zone_of

BERLIN, KOLKATA = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Kolkata")
ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kolkata"]
)
MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(lambda each: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=each))
CLOCKS = st.times().map(lambda each: each.replace(second=0, microsecond=0, fold=0))
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@st.composite
def settings(draw: st.DrawFn) -> Alerts:
    begin, end = draw(st.tuples(CLOCKS, CLOCKS).filter(lambda both: both[0] != both[1]))
    hours = draw(st.sampled_from(["", f"{begin:%H:%M}-{end:%H:%M}"]))
    digest = f"{draw(st.sampled_from(DAYS))} {draw(CLOCKS):%H:%M}"
    return Alerts(quiet_hours=hours, quiet_weekends=draw(st.booleans()), digest=digest)


@pytest.mark.parametrize(
    ("local", "quiet"),
    [
        ("2026-06-15 07:59", True),
        ("2026-06-15 08:00", False),
        ("2026-06-15 18:59", False),
        ("2026-06-15 19:00", True),
        ("2026-06-16 00:00", True),
        ("2026-06-19 18:59", False),
        ("2026-06-20 12:00", True),  # a Saturday
        ("2026-06-21 23:59", True),
        ("2026-06-22 08:00", False),
    ],
)
def test_nights_and_weekends_are_quiet_by_the_clock_of_the_reader(local: str, quiet: bool) -> None:
    moment = datetime.fromisoformat(local).replace(tzinfo=BERLIN)
    assert is_quiet(moment.astimezone(UTC), BERLIN, Alerts()) is quiet


def test_hours_of_one_day_and_none() -> None:
    noon = datetime(2026, 6, 15, 12, 30, tzinfo=UTC)
    assert is_quiet(noon, ZoneInfo("UTC"), Alerts(quiet_hours="12:00-13:00"))
    assert not is_quiet(noon + timedelta(minutes=30), ZoneInfo("UTC"), Alerts(quiet_hours="12:00-13:00"))
    saturday = noon + timedelta(days=5)
    assert not is_quiet(saturday, ZoneInfo("UTC"), Alerts(quiet_hours="", quiet_weekends=False))


@pytest.mark.parametrize(
    ("now", "last"),
    [
        ("2026-06-15 08:59", "2026-06-08 09:00"),
        ("2026-06-15 09:00", "2026-06-15 09:00"),
        ("2026-06-21 23:00", "2026-06-15 09:00"),
        ("2026-03-30 09:30", "2026-03-30 09:00"),  # the clocks went forward the day before
        ("2026-10-26 08:30", "2026-10-19 09:00"),  # and back
    ],
)
def test_the_last_moment_for_digests(now: str, last: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=BERLIN)
    assert last_digest(moment, BERLIN, Alerts()) == datetime.fromisoformat(last).replace(tzinfo=BERLIN)


def test_who_lives_further_east_has_it_earlier() -> None:
    now = datetime(2026, 6, 15, 4, tzinfo=UTC)
    assert last_digest(now, KOLKATA, Alerts()).date() == date(2026, 6, 15)
    assert last_digest(now, BERLIN, Alerts()).date() == date(2026, 6, 8)


@given(MOMENTS, ZONES, settings())
def test_each_moment_lies_between_two_digests_a_week_apart(now: datetime, name: str, alerts: Alerts) -> None:
    zone = ZoneInfo(name)
    last, following = last_digest(now, zone, alerts), next_digest(now, zone, alerts)
    assert last <= now < following
    assert abs(following - last - timedelta(weeks=1)) <= timedelta(hours=2)
    assert DAYS[last.weekday()] == alerts.digest[:3]


@given(MOMENTS, ZONES, settings())
def test_quiet_ends_at_the_first_moment_that_is_not(now: datetime, name: str, alerts: Alerts) -> None:
    zone = ZoneInfo(name)
    awake = awake_at(now, zone, alerts)
    assert awake >= now
    assert not is_quiet(awake, zone, alerts)
    assert (awake == now) is not is_quiet(now, zone, alerts)
    between = (now + (awake - now) * share / 97 for share in range(97))
    assert awake == now or all(is_quiet(each, zone, alerts) for each in between)


@given(MOMENTS, ZONES)
def test_over_changes_of_the_clocks_nobody_is_awake_at_night(now: datetime, name: str) -> None:
    local = now.astimezone(ZoneInfo(name))
    if not is_quiet(now, ZoneInfo(name), Alerts()):
        assert time(8) <= local.time() < time(19)
        assert local.weekday() < 5


@pytest.mark.parametrize(
    "name", ["", "Europe", "../etc/passwd", "/etc/localtime", "Nowhere/Land", "Europe/Berlin\0", "x" * 999]
)
def test_what_is_no_zone_is_as_the_default(name: str) -> None:
    assert not is_zone(name)
    assert zone_of(name, Alerts(zone="Asia/Kolkata")) == KOLKATA


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("quiet_hours", "19-8"),
        ("quiet_hours", "24:00-08:00"),
        ("quiet_hours", "08:00-08:00"),
        ("digest", "monday 09:00"),
        ("digest", "mon 9:00"),
        ("zone", "Berlin"),
    ],
)
def test_what_no_clock_shows_is_refused_with_its_key(key: str, value: str) -> None:
    with pytest.raises(ValueError, match=f"^{key}: "):
        Alerts(**{key: value})  # type: ignore[arg-type]
