"""Where one cause shows in several findings, the one nearest the cause speaks, and those that follow from it are silent.

A silent finding is open like any other: it is listed, counted and kept up to date. What was written of it before stays; nothing
new is. When the finding that silences it resolves, it speaks. Findings stand open until two evaluations in a row do not
see their drift any more, so nothing speaks because a parent was away once.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from core.chain import ancestors
from core.findings import SEVERITIES, Finding, SubjectKind
from core.reconcile import FindingChange
from core.records import Goal

Place = Literal["at the same goal", "below it"]


class Inhibition(Struct, frozen=True):
    """A finding of one of the detectors `parents` about a goal silences those of `silenced` about things of `kind` at that
    place, unless they are worse than itself."""

    parents: tuple[str, ...]
    silenced: tuple[str, ...]
    kind: SubjectKind
    place: Place
    why: str


INHIBITIONS = (
    Inhibition(
        ("D2", "D3"), ("D2", "D3"), "goal", "at the same goal", "it is told once that an initiative stands still"
    ),
    Inhibition(("D2",), ("D2", "D3"), "goal", "below it", "so it is of those that it consists of"),
    Inhibition(
        ("D2", "D3"),
        ("D1", "D10", "D12", "D14", "D17"),
        "item",
        "below it",
        "while nobody moves an initiative, what is wrong with its items comes second",
    ),
    Inhibition(("D4",), ("D5",), "goal", "at the same goal", "a starved objective has a gap to its target as well"),
)

Rank = tuple[int, int, int, str]
Spot = tuple[str, str]
"""A detector, and the key of a goal of which it tells."""
_PARENTS = frozenset(parent for each in INHIBITIONS for parent in each.parents)
_OF: Mapping[tuple[str, SubjectKind], list[Inhibition]] = defaultdict(list)
for _each in INHIBITIONS:
    for _detector in _each.silenced:
        _OF[_detector, _each.kind].append(_each)


def parents(findings: Collection[Finding], goals: Mapping[str, Goal]) -> dict[str, str]:
    """For each finding that is silenced, the one that silences it, by fingerprint. `findings` are all that are open.

    One of severity info silences nothing, for it is not told itself; nor does one that is silenced. Of several, the worst
    silences, and of those the one highest up.
    """
    able = {_spot(each): each for each in findings if _silences(each)}
    ways: dict[str, list[str]] = {}
    above: dict[str, list[Spot]] = {}
    for finding in findings if able else ():
        above[finding.fingerprint] = [spot for spot in _spots(finding, goals, ways) if spot in able]
    touched = [each for each in findings if _silences(each) or above.get(each.fingerprint)]
    speaking: dict[Spot, str] = {}
    found: dict[str, str] = {}
    for finding in sorted(touched, key=lambda each: _rank(each, ways)):
        parent = next((speaking[spot] for spot in above[finding.fingerprint] if spot in speaking), None)
        if parent:
            found[finding.fingerprint] = parent
        elif _silences(finding):
            speaking[_spot(finding)] = finding.fingerprint
    return found


def _silences(finding: Finding) -> bool:
    seen = finding.observation
    return seen.detector in _PARENTS and seen.subject.kind == "goal" and seen.severity != "info"


def _spot(finding: Finding) -> Spot:
    return finding.observation.detector, finding.observation.subject.key


def _rank(finding: Finding, ways: Mapping[str, list[str]]) -> Rank:
    """What may silence others comes before them: worse ones first, higher ones first, and of one goal by the order of ids."""
    seen = finding.observation
    return (
        SEVERITIES.index(seen.severity),
        len(ways.get(_goal(finding), ())) + (seen.subject.kind == "item"),
        int(seen.detector[1:]) if seen.detector[1:].isdecimal() else 0,
        finding.fingerprint,
    )


def _spots(finding: Finding, goals: Mapping[str, Goal], ways: dict[str, list[str]]) -> Iterator[Spot]:
    """Where a finding would silence this one, the highest goal first. `ways` keeps the goals above each."""
    seen, key = finding.observation, _goal(finding)
    for each in _OF.get((seen.detector, seen.subject.kind), ()):
        if key not in ways:
            ways[key] = [goal.key for goal in ancestors(key, goals)]
        way = ways[key]
        if seen.subject.kind == "goal":
            way = way[:1] if each.place == "at the same goal" else way[1:]
        yield from ((parent, key) for key in reversed(way) for parent in each.parents)


def _goal(finding: Finding) -> str:
    seen = finding.observation
    return seen.subject.key if seen.subject.kind == "goal" else seen.goal or ""


def silence(
    known: Mapping[str, Finding], changes: Iterable[FindingChange], goals: Mapping[str, Goal]
) -> Iterator[FindingChange]:
    """The changes of an evaluation, with those that follow: which findings are silent from now on, and which speak."""
    changed = {change.finding.fingerprint: change for change in changes}
    after = {**known, **{fingerprint: change.finding for fingerprint, change in changed.items()}}
    silent = parents([each for each in after.values() if not each.resolved_at], goals)
    for fingerprint, finding in after.items():
        parent, change = silent.get(fingerprint), changed.get(fingerprint)
        told = finding if parent == finding.parent else replace(finding, parent=parent)
        if change:
            yield replace(change, finding=told)
        elif told is not finding:
            by = after[parent].observation if parent else None
            why = f"{by.detector} is told of {by.subject.key}" if by else "what silenced it is gone"
            yield FindingChange("silenced" if by else "unsilenced", why, told)
