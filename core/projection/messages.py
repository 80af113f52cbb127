"""Which messages stand in channels: a function of what is found and decided, of who is awake, and of what stands already.

What is urgent is one message for each reader and goal, edited in place, and told anew when it still calls after `repeat_days`.
What can wait is one message for each reader and week. A storm is one message for all. Nothing is remembered but what stands:
so a run that was lost changes nothing.
"""

from collections.abc import Iterator, Sequence, Set
from itertools import pairwise

from core.delivery import last_digest
from core.findings import Finding
from core.plan import Wanted
from core.projection import telling
from core.projection.board import Board, Message
from core.projection.groups import Groups, groups
from core.projection.known import Known
from core.projection.topics import Audience

FEW_MESSAGES = 3  # of which no storm is made, however many findings they tell of


def messages(known: Known) -> Iterator[Wanted]:
    board = Board(known)
    found = groups(board)
    urgent = _all_urgent(board, found)
    storms = {tool: told for tool in known.routing.verbs if (told := _storm(board, tool, urgent))}
    if storms:
        urgent = _all_urgent(board, found, storms.keys())
    for message in urgent:
        yield telling.urgent(known, message)
        yield from _moved(board, message)
    for audience, group in found.items():
        if audience.kind == "digest":
            yield from _lasting(board, audience, _digest(board, audience, group))
    for audience in sorted({*_storm_places(board, storms), *(each for each in found if each.kind == "storm")}):
        yield from _lasting(board, audience, _storm_message(board, audience, storms.get(audience.tool, ())))


def _all_urgent(board: Board, found: Groups, stormy: Set[str] = frozenset()) -> list[Message]:
    """Of tools with a storm only what stands."""
    waiting = {audience: group for audience, group in found.items() if audience.kind not in ("digest", "storm")}
    told = (_urgent(board, each, group, anew=each.tool not in stormy) for each, group in waiting.items())
    return [message for message in told if message]


def _urgent(board: Board, audience: Audience, group: Sequence[Finding], *, anew: bool) -> Message | None:
    """The message that stands, or a new one. What is new waits in quiet hours; what is sorted does not."""
    awake = board.is_awake(audience)
    calls = anew and awake and any(board.speaks(each) and board.calls(each) for each in group)
    last = board.last(audience)
    day = last if last and (board.is_recent(last) or not calls) else board.today
    target = audience.target(day)
    note = board.note(target)
    tells = [each for each in group if board.known.stands(each, target) or (awake and board.speaks(each))]
    return Message(audience, target, tuple(tells), note) if tells and (note or calls) else None


def _moved(board: Board, message: Message) -> Iterator[Wanted]:
    """Earlier messages say where it goes on: each names the next one, so that none is edited twice for it."""
    newest = board.today if message.note is None else max(board.days[message.audience])
    days = sorted({*board.days.get(message.audience, ()), newest})
    for day, again in pairwise(days):
        note = board.note(message.audience.target(day))
        if note and note.target != message.target:
            yield telling.moved(note, again)


def _storm(board: Board, tool: str, urgent: Sequence[Message]) -> tuple[Finding, ...]:
    """More at once than anybody wants to hear one by one; empty where it is not so much, or nobody is there to tell it to."""
    routing = board.known.routing
    fresh = [each for each in urgent if each.note is None and each.audience.tool == tool]
    told = {each.fingerprint: each for message in fresh for each in message.findings}
    much = len(fresh) > FEW_MESSAGES and len(told) > routing.alerts.storm_findings
    return tuple(told.values()) if much and routing.default_channel else ()


def _storm_places(board: Board, tools: Set[str] | dict[str, tuple[Finding, ...]]) -> Iterator[Audience]:
    if channel := board.known.routing.default_channel:
        yield from (Audience(tool, channel, "storm") for tool in tools)


def _storm_message(board: Board, audience: Audience, anew: Sequence[Finding]) -> Message | None:
    """The storm of these days, with what has come since."""
    last = board.last(audience)
    target = audience.target(last if last and board.storm_lasts(last) else board.today)
    note = board.note(target)
    before = frozenset(note.findings if note else ())
    told = {each.fingerprint: each for each, _ in board.known.told if each.fingerprint in before}
    told |= {each.fingerprint: each for each in anew}
    return (
        Message(audience, target, tuple(told.values()), note) if note or (anew and board.is_awake(audience)) else None
    )


def _digest(board: Board, audience: Audience, group: Sequence[Finding]) -> Message | None:
    """That of the week: what was open when it was due, and was not told lately. Once it stands, it only gets shorter."""
    zone = board.known.zone(audience.reader)
    due = last_digest(board.known.now, zone, board.known.routing.alerts)
    last, today = board.last(audience), board.known.now.astimezone(zone).date()
    day = last if last and last >= due.date() else today
    target = audience.target(day)
    note = board.note(target)
    new = {
        each.fingerprint
        for each in group
        if board.voices[each.fingerprint] == "speaks"
        and (each.opened_at or each.first_seen) <= due
        and not board.told_lately(each, target, audience, day)
    }
    tells = [each for each in group if each.fingerprint in new or board.known.stands(each, target)]
    calls = board.is_awake(audience) and any(map(board.calls, tells))
    return Message(audience, target, tuple(tells), note) if note or calls else None


def _lasting(board: Board, audience: Audience, message: Message | None) -> Iterator[Wanted]:
    """The message of these days, and those before it as they stand."""
    if message:
        yield telling.lasting(board.known, message)
    notes = (board.note(audience.target(day)) for day in board.days.get(audience, ()))
    for note in notes:
        if note and (message is None or note.target != message.target):
            yield Wanted(note.target, note.body, note.url, note.findings, note.parts)
