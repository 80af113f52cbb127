"""Moments as whole UTC milliseconds, the way the store keeps them, and back."""

from datetime import UTC, date, datetime, time, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
DAY = 86_400_000


def millis(moment: datetime) -> int:
    """Whole milliseconds since 1970 UTC, cut and not rounded, so that equal moments stay equal."""
    past = moment - EPOCH
    return past.days * DAY + past.seconds * 1000 + past.microseconds // 1000


def moment(millis: int) -> datetime:
    return EPOCH + millis * MILLISECOND


def midnight(day: date) -> datetime:
    """The moment at which a day begins, in UTC."""
    return datetime.combine(day, time(), UTC)
