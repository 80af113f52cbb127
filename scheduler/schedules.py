"""When a stream is pulled again: by its schedule after a success, and later each time after failures."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.backing_off import LONGEST, pause
from core.contract import ConnectorError, Unauthorized, Unavailable
from core.delivery import Alerts, awake_at

EVERY_MINUTES = 15.0


def every_minutes(settings: Any, stream: str) -> float:
    """The interval that the settings of a connector give for a stream."""
    given: float = getattr(settings, "every_minutes", EVERY_MINUTES)
    return float(getattr(settings, "stream_minutes", {}).get(stream, given))


def next_pull(settings: Any, stream: str, begun: datetime, now: datetime, zone: ZoneInfo, chance: float) -> datetime:
    """After a pull that lasted from `begun` until now; never before now, so that late ones collapse into one. `chance` (0-1)
    is the share of the jitter. Times of the day are those of the zone."""
    cron = getattr(settings, "schedule", None)
    if cron and stream not in getattr(settings, "stream_minutes", {}):
        due = _fires(cron, zone, now)
    else:
        due = max(begun + timedelta(minutes=every_minutes(settings, stream)), now)
    due += timedelta(seconds=getattr(settings, "jitter_seconds", 0.0) * chance)
    return after_quiet(settings, due, zone)


def after_quiet(settings: Any, at: datetime, zone: ZoneInfo) -> datetime:
    """The first moment from then on in which the settings let a pull begin."""
    quiet = getattr(settings, "quiet", "")
    return awake_at(at, zone, Alerts(quiet_hours=quiet, quiet_weekends=False)) if quiet else at


def back_off(error: ConnectorError, minutes: float, chance: float) -> Callable[[int], timedelta]:
    """How long to wait after so many failures in a row: no longer than the interval, but as long as the tool named. A refused
    credential is rarely tried, because tools lock accounts that are."""
    every = timedelta(minutes=minutes)

    def after(failures: int) -> timedelta:
        if isinstance(error, Unauthorized) and error.everywhere:
            return max(every, LONGEST)
        named = error.after if isinstance(error, Unavailable) else None
        return max(min(pause(failures, chance), every), timedelta(seconds=named or 0))

    return after


def _fires(cron: str, zone: ZoneInfo, now: datetime) -> datetime:
    from apscheduler.triggers.cron import CronTrigger  # takes longer to import than most commands run

    trigger = CronTrigger.from_crontab(cron, timezone=zone)
    found: datetime | None = trigger.get_next_fire_time(None, now)
    return found or now + timedelta(days=365)
