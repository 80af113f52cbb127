"""To which channels a finding is told, and how soon: the first route that matches decides. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Literal

from msgspec import Struct

from core.chain import ancestors
from core.findings import Finding, Severity
from core.handling import MATCHED, matches
from core.records import Goal

Urgency = Literal["now", "digest", "never"]
TOLD: tuple[Severity, ...] = ("critical", "warning")
"""Severities of which anybody is told."""


class Route(Struct, frozen=True, forbid_unknown_fields=True, rename={"goes_on": "continue"}):
    """Findings that match all that is given, by globs in any case of letters (empty: it has none); of a goal also what is below
    it. What is not said of `channel` and `urgency` is as without routes. A route that `continue`s lets the next ones, and in
    the end what holds without routes, tell others too.
    """

    goal: str | None = None
    owner: str | None = None
    team: str | None = None
    severity: str | None = None
    detector: str | None = None
    subject: str | None = None
    channel: str | None = None
    urgency: Urgency | None = None
    mention: bool = True
    goes_on: bool = False

    def __post_init__(self) -> None:
        """ValueError names the key, and says what would do."""
        if self.channel is not None and not self.channel.strip("# "):
            raise ValueError('channel: write the name of one, such as "#payments", or leave the key out')
        if self.severity is not None and not any(fnmatchcase(each, self.severity.casefold()) for each in TOLD):
            raise ValueError(f'severity: "{self.severity}" matches nothing that is told: {" or ".join(TOLD)}')

    @property
    def matchers(self) -> dict[str, str]:
        given = {name: getattr(self, name) for name in MATCHED}
        return {name: glob for name, glob in given.items() if glob is not None}

    def takes(self, finding: Finding, goals: Mapping[str, Goal]) -> bool:
        others = {name: glob for name, glob in self.matchers.items() if name != "goal"}
        return matches(finding, others) and (self.goal is None or _within(finding, self.goal, goals))


class Delivery(Struct, frozen=True):
    """What is decided about one channel; `route` is the number of the route from 1 on, None: that is so without routes."""

    channel: str
    urgency: Urgency
    mention: bool = True
    route: int | None = None


def deliveries(
    finding: Finding, routes: Sequence[Route], goals: Mapping[str, Goal], home: str | None
) -> tuple[Delivery, ...]:
    """Each channel once, by the first that names it. `home` is the channel of those that name none (None: nobody is told)."""
    found: dict[str, Delivery] = {}
    for number, route in _deciding(finding, routes, goals):
        if channel := route.channel or home:
            urgency = route.urgency or usual(finding.observation.severity)
            found.setdefault(channel, Delivery(channel, urgency, route.mention, number))
    return tuple(found.values())


def usual(severity: Severity) -> Urgency:
    return "now" if severity == "critical" else "digest"


def _deciding(
    finding: Finding, routes: Sequence[Route], goals: Mapping[str, Goal]
) -> Iterator[tuple[int | None, Route]]:
    for number, route in enumerate(routes, 1):
        if route.takes(finding, goals):
            yield number, route
            if not route.goes_on:
                return
    yield None, Route()


def _within(finding: Finding, glob: str, goals: Mapping[str, Goal]) -> bool:
    """Whether it is about a goal of this key, or about something below one."""
    seen = finding.observation
    keys = {seen.goal or "", *((seen.subject.key,) if seen.subject.kind == "goal" else ())}
    above = {goal.key for key in keys for goal in ancestors(key, goals)}
    named = (above | keys) - {""} or {""}
    return any(fnmatchcase(key.casefold(), glob.casefold()) for key in named)
