"""What texts are made from: findings with what people decided about them, goals, people, and what stands already."""

from collections.abc import Callable, Iterable, Mapping, Set
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from core.checkins import Asking
from core.delivery import Alerts, zone_of
from core.detectors import BY_ID, Detectors
from core.disputes import OpenDispute
from core.figures import Figures
from core.findings import Finding, Observation
from core.handling import Handling, Silence, Voice, in_force, review_due, voice
from core.links import Choice
from core.overview import Overview
from core.plan import Aside, Standing, Target, Verb
from core.records import Goal
from core.returns import Return
from core.routes import Delivery, Route, deliveries
from core.stages import remark
from core.wording import faceless


class Routing(Struct, frozen=True):
    """Which tool can do what, and which channel is told what. `default_channel` is for all without one of their own; without
    any nobody is told. Findings of detectors that are not among these are of none that is installed any more, and
    nothing stands because of them. `pages` are where the dashboard should stand."""

    verbs: Mapping[str, Set[Verb]]
    default_channel: str | None = None
    team_channels: Mapping[str, str] = {}
    detectors: Detectors = BY_ID
    pages: tuple[Target, ...] = ()
    page_title: str = "Alignment dashboard"
    routes: tuple[Route, ...] = ()
    alerts: Alerts = Alerts()

    def home(self, team: str | None) -> str | None:
        """The channel of a team, or that for all."""
        return self.team_channels.get(team or "", self.default_channel)

    def can(self, tool: str, verb: Verb) -> bool:
        return verb in self.verbs.get(tool, ())


class Reader(Struct, frozen=True):
    """A person (by e-mail) to whom something is told: `zone` is an IANA name, empty where nobody knows it. In `tools` a message
    can call them; they have `left` those in which all their accounts are closed."""

    email: str
    name: str = ""
    team: str | None = None
    zone: str = ""
    tools: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()


class Known(Struct, frozen=True, kw_only=True, dict=True):
    """`findings` are open. `handled` is the newest decision about each (by fingerprint), in force or not; `silences` are those
    that have not ended. `readers` by e-mail. `overview` is that of the last evaluation, and so are `figures` (by goal).
    `disputes` are those that nobody has settled, `asking` is what owners are asked and answered. `aside` are texts that are not
    written again by themselves, or are still to be. `owners` (persons, or handles) are those of goals, by key. `tried` are
    targets at which the hub ever wrote, or meant to. `added` is when each message first told of a finding (by fingerprint), as
    far as it was lately. `chosen` is what people said by hand of
    items (by fingerprint) that were found to serve no goal, until an evaluation has looked at that. `returned` are tools that
    are read again."""

    now: datetime
    findings: tuple[Finding, ...]
    goals: Mapping[str, Goal]
    routing: Routing
    handled: Mapping[str, Handling] = {}
    silences: tuple[Silence, ...] = ()
    readers: Mapping[str, Reader] = {}
    overview: Overview | None = None
    figures: Mapping[str, Figures] = {}
    standing: Mapping[Target, Standing] = {}
    disputes: tuple[OpenDispute, ...] = ()
    asking: Asking | None = None
    aside: Mapping[Target, Aside] = {}
    owners: Mapping[str, tuple[str, ...]] = {}
    tried: Set[Target] = frozenset()
    added: Mapping[tuple[Target, str], date] = {}
    chosen: Mapping[str, Choice] = {}
    returned: tuple[Return, ...] = ()

    @cached_property
    def told(self) -> tuple[tuple[Finding, Voice], ...]:
        """Findings of which tools may say something, each with its voice: none of severity info, and none that is exempt."""
        ordered = sorted(self.findings, key=lambda each: (each.observation.detector, each.observation.subject))
        heard = [(each, self.voice(each)) for each in ordered if self._is_told(each)]
        return tuple((each, voice) for each, voice in heard if voice != "leaves")

    def voice(self, finding: Finding) -> Voice:
        heard = voice(finding, self.handled.get(finding.fingerprint), self.silences, self.now)
        return "keeps" if heard == "speaks" and finding.fingerprint in self.chosen else heard

    def remark(self, finding: Finding) -> str:
        """What people decided about it, in words; empty where nobody did."""
        handled, chosen = self.handled.get(finding.fingerprint), self.chosen.get(finding.fingerprint)
        said = remark(finding, handled and replace(handled, actor=self.called(handled.actor)), self.now)
        if said or chosen is None:
            return said
        to = f"linked to {' and '.join(key for key, _ in chosen.shares)}" if chosen.shares else "said to need no goal"
        return f"{to} by {self.called(chosen.actor)}, checked at the next evaluation"

    def reminder(self, finding: Finding) -> str:
        """Of an exemption whose day has come: that somebody should look at it again. Else nothing."""
        due = review_due(self.handled.get(finding.fingerprint), finding, self.now)
        return self.remark(finding) if due else ""

    def called(self, person: str) -> str:
        """A person (e-mail, or login) by name, as it may stand where many read: never by address."""
        reader = self.readers.get(person)
        return (reader.name if reader else "") or ("somebody" if "@" in person else person)

    def calls(self, tool: str, person: str) -> bool:
        """Whether a message of the tool can call a person (e-mail), and so says their name already."""
        reader = self.readers.get(person)
        return reader is not None and tool in reader.tools

    def faceless(self, text: str) -> str:
        """With names of persons in place of their addresses."""
        return faceless(text, self.called)

    def decision(self, finding: Finding) -> Handling | None:
        """What somebody decided about it, as long as that holds."""
        return in_force(self.handled.get(finding.fingerprint), finding, self.now)

    def deliveries(self, finding: Finding) -> tuple[Delivery, ...]:
        routing = self.routing
        return deliveries(finding, routing.routes, self.goals, routing.home(finding.observation.team))

    def zone(self, reader: str) -> ZoneInfo:
        """Where a person (e-mail) lives; everybody's zone for a team, and for whom nobody knows it."""
        found = self.readers.get(reader)
        return zone_of(found.zone if found else "", self.routing.alerts)

    def stands(self, finding: Finding, target: Target) -> bool:
        """Whether something stands at the target because of this finding."""
        return finding.fingerprint in self._because.get(target, ())

    @cached_property
    def _because(self) -> Mapping[Target, Set[str]]:
        return {target: frozenset(note.findings) for target, note in self.standing.items()}

    def name_of(self, seen: Observation) -> str:
        """Who owns what is seen, as it may stand where many read: a person's name, else the team; empty where neither is
        known. Never an address."""
        reader = self.readers.get(seen.owner or "")
        return (reader.name if reader else "") or (f"team {seen.team}" if seen.team else "")

    def _is_told(self, finding: Finding) -> bool:
        return finding.observation.severity != "info" and finding.observation.detector in self.routing.detectors


Targets = Callable[[Known, Observation], Iterable[Target]]


def grouped(known: Known, targets: Targets) -> dict[Target, list[Finding]]:
    """Findings by target. Of one that keeps quiet what stands stays, and nothing else is written: so a parent that comes and
    goes, or a snooze, writes no note twice."""
    groups: dict[Target, list[Finding]] = {}
    for finding, heard in known.told:
        for target in targets(known, finding.observation):
            if heard == "speaks" or known.stands(finding, target):
                groups.setdefault(target, []).append(finding)
    return groups
