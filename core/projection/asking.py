"""The messages in which an owner is asked: one for each week, with a part for each key result, and one for each change of
strategy. Edited in place when it is answered; the figures of a question stay as they were when it was asked.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from core.asked import KeyResult, Shifted
from core.checkins import Answer, answer_to, local_day, reminder
from core.parts import Part
from core.plan import Aside, Standing, Target, Wanted
from core.projection import questions
from core.projection.rounds import REMINDER, Round
from core.weekly import monday_of


def weekly(one: Round, target: Target, asked: Sequence[KeyResult]) -> Iterator[Wanted]:
    now, when = one.known.now, one.moment
    note = one.known.standing.get(target)
    answers = {each.goal: answer_to(each.goal, when.week, one.asking.answers, one.zone) for each in asked}
    waiting = [each for each in asked if answers[each.goal] is None and not _in_sheet(each, when.week)]
    if note is None and (one.is_quiet or not waiting or now >= when.reminder):
        return  # answered before it was asked, or so late that the next week asks anyway
    if note is None and target in one.known.aside:
        yield _again(target, one.known.aside[target])
        return
    parts = [questions.head(one.called(target), not waiting)]
    for each in asked:
        fresh = _standing_part(note, each.goal, when.week) or questions.key_result(each, when.week)
        parts.append(fresh if each in waiting else questions.answered(each, answers[each.goal], one.name))
    yield _message(target, parts)
    if note and waiting and now >= when.reminder:
        yield from _reminder(one, target, [each.goal for each in waiting], "check-in")


def differently(one: Round, target: Target, moved: Sequence[Shifted]) -> Iterator[Wanted]:
    """One message for all objectives of a change."""
    note, change = one.known.standing.get(target), str(moved[0].day)
    said = {each.goal: _commitment(each, one.asking.answers) for each in moved}
    waiting = [each for each in moved if said[each.goal] is None and each.said_on is None]
    if note is None and (one.is_quiet or not waiting):
        return
    if note is None and target in one.known.aside:
        yield _again(target, one.known.aside[target])
        return
    parts = [questions.change(one.called(target))]
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
        yield _message(target, note.parts if note else (questions.reminder(one.called(asked), goals, what),))


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
