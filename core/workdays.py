"""Working days: Monday to Friday, in UTC."""

from datetime import datetime, timedelta


def working_days(start: datetime, end: datetime) -> int:
    """How many working days have begun after `start` up to `end`: Friday to Monday is 1, Monday to Thursday 3."""
    days = (end.date() - start.date()).days
    weeks, rest = divmod(max(days, 0), 7)
    tail = sum((start + timedelta(days=day)).weekday() < 5 for day in range(1, rest + 1))
    return weeks * 5 + tail
