"""Which findings are for whom: by routes, and further up when nobody has answered."""

from collections.abc import Iterator

from msgspec.structs import replace

from core.chain import ancestors
from core.findings import Finding, Observation
from core.projection.board import Board
from core.projection.topics import Audience

Groups = dict[Audience, list[Finding]]


def groups(board: Board) -> Groups:
    """Findings by audience, in their order; also those who were told before, with nothing that is for them now."""
    found: Groups = {audience: [] for audience in board.days}
    for finding, _ in board.known.told:
        for audience in dict.fromkeys(_audiences(board, finding)):
            found.setdefault(audience, []).append(finding)
    return found


def reader_of(seen: Observation) -> str:
    """A person, a team, or nobody: then whoever runs the hub."""
    return seen.owner or (f"team {seen.team}" if seen.team else "")


def _audiences(board: Board, finding: Finding) -> Iterator[Audience]:
    seen, routing = finding.observation, board.known.routing
    for tool in (each for each in routing.verbs if routing.can(each, "message")):
        for told in board.known.deliveries(finding):
            first = Audience.of(tool, told.channel, "now", reader_of(seen), seen.goal or "", mention=told.mention)
            if told.urgency == "now":
                yield first
                yield from _further(board, finding, first)
            if told.urgency == "digest" or (told.urgency == "now" and finding.fingerprint in board.stormed):
                yield replace(first, kind="digest", about="")


def _further(board: Board, finding: Finding, first: Audience) -> Iterator[Audience]:
    """Who else is told of what nobody said anything to: the owner of the goal, and then all in the channel of the team."""
    waits = board.known.routing.alerts.escalate_working_days
    waited = 0 if board.known.decision(finding) else board.waited(finding, first)
    if waited >= waits and (owner := _owner_above(board, finding)):
        yield Audience.of(first.tool, first.channel, "escalated", owner, first.about, mention=first.mention)
    if waited >= 2 * waits and (home := board.known.routing.home(finding.observation.team)):
        yield Audience(first.tool, home, "overdue", about=first.about)


def _owner_above(board: Board, finding: Finding) -> str | None:
    """Who owns the goal or, where that is the same person, the next one above it."""
    known, seen = board.known, finding.observation
    keys = [goal.key for goal in ancestors(seen.goal or seen.subject.key, known.goals)]
    owners = (owner for key in keys for owner in known.owners.get(key, ())[:1] if owner != seen.owner)
    return next(owners, None)
