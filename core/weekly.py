"""A time of the week, such as `thu 14:00`, by the clock of whoever lives in a zone. Pure."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SATURDAY = 5
_WEEKLY = re.compile(rf"({'|'.join(DAYS)}) ([01]\d|2[0-3]):([0-5]\d)")


class Weekly(Struct, frozen=True):
    """`day` counts from Monday, which is 0."""

    day: int
    clock: time

    def last(self, now: datetime, zone: ZoneInfo) -> datetime:
        """The last of these moments up to now, in that zone."""
        return next(each for each in self._around(now, zone, (0, -1, -2)) if each <= now)

    def next(self, now: datetime, zone: ZoneInfo) -> datetime:
        """The first of these moments after now, in that zone."""
        return next(each for each in self._around(now, zone, (0, 1, 2)) if each > now)

    def _around(self, now: datetime, zone: ZoneInfo, weeks: Iterable[int]) -> Iterator[datetime]:
        today = now.astimezone(zone).date()
        day = today + timedelta(days=self.day - today.weekday())
        return (at(day + timedelta(weeks=each), self.clock, zone) for each in weeks)


def weekly(said: str) -> Weekly | None:
    """None for what is no time of the week."""
    if not _WEEKLY.fullmatch(said):
        return None
    name, clock = said.split()
    return Weekly(DAYS.index(name), time.fromisoformat(clock))


def at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """By way of UTC, so that a time that a change of the clocks leaves out becomes one that there is."""
    return datetime.combine(day, clock, zone).astimezone(UTC).astimezone(zone)


def working_days_on(day: date, count: int) -> date:
    """So many working days (Monday to Friday) later."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < SATURDAY
    return day


def iso_week(day: date) -> str:
    """`2026-W47`, by ISO 8601."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def monday_of(week: str) -> date:
    """The first day of an ISO week. ValueError for what is none."""
    year, number = week.split("-W")
    return date.fromisocalendar(int(year), int(number), 1)
