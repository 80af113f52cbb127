"""Asking owners: each week how their key results stand, and once after a change of strategy what they will do differently.

Nothing is remembered but answers and what stands, and the messages of past weeks stay as they are. What was answered is wanted
as a row in the sheet.
"""

from collections import defaultdict
from collections.abc import Iterator

import msgspec

from core.asked import Asked, KeyResult, Shifted
from core.checkins import Asking, moment
from core.contract import CheckInRow
from core.plan import Standing, Target, Wanted
from core.projection.asking import differently, weekly
from core.projection.known import Known
from core.projection.rounds import CHECK_IN, COMMIT, REMINDER, Round, about_of


def check_ins(known: Known) -> Iterator[Wanted]:
    """Questions, reminders and rows. Of what stands already, all that is over stays as it is."""
    if known.asking is None:
        return
    wanted = {each.target: each for each in (*_messages(known, known.asking), *_rows(known, known.asking))}
    yield from wanted.values()
    for note in known.standing.values():
        if note.target not in wanted and _stays(note.target, known, known.asking):
            yield Wanted(note.target, note.body, note.url, note.findings, note.parts)


def _messages(known: Known, asking: Asking) -> Iterator[Wanted]:
    tools = [
        tool for tool in known.routing.verbs if asking.settings.enabled is not False and _asks(known, asking, tool)
    ]
    places: dict[tuple[str, str], list[Standing]] = defaultdict(list)
    for target, note in known.standing.items():
        if target.verb == "message":
            places[target.tool, about_of(target.topic)].append(note)
    for tool in tools:
        for owner, (key_results, changed) in sorted(_by_owner(asking.asked).items()):
            one = Round(known=known, asking=asking, places=places, tool=tool, owner=owner)
            if one.has_left:
                continue
            for target, some in one.by_message(key_results, CHECK_IN, one.moment.week):
                yield from weekly(one, target, some)
            for day in sorted({each.day for each in changed}):
                for place, moved in one.by_message((each for each in changed if each.day == day), COMMIT, str(day)):
                    yield from differently(one, place, moved)


def _by_owner(asked: Asked) -> dict[str, tuple[list[KeyResult], list[Shifted]]]:
    owners: dict[str, tuple[list[KeyResult], list[Shifted]]] = defaultdict(lambda: ([], []))
    for key_result in asked.key_results:
        owners[key_result.owner][0].append(key_result)
    for shifted in asked.shifted:
        owners[shifted.owner][1].append(shifted)
    return owners


def _asks(known: Known, asking: Asking, tool: str) -> bool:
    """Where nobody said so, only if the answers can be kept in a sheet."""
    kept = asking.settings.enabled or any(CHECK_IN in verbs for verbs in known.routing.verbs.values())
    return bool(kept) and known.routing.can(tool, "message")


def _rows(known: Known, asking: Asking) -> Iterator[Wanted]:
    tools = [tool for tool in known.routing.verbs if known.routing.can(tool, "check-in")]
    for answer in asking.answers:
        row = CheckInRow(
            goal=answer.goal,
            day=answer.day,
            by=answer.person,
            value=answer.value,
            confidence=answer.confidence,
            note=answer.note,
        )
        topic = answer.asked if answer.kind == "check-in" else f"{COMMIT} {answer.asked}"
        for tool in tools:
            yield Wanted(Target(tool, "check-in", answer.goal, topic), msgspec.json.encode(row).decode())


def _stays(target: Target, known: Known, asking: Asking) -> bool:
    """Rows and questions stay for good; a reminder only when its time is over, because then nobody reads it any more."""
    if target.verb == "check-in":
        return True
    _, kind, asked, owner, *rest = (*target.topic.split("|"), "", "", "")[:5]
    if target.verb != "message" or kind not in (CHECK_IN, COMMIT):
        return False
    if rest != [REMINDER]:
        return True
    if kind == COMMIT:
        return all((each.owner, str(each.day)) != (owner, asked) for each in asking.asked.shifted)
    return moment(asking.settings, known.now, known.zone(owner)).week != asked
