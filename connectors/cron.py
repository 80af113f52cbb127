"""Lines of times as cron(8) has them: weekdays are counted from Sunday, and 7 is one too. APScheduler counts from Monday."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apscheduler.triggers.cron import CronTrigger

DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")


def trigger(line: str, zone: tzinfo) -> "CronTrigger":
    """Of minute, hour, day, month and weekday. ValueError for what is none."""
    from apscheduler.triggers.cron import CronTrigger  # takes longer to import than most commands run

    *times, weekdays = line.split() or [""]
    named = [name for part in weekdays.split(",") for name in _names(part)]
    return CronTrigger.from_crontab(" ".join([*times, ",".join(named)]), timezone=zone)


def _names(part: str) -> Sequence[str]:
    """Of one weekday or a range, which may go over the end of the week."""
    days, _, step = part.partition("/")
    if part == "*":
        return [part]
    first, _, last = "0-6".partition("-") if days == "*" else days.partition("-")
    begin, end = _number(first), _number(last or first)
    return [DAYS[day % 7] for day in range(begin, end + 1 if end >= begin else end + 8, int(step or 1))]


def _number(day: str) -> int:
    return int(day) if day in {*"01234567"} else DAYS.index(day.lower())
