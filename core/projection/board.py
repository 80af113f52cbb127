"""What stands in channels, looked at as what was told: to whom, on which day, of which findings."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property

from msgspec import Struct

from core.delivery import is_quiet
from core.findings import Finding
from core.handling import Voice
from core.plan import Standing, Target
from core.projection.known import Known
from core.projection.topics import Audience, telling, tellings
from core.times import midnight
from core.workdays import working_days

WEEK = timedelta(weeks=1)


class Message(Struct, frozen=True):
    """What a message tells of, in the order of the findings. `note` is how it stands, None when it is new."""

    audience: Audience
    target: Target
    findings: tuple[Finding, ...]
    note: Standing | None = None

    @property
    def told(self) -> tuple[str, ...]:
        """Fingerprints of all that it has ever told of."""
        before = self.note.findings if self.note else ()
        return tuple(sorted({*before, *(each.fingerprint for each in self.findings)}))


class Board(Struct, frozen=True, dict=True):
    """All that must be known of earlier messages stands in the messages themselves."""

    known: Known

    @cached_property
    def today(self) -> date:
        return self.known.now.astimezone(self.known.zone("")).date()

    @cached_property
    def days(self) -> Mapping[Audience, Sequence[date]]:
        """On which days each audience was told something, the newest last."""
        return tellings({*self.known.standing, *self.known.tried})

    @cached_property
    def stormed(self) -> frozenset[str]:
        """Findings that a storm has told together lately."""
        days = {audience: each for audience, each in self.days.items() if audience.kind == "storm"}
        targets = [audience.target(day) for audience, each in days.items() for day in each if self.storm_lasts(day)]
        return frozenset(each for target in targets if (note := self.note(target)) for each in note.findings)

    @cached_property
    def voices(self) -> Mapping[str, Voice]:
        return {finding.fingerprint: voice for finding, voice in self.known.told}

    @cached_property
    def _told(self) -> Mapping[tuple[str, str, str, str], Sequence[tuple[date, Target]]]:
        """What stands because of each finding for each reader of a channel, but for storms, which tell nobody in person."""
        found = defaultdict(list)
        for target, note in self.known.standing.items():
            if (each := telling(target)) and each.audience.kind in ("now", "digest"):
                for finding in note.findings:
                    found[finding, *_place(each.audience)].append((each.day, target))
        return found

    def note(self, target: Target) -> Standing | None:
        return self.known.standing.get(target)

    def last(self, audience: Audience) -> date | None:
        """The newest day on which it was told something."""
        return next(reversed(self.days.get(audience, ())), None)

    def is_recent(self, day: date, on: date | None = None) -> bool:
        """Whether what was told on that day is not to be told again yet."""
        return ((on or self.today) - day).days < self.known.routing.alerts.repeat_days

    def storm_lasts(self, day: date) -> bool:
        """A week longer than else, so that a digest comes before what it told is urgent again."""
        return self.is_recent(day + WEEK)

    def is_awake(self, audience: Audience) -> bool:
        return not is_quiet(self.known.now, self.known.zone(audience.reader), self.known.routing.alerts)

    def speaks(self, finding: Finding) -> bool:
        """Whether something urgent may be told of it."""
        return self.voices[finding.fingerprint] == "speaks" and finding.fingerprint not in self.stormed

    def calls(self, finding: Finding) -> bool:
        """Whether somebody should be told anew: nobody has said yet that they know."""
        return self.voices[finding.fingerprint] == "speaks" and self.known.decision(finding) is None

    def told_lately(self, finding: Finding, target: Target, audience: Audience, on: date) -> bool:
        """Whether another message in this channel told the same reader of it."""
        told = self._told.get((finding.fingerprint, *_place(audience)), ())
        return any(other != target and self.is_recent(day, on) for day, other in told)

    def waited(self, finding: Finding, audience: Audience) -> int:
        """Working days since somebody was told of it, and since the last decision about it ended; 0 where nobody was told."""
        told = self._told.get((finding.fingerprint, *_place(audience)), ())
        days = [
            max(day, self.known.added.get((target, finding.fingerprint), day))
            for day, target in told
            if (each := telling(target)) and each.audience == audience
        ]
        if not days:
            return 0
        opened = finding.opened_at or finding.first_seen
        decided = self.known.handled.get(finding.fingerprint)
        ended = [min(decided.until or decided.at, self.known.now)] if decided else []
        return working_days(max(opened, midnight(min(days)), *ended), self.known.now)


def _place(audience: Audience) -> tuple[str, str, str]:
    return audience.tool, audience.channel, audience.reader
