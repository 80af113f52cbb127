"""Who is asked what in which message, when, and whether they sleep."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeVar
from zoneinfo import ZoneInfo

from msgspec import Struct

from core.asked import KeyResult, Shifted
from core.checkins import Asking, Moment, moment
from core.delivery import is_quiet
from core.findings import Finding, Observation, Subject
from core.plan import Standing, Target
from core.projection.known import Known
from core.projection.topics import addressee
from core.routes import Delivery

CHECK_IN, COMMIT = "check-in", "commit"  # in the topics of messages
REMINDER = "reminder"  # there, after the topic of its question
T = TypeVar("T", KeyResult, Shifted)


class Round(Struct, frozen=True, kw_only=True, dict=True):
    """One owner who is asked with one tool. `places` are the messages that stand, by tool and `about_of` their topic."""

    known: Known
    asking: Asking
    places: Mapping[tuple[str, str], Sequence[Standing]]
    tool: str
    owner: str

    @cached_property
    def zone(self) -> ZoneInfo:
        return self.known.zone(self.owner)

    @cached_property
    def moment(self) -> Moment:
        return moment(self.asking.settings, self.known.now, self.zone)

    @property
    def name(self) -> str:
        reader = self.known.readers.get(self.owner)
        return (reader.name if reader else "") or self.owner.partition("@")[0]

    @property
    def has_left(self) -> bool:
        """Nobody reads there what the owner is asked."""
        reader = self.known.readers.get(self.owner)
        return reader is not None and self.tool in reader.left

    def called(self, target: Target) -> str:
        """The name with which a message begins; none where it calls the person, which says the name already."""
        return "" if addressee(target) and self.known.calls(self.tool, self.owner) else self.name

    @property
    def is_quiet(self) -> bool:
        return is_quiet(self.known.now, self.zone, self.known.routing.alerts)

    def by_message(self, asked: Iterable[T], *topic: str) -> Iterator[tuple[Target, list[T]]]:
        """What is asked in which message: where it was asked already, else in the channel that takes it."""
        about = "|".join((*topic, self.owner))
        found: dict[Target, list[T]] = defaultdict(list)
        for each in asked:
            stood = (note.target for note in self.places.get((self.tool, about), ()) if _tells_of(note, each.goal))
            if target := next(stood, None) or self._new(each.goal, about):
                found[target].append(each)
        yield from found.items()

    def _new(self, goal: str, about: str) -> Target | None:
        told = self._delivery(goal)
        called = self.owner if told and told.mention else ""
        return Target(self.tool, "message", told.channel, f"{called}|{about}") if told else None

    def _delivery(self, goal: str) -> Delivery | None:
        """As routes send a warning about the goal; None where nobody is to be told."""
        reader, now = self.known.readers.get(self.owner), self.known.now
        seen = Observation(
            detector=CHECK_IN,
            subject=Subject("goal", goal),
            severity="warning",
            title="",
            says="",
            since=now,
            owner=self.owner,
            goal=goal,
            team=reader.team if reader else None,
        )
        finding = Finding(fingerprint=seen.fingerprint, observation=seen, first_seen=now, last_seen=now)
        return next((each for each in self.known.deliveries(finding) if each.urgency != "never"), None)


def about_of(topic: str) -> str:
    """What a question is about and whose it is, whether it calls them or not."""
    return topic.partition("|")[2]


def _tells_of(note: Standing, goal: str) -> bool:
    return any(part.title.startswith(f"{goal} ") for part in note.parts)
