"""Periods of goals that have ended, told from the versions that the hub has seen: whose, and as what they stood then. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from msgspec import Struct

from core.chain import ancestors
from core.records import Goal
from core.times import midnight

GRACE_DAYS = 7  # after the last day, in which final values are still written down
EXTENDED_DAYS = 28  # before the last day: whoever still had it then and moved it carried the goal over
OLDEST_DAYS = 400  # of a last day that is looked at
ENDED = ("strategy", "objective", "key_result", "kpi")  # levels whose periods are graded


class Version(Struct, frozen=True):
    """A goal as it stood from `since` until `until` (None: now)."""

    goal: Goal
    since: datetime
    until: datetime | None = None


class Ended(Struct, frozen=True, kw_only=True):
    """All goals as they stood at `moment`, which is the end of the days of grace after the last day `end`, or now where these
    still run. `over` are those whose period ended then, `extended` those of which it was moved to a later day shortly before.
    Goals in `late` were first seen afterwards, and stand as they were first seen."""

    end: date
    moment: datetime
    goals: Mapping[str, Goal]
    over: frozenset[str]
    extended: frozenset[str] = frozenset()
    late: frozenset[str] = frozenset()


def ended_periods(versions: Iterable[Version], now: datetime) -> Iterator[Ended]:
    """One for each last day that has passed, the newest first."""
    by_key: dict[str, list[Version]] = defaultdict(list)
    for version in sorted(versions, key=lambda each: each.since):
        by_key[version.goal.key].append(version)
    days = {each.goal.effective_to for known in by_key.values() for each in known}
    oldest = now.date() - timedelta(days=OLDEST_DAYS)
    for end in sorted((day for day in days if day and oldest <= day < now.date()), reverse=True):
        yield _ended(end, by_key, now)


def _ended(end: date, by_key: Mapping[str, Sequence[Version]], now: datetime) -> Ended:
    moment = min(datetime.combine(end + timedelta(days=GRACE_DAYS), time.max, UTC), now)
    standing = {key: found.goal for key, known in by_key.items() if (found := _at(known, moment))}
    late = {key: known[0].goal for key, known in by_key.items() if known[0].since > moment}
    goals = standing | {key: goal for key, goal in late.items() if goal.effective_to == end}
    extended = {key for key in standing if _was_extended(by_key[key], standing[key], end)}
    over = {key for key, goal in goals.items() if goal.level in ENDED and _end(key, goals) == end}
    return Ended(
        end=end,
        moment=moment,
        goals=goals,
        over=frozenset(over),
        extended=frozenset(extended),
        late=frozenset(goals.keys() - standing.keys()),
    )


def _at(known: Sequence[Version], moment: datetime) -> Version | None:
    return next((each for each in known if each.since <= moment and (each.until is None or each.until > moment)), None)


def _end(key: str, goals: Mapping[str, Goal]) -> date | None:
    """Its own last day, else that of the nearest goal above it which has one."""
    return next((goal.effective_to for goal in ancestors(key, goals) if goal.effective_to), None)


def _was_extended(known: Sequence[Version], standing: Goal, end: date) -> bool:
    if standing.level not in ENDED or standing.effective_to is None or standing.effective_to <= end:
        return False
    from_day = midnight(end - timedelta(days=EXTENDED_DAYS))
    return any(
        each.goal.effective_to == end
        and each.goal.effective_from == standing.effective_from
        and (each.until is None or each.until > from_day)
        for each in known
    )
