"""The topic of a message says whom it is for and on which day it was told, so that what stands is all there is to know."""

from collections.abc import Iterable
from datetime import date
from typing import Literal, get_args

from msgspec import Struct

from core.plan import Target

Kind = Literal["now", "digest", "escalated", "overdue", "storm"]
"""What cannot wait, what can; what nobody answered (told to who owns the goal, then to all); and very much at once."""


class Audience(Struct, frozen=True, order=True):
    """Whom one kind of message in a channel is for: `reader` is a person (e-mail), `team …`, or empty for all who read there,
    and `about` the goal. Only with `mention` is the person called."""

    tool: str
    channel: str
    kind: Kind
    reader: str = ""
    about: str = ""
    mention: bool = True

    @staticmethod
    def of(tool: str, channel: str, kind: Kind, reader: str, about: str, *, mention: bool) -> "Audience":
        """One that its topic tells again: only a person can be called, and `|` stands between the parts of a topic."""
        return Audience(tool, channel, kind, reader.replace("|", "/"), about, mention or "@" not in reader)

    def target(self, day: date) -> Target:
        """Of the message that is told on this day."""
        called = self.reader if self.mention and "@" in self.reader else ""
        return Target(
            self.tool, "message", self.channel, "|".join((called, self.kind, str(day), self.reader, self.about))
        )


class Telling(Struct, frozen=True, order=True):
    """One message: since when, and to whom."""

    day: date
    audience: Audience


def addressee(target: Target) -> str:
    """The person (e-mail) that a message calls; a team or nobody are no person of that name."""
    return target.topic.partition("|")[0]


def telling(target: Target) -> Telling | None:
    """None for a message of another kind, of which others know."""
    called, said, day, reader, about = (*target.topic.split("|", 4), "", "", "", "")[:5]
    kind: Kind | None = next((each for each in get_args(Kind) if each == said), None)
    if target.verb != "message" or kind is None:
        return None
    audience = Audience.of(target.tool, target.place, kind, reader, about, mention=bool(called))
    try:
        found = Telling(date.fromisoformat(day), audience)
    except ValueError:
        return None
    return found if audience.target(found.day) == target else None


def tellings(targets: Iterable[Target]) -> dict[Audience, list[date]]:
    """The days of each audience, the newest last."""
    days: dict[Audience, set[date]] = {}
    for found in filter(None, map(telling, targets)):
        days.setdefault(found.audience, set()).add(found.day)
    return {audience: sorted(each) for audience, each in days.items()}
