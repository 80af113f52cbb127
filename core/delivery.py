"""When people are told something: not in quiet hours, and once a week of what can wait, by the clock where they live."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from core.bounds import Count
from core.routes import Urgency
from core.weekly import SATURDAY, Weekly, at, weekly

_CLOCK = r"([01]\d|2[0-3]):([0-5]\d)"
_HOURS = re.compile(rf"{_CLOCK}-{_CLOCK}")


class Alerts(Struct, frozen=True, forbid_unknown_fields=True):
    """`quiet_hours` is a time of the day such as `19:00-08:00` (empty: none), `digest` one of the week. What is urgent and
    nobody answered for `escalate_working_days` is told to others. More than `storm_findings` urgent findings at once are one
    message. Nothing is told twice within `repeat_days`. `zone` is that of everybody who has none."""

    quiet_hours: str = "19:00-08:00"
    quiet_weekends: bool = True
    digest: str = "mon 09:00"
    escalate_working_days: Count = 3
    storm_findings: Count = 50
    repeat_days: Count = 7
    zone: str = "UTC"

    def __post_init__(self) -> None:
        """ValueError names the key, and says what would do."""
        if self.quiet_hours and (not _HOURS.fullmatch(self.quiet_hours) or len(set(self.quiet_hours.split("-"))) == 1):
            raise ValueError(
                f'quiet_hours: "{self.quiet_hours}" should be two times such as "19:00-08:00", or "" for none'
            )
        if weekly(self.digest) is None:
            raise ValueError(f'digest: "{self.digest}" should be a day and a time such as "mon 09:00"')
        if not is_zone(self.zone):
            raise ValueError(f'zone: "{self.zone}" is no time zone; write one such as "Europe/Berlin"')


def is_zone(name: str) -> bool:
    """Whether it is a name of the IANA database."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):  # paths, folders, and names that are not there
        return False
    return True


def zone_of(name: str, alerts: Alerts) -> ZoneInfo:
    """The zone of this name, or everybody's where it is none."""
    return ZoneInfo(name if name and is_zone(name) else alerts.zone)


def is_quiet(now: datetime, zone: ZoneInfo, alerts: Alerts) -> bool:
    """Whether it is night or weekend there."""
    local = now.astimezone(zone)
    if alerts.quiet_weekends and local.weekday() >= SATURDAY:
        return True
    if not alerts.quiet_hours:
        return False
    begin, end = _quiet(alerts)
    clock = local.time().replace(tzinfo=None)
    return begin <= clock < end if begin < end else clock >= begin or clock < end


def awake_at(now: datetime, zone: ZoneInfo, alerts: Alerts) -> datetime:
    """The first moment from now on that is not quiet, in that zone. Quiet ends at midnight or at the end of its hours."""
    local = now.astimezone(zone)
    if not is_quiet(now, zone, alerts):
        return local
    ends = sorted({time(), *(_quiet(alerts)[1:] if alerts.quiet_hours else ())})
    moments = (at(local.date() + timedelta(days=ahead), clock, zone) for ahead in range(8) for clock in ends)
    return next(each for each in moments if each > now and not is_quiet(each, zone, alerts))


def due_at(urgency: Urgency, now: datetime, zone: ZoneInfo, alerts: Alerts) -> datetime | None:
    """When something that is found now would be told, in that zone. None: never."""
    if urgency == "never":
        return None
    return awake_at(now if urgency == "now" else next_digest(now, zone, alerts), zone, alerts)


def last_digest(now: datetime, zone: ZoneInfo, alerts: Alerts) -> datetime:
    """The last moment for digests up to now, in that zone."""
    return _digest(alerts).last(now, zone)


def next_digest(now: datetime, zone: ZoneInfo, alerts: Alerts) -> datetime:
    """The first moment for digests after now, in that zone."""
    return _digest(alerts).next(now, zone)


def _digest(alerts: Alerts) -> Weekly:
    found = weekly(alerts.digest)
    assert found
    return found


def _quiet(alerts: Alerts) -> tuple[time, time]:
    begin, end = (time.fromisoformat(each) for each in alerts.quiet_hours.split("-"))
    return begin, end
