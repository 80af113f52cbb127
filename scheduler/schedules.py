"""When a stream is pulled again: by its schedule after a success, and later each time after failures."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from connectors.cron import trigger
from core.backing_off import LONGEST, pause
from core.contract import ConnectorError, Unauthorized, Unavailable
from core.delivery import Alerts, awake_at

EVERY_MINUTES = 15.0


def every_minutes(settings: Any, stream: str) -> float:
    """The interval that the settings of a connector give for a stream."""
    given: float = getattr(settings, "every_minutes", EVERY_MINUTES)
    return float(getattr(settings, "stream_minutes", {}).get(stream, given))


def cron_line(settings: Any, stream: str) -> str | None:
    """The times of the day at which a stream is pulled; None where that goes by an interval."""
    given: str | None = getattr(settings, "schedule", None)
    return None if stream in getattr(settings, "stream_minutes", {}) else given


def next_pull(settings: Any, stream: str, begun: datetime, now: datetime, zone: ZoneInfo, chance: float) -> datetime:
    """After a pull that lasted from `begun` until now; never before now, so that late ones collapse into one. `chance` (0-1)
    is the share of the jitter. Times of the day are those of the zone. `begun` lies ahead of now where the clock was set back
    meanwhile: an interval counts from now on then, and a time of the day that has had its pull has no other."""
    cron = cron_line(settings, stream)
    if cron:
        due = _fires(cron, zone, max(begun, now))
    else:
        due = max(min(begun, now) + timedelta(minutes=every_minutes(settings, stream)), now)
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


def _fires(cron: str, zone: ZoneInfo, after: datetime) -> datetime:
    """The next time of a cron line, as cron itself has it (cron(8)): an hour that is named counts once on the night on which it
    comes twice, and is made up for where it is left out; `*` goes on through both."""
    slots = [_by_the_wall(cron, zone, after)]
    if cron.split()[1].startswith("*"):
        slots.append(_next(cron, zone, after))
    return min((each.astimezone(UTC) for each in slots if each), default=after + timedelta(days=365))


def _by_the_wall(cron: str, zone: ZoneInfo, after: datetime) -> datetime | None:
    """What clocks on a wall show, the first time that they show it. A trigger in a zone with summer time leaves out the day
    after a short night (APScheduler 3.11 adds days of 24 hours to it)."""
    shown = _next(cron, UTC, after.astimezone(zone).replace(tzinfo=UTC, fold=0))
    while shown and shown.replace(tzinfo=zone).astimezone(UTC) <= after:
        shown = _next(cron, UTC, shown)
    return shown and shown.replace(tzinfo=zone)


def _next(cron: str, zone: tzinfo, after: datetime) -> datetime | None:
    found: datetime | None = trigger(cron, zone).get_next_fire_time(None, after + timedelta.resolution)
    return found
