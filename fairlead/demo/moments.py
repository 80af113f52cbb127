"""When the demo plays: on a Friday and the Monday after it, at an hour at which everybody in the company is at work."""

from datetime import UTC, date, datetime, time, timedelta

HOUR = time(13, 15, tzinfo=UTC)  # New York has begun, summer or winter, and Bengaluru has not ended


def friday_before(today: date) -> datetime:
    """Of the newest weekend that was followed by a whole Monday."""
    monday = today - timedelta(days=1 + (today.weekday() - 1) % 7)
    return datetime.combine(monday - timedelta(days=3), HOUR)


def monday_after(now: datetime) -> datetime:
    return datetime.combine(now.date() + timedelta(days=(7 - now.weekday()) % 7 or 7), HOUR)
