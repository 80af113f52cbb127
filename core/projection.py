"""From open findings to what should stand in the tools because of them; findings of severity info stay in the hub."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from types import MappingProxyType

from msgspec import Struct

from core import wording
from core.detectors import BY_ID, Detectors
from core.findings import Finding, Observation
from core.plan import Target, Verb, Wanted
from core.records import Goal

Groups = dict[Target, list[Finding]]


class Routing(Struct, frozen=True):
    """Which tool can do what, and which channel is told. No channel: nobody is. Findings of detectors that are not among these
    are of none that is installed any more, and nothing stands because of them."""

    verbs: Mapping[str, Set[Verb]]
    default_channel: str | None = None
    team_channels: Mapping[str, str] = {}
    detectors: Detectors = BY_ID


def project(
    findings: Iterable[Finding],
    goals: Mapping[str, Goal],
    routing: Routing,
    told: Mapping[Target, Collection[str]] = MappingProxyType({}),
) -> list[Wanted]:
    """Labels and one comment on items, a remote link on initiatives that are items, a cell beside goals of a sheet, and
    one message for each owner and goal.

    `told` are the findings (fingerprints) of which something stands at a target. Of one that is silenced what stands stays, and
    nothing else is written: so a parent that comes and goes writes no note twice.
    """
    groups: Groups = defaultdict(list)
    for finding in sorted(findings, key=lambda f: (f.observation.detector, f.observation.subject)):
        if finding.observation.severity != "info" and finding.observation.detector in routing.detectors:
            for target in _targets(finding.observation, goals, routing):
                if not finding.parent or finding.fingerprint in told.get(target, ()):
                    groups[target].append(finding)
    return [_wanted(target, group, goals, routing.detectors) for target, group in groups.items()]


def _targets(seen: Observation, goals: Mapping[str, Goal], routing: Routing) -> Iterator[Target]:
    if seen.subject.kind == "item":
        tool, _, key = seen.subject.key.partition(":")
        yield from _on_item(tool, key, seen, routing, prefer="comment")
    goal = goals.get(seen.subject.key) if seen.subject.kind == "goal" else None
    if goal and goal.item:
        yield from _on_item(goal.source, goal.item, seen, routing, prefer="link")
    elif goal and _can(goal.source, "cells", routing):
        yield Target(goal.source, "cells", goal.key)
    channel = routing.team_channels.get(seen.team or "", routing.default_channel)
    for tool in routing.verbs:
        if channel and _can(tool, "message", routing):
            yield Target(tool, "message", channel, f"{_reader(seen)}|{seen.goal or ''}")


def addressee(target: Target) -> str:
    """The person (e-mail) that a message is for; a team or nobody are no person of that name."""
    return target.topic.partition("|")[0]


def _reader(seen: Observation) -> str:
    return seen.owner or (f"team {seen.team}" if seen.team else "")


def _on_item(tool: str, key: str, seen: Observation, routing: Routing, prefer: Verb) -> Iterator[Target]:
    if _can(tool, "label", routing):
        yield Target(tool, "label", key, routing.detectors[seen.detector].label)
    verb = prefer if _can(tool, prefer, routing) else "comment"
    if _can(tool, verb, routing):
        yield Target(tool, verb, key)


def _can(tool: str, verb: Verb, routing: Routing) -> bool:
    return verb in routing.verbs.get(tool, ())


def _wanted(target: Target, group: list[Finding], goals: Mapping[str, Goal], detectors: Detectors) -> Wanted:
    fingerprints = tuple(finding.fingerprint for finding in group)
    first = group[0].observation
    if target.verb == "label":
        return Wanted(target, target.topic, "", fingerprints)
    if target.verb == "link":
        objective = goals.get(first.goal or "")
        return Wanted(target, wording.link_title(group), (objective and objective.url) or first.url, fingerprints)
    if target.verb == "cells":
        return Wanted(target, wording.cell(group), "", fingerprints)
    if target.verb == "message":
        goal = goals.get(first.goal or "")
        title = f"{goal.key} {goal.title}" if goal else ""
        return Wanted(target, wording.message(group, first.owner, title, detectors), "", fingerprints)
    return Wanted(target, wording.comment(group, detectors), "", fingerprints)
