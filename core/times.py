"""Moments as whole UTC milliseconds, the way the store keeps them, and back."""

from datetime import UTC, date, datetime, time, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
DAY, MINUTE = 86_400_000, 60_000


def millis(moment: datetime) -> int:
    """Whole milliseconds since 1970 UTC, cut and not rounded, so that equal moments stay equal."""
    past = moment - EPOCH
    return past.days * DAY + past.seconds * 1000 + past.microseconds // 1000


def trailing_days(now: datetime, days: int) -> tuple[int, int]:
    """The first and the last of the trailing `days` whole UTC days, counted since 1970. The last is that of `now`."""
    last = millis(now) // DAY
    return last - days + 1, last


def moment(millis: int) -> datetime:
    return EPOCH + millis * MILLISECOND


def midnight(day: date) -> datetime:
    """The moment at which a day begins, in UTC."""
    return datetime.combine(day, time(), UTC)
