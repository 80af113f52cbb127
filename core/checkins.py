"""Check-ins: when owners are asked, what they answer, and how an answer is read. Pure."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct

from core.asked import Asked, KeyResult
from core.bounds import Count
from core.weekly import Weekly, at, iso_week, monday_of, weekly, working_days_on

Kind = Literal["check-in", "commit"]
DONE = frozenset(("yes", "y", "true", "done", "1"))
OPEN = frozenset(("no", "n", "false", "not done", "0"))
MOST_CONFIDENT = 10


class CheckInSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """`at` is when owners are asked, by the clock where they live. Not `enabled`: nobody is asked; not said: where there is a
    tab of check-ins and a tool for messages. Who has not answered is reminded once after `reminder_working_days`."""

    enabled: bool | None = None
    at: str = "thu 14:00"
    reminder_working_days: Count = 2

    def __post_init__(self) -> None:
        """ValueError names the key, and says what would do."""
        if weekly(self.at) is None:
            raise ValueError(f'at: "{self.at}" should be a day and a time such as "thu 14:00"')

    @property
    def weekly(self) -> Weekly:
        found = weekly(self.at)
        assert found
        return found


class Answer(Struct, frozen=True, kw_only=True):
    """What a person (e-mail) answered about a goal on a day: a check-in, where `asked` is its ISO week, or what will be done
    differently after a change, where it is the day of that. `confidence` is 0-10."""

    kind: Kind
    goal: str
    asked: str
    person: str
    at: datetime
    day: date
    value: float | None = None
    confidence: float | None = None
    note: str = ""


class Asking(Struct, frozen=True, kw_only=True):
    """All that is needed to ask: `answers` are those of the last weeks."""

    settings: CheckInSettings = CheckInSettings()
    asked: Asked = Asked()
    answers: tuple[Answer, ...] = ()


class Moment(Struct, frozen=True):
    """The last time that an owner was to be asked, in the owner's zone, and when a reminder comes."""

    at: datetime
    reminder: datetime

    @property
    def week(self) -> str:
        return iso_week(self.at.date())


def moment(settings: CheckInSettings, now: datetime, zone: ZoneInfo) -> Moment:
    last = settings.weekly.last(now, zone)
    return Moment(last, reminder(settings, last.date(), zone))


def reminder(settings: CheckInSettings, asked: date, zone: ZoneInfo) -> datetime:
    """When somebody who was asked on that day, and has not answered, is reminded."""
    return at(working_days_on(asked, settings.reminder_working_days), settings.weekly.clock, zone)


def answer_to(goal: str, week: str, answers: Iterable[Answer], zone: ZoneInfo) -> Answer | None:
    """The newest check-in by which the question of this week is answered: said on one of its days in that zone, or later."""
    first = monday_of(week)
    about = [each for each in answers if (each.kind, each.goal) == ("check-in", goal)]
    return max((each for each in about if local_day(each.at, zone) >= first), key=lambda each: each.at, default=None)


def local_day(now: datetime, zone: ZoneInfo) -> date:
    return now.astimezone(zone).date()


def day_of(now: datetime, zone: ZoneInfo) -> date:
    """By which an answer is dated: that of the zone, but none that has not begun in UTC, by which the hub counts days; it would
    not count yet."""
    return min(local_day(now, zone), now.astimezone(UTC).date())


class Proposed(Struct, frozen=True):
    """A check-in as a button proposes it. Written as `KR-1 2026-W47 42 7`, with `-` for what is not said."""

    goal: str
    week: str
    value: float | None = None
    confidence: float | None = None

    def __str__(self) -> str:
        return " ".join((self.goal, self.week, *("-" if each is None else number(each) for each in self._numbers)))

    @property
    def _numbers(self) -> tuple[float | None, float | None]:
        return self.value, self.confidence


def proposed(written: str) -> Proposed:
    """ValueError for what no button of ours says."""
    goal, week, *numbers = written.rsplit(" ", 3)
    monday_of(week)
    value, confidence = (None if each == "-" else float(each) for each in numbers)
    return Proposed(goal, week, value, confidence)


def read_value(said: str, measure: str | None) -> float | None:
    """The value that somebody typed: `42`, `42.5`, `85 %` (which is 0.85), of a milestone yes or no. None for nothing.
    ValueError says what would do."""
    plain = said.strip().casefold()
    if not plain:
        return None
    if measure == "milestone":
        if plain not in DONE | OPEN:
            raise ValueError(f"“{said.strip()}” does not say whether it is done; write yes or no")
        return float(plain in DONE)
    try:
        found = float(plain.removesuffix("%").replace(" ", "")) / (100 if plain.endswith("%") else 1)
    except ValueError:
        found = float("nan")
    if not abs(found) < float("inf") or "_" in plain:
        raise ValueError(f"“{said.strip()}” is no number; write it as 1200 or 42.5")
    return round(found, 12)


def read_confidence(said: str) -> float | None:
    """0-10, also written as `7/10`. ValueError says what would do."""
    plain = said.strip().removesuffix("/10").strip()
    if not plain:
        return None
    try:
        found = float(plain)
    except ValueError:
        found = -1.0
    if not 0 <= found <= MOST_CONFIDENT:
        raise ValueError(f"“{said.strip()}” is no confidence; write a number from 0 (none) to 10 (sure)")
    return round(found, 1)


def number(value: float) -> str:
    """As people write it: `42`, `0.85`, `1200000`."""
    whole = round(float(value), 10)
    return f"{whole:.0f}" if whole.is_integer() and abs(whole) < 1e15 else f"{whole:.12g}"


def worded(value: float, measure: str | None) -> str:
    if measure == "milestone":
        return "done" if value >= 1 else "not done"
    return number(value)


def proposal(asked: KeyResult, week: str) -> Proposed:
    """What stands, as an answer. A value that a query counts is not said again; a milestone that nobody spoke of is not
    done."""
    known = 0.0 if asked.measure == "milestone" and asked.value is None else asked.value
    return Proposed(asked.goal, week, None if asked.counted else known, asked.confidence)
