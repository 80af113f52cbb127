"""The working days of the company, counted back from now, so that no date or weekday of now changes what is planted."""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from random import Random

OPENING, CLOSING = time(9, tzinfo=UTC), time(17, tzinfo=UTC)
SHORTEST_DAY = timedelta(hours=2)


class Calendar:
    """`days` are the working days (Monday to Friday, 9 to 17 in UTC) of the trailing `length` days, oldest first.

    The last one is today only if at least two hours of it have passed by `now`.
    """

    def __init__(self, now: datetime, length: int) -> None:
        self.now, self.start = now, now.date() - timedelta(days=length)
        trailing = (self.start + timedelta(days=n) for n in range(length + 1))
        self.days = [day for day in trailing if day.weekday() < 5 and self._begun(day)]

    def _begun(self, day: date) -> bool:
        return datetime.combine(day, OPENING) + SHORTEST_DAY <= self.now

    @property
    def today(self) -> date:
        return self.now.date()

    def back(self, working_days: int) -> date:
        """The working day that lies so many working days before the last one."""
        return self.days[-1 - working_days]

    def ago(self, days: int) -> date:
        """The last working day that is at least so many calendar days before today."""
        return self.days[bisect_left(self.days, self.today - timedelta(days=days - 1)) - 1]

    def since(self, first: date, last: date | None = None) -> list[date]:
        """The working days from `first` to `last`, both included."""
        return [day for day in self.days if first <= day <= (last or self.today)]

    def trailing(self, days: int) -> list[date]:
        """The working days of the trailing calendar days that lie in them whole."""
        return self.since(self.today - timedelta(days=days - 1))

    def moment(self, day: date, random: Random, begin: float = 0.0, end: float = 1.0) -> datetime:
        """Some moment of a working day; `begin` and `end` are shares 0–1 of it. Never after now."""
        opening = datetime.combine(day, OPENING)
        length = min(datetime.combine(day, CLOSING), self.now - timedelta(minutes=5)) - opening
        share = begin + (end - begin) * random.random()
        return (opening + share * length).replace(microsecond=0)
