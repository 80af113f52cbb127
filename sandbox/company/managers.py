"""How people in the company take what the app tells them: some answer within hours, some within days, some never.

They know nothing but what stands in Slack, and do nothing there outside their hours of work.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, time, timedelta
from random import Random
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sandbox.company.people import Person, Staff
from sandbox.company.reading import Choice, choices, reader
from sandbox.slack.channel import Message

BEGIN, END, FRIDAY = time(8, 30), time(17, 30), 4
WITHIN_HOURS, WITHIN_DAYS = 0.4, 0.4  # shares of people; the others never press anything
HOURS, DAYS = (0.5, 6.0), (20.0, 96.0)  # in hours
LIKES: Mapping[str, float] = {
    "check-in": 0.7,
    "link-other": 0.5,
    "acknowledge": 0.5,
    "snooze": 0.15,
    "dispute": 0.06,
    "exempt": 0.04,
}
"""How much people are drawn to each thing that they could do; a share of what comes is left alone."""
LEFT_ALONE = 0.2
SNOOZED = (3, 14)  # days


class Wish(NamedTuple):
    """Somebody is going to press this below a message, at `at` or as soon after as they are at work."""

    at: datetime
    person: Person
    channel: str
    ts: str
    choice: Choice


class Managers:
    """Everything follows from the dice. `answered` holds all that somebody was told of and has made up their mind about."""

    def __init__(self, staff: Staff, random: Random) -> None:
        self._staff, self._random = staff, random
        self._delays = {person: self._habit() for person in staff}
        self._wishes: list[Wish] = []
        self._known: set[tuple[str, str]] = set()

    def read(self, channel_id: str, channel: str, messages: Iterable[Message], now: datetime) -> None:
        """What is new there is thought about."""
        for message in messages:
            who = reader(self._staff, channel, message)
            parts: dict[str, list[Choice]] = {}
            for choice in choices(message):
                parts.setdefault(choice.about.partition(" ")[0], []).append(choice)
            for about, offered in parts.items():
                if who and (message["ts"], about) not in self._known:
                    self._known.add((message["ts"], about))
                    self._wishes += self._wish(who, (channel_id, message["ts"]), offered, now)

    def due(self, now: datetime) -> list[Wish]:
        """What is pressed now, and no longer waits."""
        found = [each for each in self._wishes if each.at <= now and is_at_work(each.person, now)]
        self._wishes = [each for each in self._wishes if each not in found]
        return sorted(found, key=lambda each: each.at)

    def fill(self, form: Mapping[str, Any], now: datetime) -> Mapping[str, str]:
        """What is written into a form that came up: a day, a reason, the likeliest goal. Nothing where nothing is asked."""
        asked = {block["block_id"]: block["element"] for block in form["blocks"] if block["type"] == "input"}
        filled = {"reason": "It is being looked after elsewhere"} if "reason" in asked else {}
        if "goal" in asked:
            filled["goal"] = asked["goal"]["options"][0]["value"]
        elif "day" in asked:
            filled["day"] = str((now + timedelta(days=self._random.randint(*SNOOZED))).date())
        return filled

    def _habit(self) -> tuple[float, float] | None:
        """Between how many hours it takes this person to answer; None: they never do."""
        drawn = self._random.random()
        return HOURS if drawn < WITHIN_HOURS else DAYS if drawn < WITHIN_HOURS + WITHIN_DAYS else None

    def _wish(self, who: Person, place: tuple[str, str], offered: Collection[Choice], now: datetime) -> Iterator[Wish]:
        delay, liked = self._delays[who], [each for each in offered if each.act in LIKES]
        if delay is None or not liked or self._random.random() < LEFT_ALONE:
            return
        (choice,) = self._random.choices(liked, [LIKES[each.act] for each in liked])
        yield Wish(now + timedelta(hours=self._random.uniform(*delay)), who, *place, choice)


def is_at_work(person: Person, now: datetime) -> bool:
    local = now.astimezone(ZoneInfo(person.zone))
    return local.weekday() <= FRIDAY and BEGIN <= local.time() < END
