"""What stands beside the work itself: labels and one comment on items, a remote link on initiatives that are items, and a cell
beside goals of a sheet."""

from collections.abc import Iterator

from msgspec.structs import replace

from core import wording
from core.figures import texts
from core.findings import Observation
from core.plan import Target, Verb, Wanted
from core.projection.dashboard import address
from core.projection.known import Known, grouped


def notes(known: Known) -> Iterator[Wanted]:
    for target, group in grouped(known, _on_items).items():
        fingerprints = tuple(finding.fingerprint for finding in group)
        first = group[0].observation
        if target.verb == "label":
            yield Wanted(target, target.topic, "", fingerprints)
        elif target.verb == "link":
            objective = known.goals.get(first.goal or "")
            title = known.faceless(wording.link_title(group, known.routing.detectors))[: wording.LINK_TITLE]
            yield Wanted(target, title, (objective and objective.url) or first.url, fingerprints)
        else:
            reminders = list(filter(None, map(known.reminder, group)))
            body = known.faceless(wording.comment(group, known.routing.detectors, known.name_of(first), reminders))
            yield Wanted(target, body, _leading(known, target, body), fingerprints)


def _leading(known: Known, target: Target, body: str) -> str:
    """The address of the dashboard. It alone is no reason to write a comment again."""
    stands = known.standing.get(target)
    return stands.url if stands and stands.body == body else address(known)


def cells(known: Known) -> Iterator[Wanted]:
    """Where findings are told, and the dashboard stands, its address too."""
    for target, group in grouped(known, _beside_goals).items():
        fingerprints = tuple(finding.fingerprint for finding in group)
        yield Wanted(target, known.faceless(wording.cell(group)), "", fingerprints)
        if where := address(known):
            yield Wanted(replace(target, topic="link"), where, "", fingerprints)


def figures(known: Known) -> Iterator[Wanted]:
    """Beside each goal of a sheet its figures."""
    for key, seen in known.figures.items():
        goal = known.goals.get(key)
        if goal and not goal.item and known.routing.can(goal.source, "cells"):
            for column, said in texts(seen).items():
                yield Wanted(Target(goal.source, "cells", key, column), said)


def _on_items(known: Known, seen: Observation) -> Iterator[Target]:
    if seen.subject.kind == "item":
        tool, _, key = seen.subject.key.partition(":")
        yield from _on_item(known, tool, key, seen, prefer="comment")
    goal = known.goals.get(seen.subject.key) if seen.subject.kind == "goal" else None
    if goal and goal.item:
        yield from _on_item(known, goal.source, goal.item, seen, prefer="link")


def _on_item(known: Known, tool: str, key: str, seen: Observation, prefer: Verb) -> Iterator[Target]:
    routing = known.routing
    if routing.can(tool, "label"):
        yield Target(tool, "label", key, routing.detectors[seen.detector].label)
    verb = prefer if routing.can(tool, prefer) else "comment"
    if routing.can(tool, verb):
        yield Target(tool, verb, key)


def _beside_goals(known: Known, seen: Observation) -> Iterator[Target]:
    goal = known.goals.get(seen.subject.key) if seen.subject.kind == "goal" else None
    if goal and not goal.item and known.routing.can(goal.source, "cells"):
        yield Target(goal.source, "cells", goal.key, "findings")
