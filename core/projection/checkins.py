"""Asking owners: each week how their key results stand, and once after a change of strategy what they will do differently.

One message for each owner and week, with a part for each key result, edited in place when it is answered. Nothing is
remembered but answers and what stands: the figures of a question stay as they were when it was asked, and the messages of
past weeks stay as they are. What was answered is wanted as a row in the sheet.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import msgspec

from core.asked import KeyResult, Shifted
from core.checkins import Answer, Asking, answer_to, local_day, moment, reminder
from core.contract import CheckInRow
from core.parts import Part
from core.plan import Aside, Standing, Target, Wanted
from core.projection import questions
from core.projection.known import Known
from core.projection.rounds import CHECK_IN, COMMIT, Round
from core.weekly import monday_of

REMINDER = "reminder"  # in the topic of a message, after that of its question


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
    owners: dict[str, tuple[list[KeyResult], list[Shifted]]] = defaultdict(lambda: ([], []))
    for key_result in asking.asked.key_results:
        owners[key_result.owner][0].append(key_result)
    for shifted in asking.asked.shifted:
        owners[shifted.owner][1].append(shifted)
    tools = [
        tool for tool in known.routing.verbs if asking.settings.enabled is not False and _asks(known, asking, tool)
    ]
    places: dict[tuple[str, str], list[Standing]] = defaultdict(list)
    for target, note in known.standing.items():
        if target.verb == "message":
            places[target.tool, target.topic].append(note)
    for tool in tools:
        for owner, (key_results, changed) in sorted(owners.items()):
            one = Round(known=known, asking=asking, places=places, tool=tool, owner=owner)
            for target, some in one.by_message(key_results, CHECK_IN, one.moment.week):
                yield from _weekly(one, target, some)
            for day in sorted({each.day for each in changed}):
                for place, moved in one.by_message((each for each in changed if each.day == day), COMMIT, str(day)):
                    yield from _differently(one, place, moved)


def _asks(known: Known, asking: Asking, tool: str) -> bool:
    """Where nobody said so, only if the answers can be kept in a sheet."""
    kept = asking.settings.enabled or any(CHECK_IN in verbs for verbs in known.routing.verbs.values())
    return bool(kept) and known.routing.can(tool, "message")


def _weekly(one: Round, target: Target, asked: Sequence[KeyResult]) -> Iterator[Wanted]:
    now, when = one.known.now, one.moment
    note = one.known.standing.get(target)
    answers = {each.goal: answer_to(each.goal, when.week, one.asking.answers, one.zone) for each in asked}
    waiting = [each for each in asked if answers[each.goal] is None and not _in_sheet(each, when.week)]
    if note is None and (one.is_quiet or not waiting or now >= when.reminder):
        return  # answered before it was asked, or so late that the next week asks anyway
    if note is None and target in one.known.aside:
        yield _again(target, one.known.aside[target])
        return
    parts = [questions.head(one.called, not waiting)]
    for each in asked:
        fresh = _standing_part(note, each.goal, when.week) or questions.key_result(each, when.week)
        parts.append(fresh if each in waiting else questions.answered(each, answers[each.goal], one.name))
    yield _message(target, parts)
    if note and waiting and now >= when.reminder:
        yield from _reminder(one, target, [each.goal for each in waiting], "check-in")


def _differently(one: Round, target: Target, moved: Sequence[Shifted]) -> Iterator[Wanted]:
    """One message for all objectives of a change."""
    note, change = one.known.standing.get(target), str(moved[0].day)
    said = {each.goal: _commitment(each, one.asking.answers) for each in moved}
    waiting = [each for each in moved if said[each.goal] is None and each.said_on is None]
    if note is None and (one.is_quiet or not waiting):
        return
    if note is None and target in one.known.aside:
        yield _again(target, one.known.aside[target])
        return
    parts = [questions.change(one.called)]
    for each in moved:
        asked = _standing_part(note, each.goal, change) or questions.shifted(each, local_day(one.known.now, one.zone))
        parts.append(asked if each in waiting else questions.committed(each, said[each.goal], one.name))
    yield _message(target, parts)
    asked_on = _asked_on(note)
    if waiting and asked_on and one.known.now >= reminder(one.asking.settings, asked_on, one.zone):
        yield from _reminder(one, target, [each.goal for each in waiting], "answer to the new targets")


def _reminder(one: Round, asked: Target, goals: Iterable[str], what: str) -> Iterator[Wanted]:
    """Told once, whatever is answered until all is."""
    target = Target(asked.tool, asked.verb, asked.place, f"{asked.topic}|{REMINDER}")
    note = one.known.standing.get(target)
    if note or not one.is_quiet:
        yield _message(target, note.parts if note else (questions.reminder(one.called, goals, what),))


def _message(target: Target, parts: Sequence[Part]) -> Wanted:
    return Wanted(target, questions.body(parts), "", (), tuple(parts))


def _again(target: Target, aside: Aside) -> Wanted:
    """As it was told, or is still to be: a question that somebody undid is not asked anew because its figures changed."""
    return Wanted(target, aside.body or "", aside.url, (), aside.parts)


def _standing_part(note: Standing | None, goal: str, asked: str) -> Part | None:
    """The question as it was asked."""
    begins = f"{goal} {asked} "
    parts = note.parts if note else ()
    return next((part for part in parts if any(each.about.startswith(begins) for each in part.buttons)), None)


def _asked_on(note: Standing | None) -> date | None:
    """When a question stands that has no time of its own: its buttons say so."""
    abouts = [button.about for part in (note.parts if note else ()) for button in part.buttons]
    return max((date.fromisoformat(about.rpartition(" ")[2]) for about in abouts), default=None)


def _in_sheet(asked: KeyResult, week: str) -> bool:
    return asked.said_on is not None and asked.said_on >= monday_of(week)


def _commitment(asked: Shifted, answers: Iterable[Answer]) -> Answer | None:
    about = ("commit", asked.goal, str(asked.day))
    return next((each for each in answers if (each.kind, each.goal, each.asked) == about), None)


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
    owner, kind, asked, *rest = (*target.topic.split("|"), "", "")[:4]
    if target.verb != "message" or kind not in (CHECK_IN, COMMIT):
        return False
    if rest != [REMINDER]:
        return True
    if kind == COMMIT:
        return all((each.owner, str(each.day)) != (owner, asked) for each in asking.asked.shifted)
    return moment(asking.settings, known.now, known.zone(owner)).week != asked
