"""How a goal stands: what its owner says of it (declared), and what the tools show (observed), kept apart. Pure.

Declared words have a meaning only where there can be no doubt; others are shown as they are, and never guessed. Observed, in
this order:

- *at rest*: over, not begun yet, or an initiative in which nothing is under way;
- an initiative: *off track* when nobody touched it for `OFF_TRACK_DAYS`, *behind* from `BEHIND_DAYS` on, else *on track*;
- any other goal, by its pace (`core.rollup`): *on track* from 1 on, or when the target is reached, *behind* from `BEHIND_RATIO`
  on, *off track* below;
- *unknown*: nothing of that can be said.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from core.facts import GoalFact
from core.measure import MET
from core.rollup import Rolled

Health = Literal["on track", "behind", "off track", "at rest", "unknown"]
BEHIND_RATIO = 0.9  # of the expected progress, as D8 has it
BEHIND_DAYS, OFF_TRACK_DAYS = 14, 28  # without activity, as D2 has it
ROUNDING = 1e-9  # of a pace that is the mean of several

_WORDS: Mapping[str, Health] = {
    **dict.fromkeys(
        ("green", "🟢", "on track", "ontrack", "on schedule", "on pace", "good", "healthy", "ok"), "on track"
    ),
    **dict.fromkeys(("ahead", "ahead of plan", "ahead of schedule"), "on track"),
    **dict.fromkeys(("amber", "yellow", "orange", "🟡", "🟠", "at risk", "some risk", "needs attention"), "behind"),
    **dict.fromkeys(("behind", "slightly behind", "slightly off track", "behind schedule"), "behind"),
    **dict.fromkeys(("red", "🔴", "off track", "offtrack", "blocked", "critical", "high risk", "failing"), "off track"),
    **dict.fromkeys(("late", "delayed", "missed"), "off track"),
    **dict.fromkeys(
        ("not started", "planned", "on hold", "paused", "postponed", "deferred", "parked", "draft"), "at rest"
    ),
    **dict.fromkeys((*MET, "abandoned", "cancelled", "canceled", "dropped", "superseded", "replaced"), "at rest"),
}


class Observed(Struct, frozen=True):
    """`why` in plain words."""

    health: Health
    why: str


def declared(words: str) -> Health:
    """What a status means, by all of it or by what stands before a dash, colon, comma or bracket; unknown for other words."""
    whole = _plain(words)
    first = _plain(re.split(r"\s[-–—]\s|[:;,(]", words, maxsplit=1)[0])
    return _WORDS.get(whole) or _WORDS.get(first) or "unknown"


def observed(fact: GoalFact, rolled: Rolled, at: datetime) -> Observed:
    """Of a goal, by its own roll-up at the same moment."""
    begins = fact.goal.effective_from
    if fact.ended:
        return Observed("at rest", f"over since {fact.ended}")
    if begins and begins > at.date():
        return Observed("at rest", f"begins on {begins}")
    return _by_activity(fact, at) if fact.goal.level == "initiative" else _by_pace(rolled)


def _by_activity(fact: GoalFact, at: datetime) -> Observed:
    last = fact.last_activity
    if not fact.doing:
        return Observed("at rest", "nothing is under way")
    if last is None:
        return Observed("unknown", "no activity is known")
    if at - last < timedelta(days=BEHIND_DAYS):
        return Observed("on track", "people work on it")
    health: Health = "behind" if at - last < timedelta(days=OFF_TRACK_DAYS) else "off track"
    return Observed(health, f"nobody touched it since {last:%Y-%m-%d}")


def _by_pace(rolled: Rolled) -> Observed:
    if rolled.basis == "own" and rolled.progress == 1:
        return Observed("on track", "the target is reached")
    if rolled.pace is None:
        return Observed("unknown", "no pace is known")
    why = f"{rolled.pace:.2f} of the progress expected" + (" below it" if rolled.basis == "below" else "")
    if rolled.pace >= 1 - ROUNDING:
        return Observed("on track", why)
    return Observed("behind" if rolled.pace >= BEHIND_RATIO - ROUNDING else "off track", why)


def _plain(words: str) -> str:
    return " ".join(re.sub(r"[-_.!]+", " ", words.casefold()).split())
