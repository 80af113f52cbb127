"""What an owner answers: one function for the command, for Slack and for pages.

An answer is kept at once, and written into the sheet with the next plan, like all else that leaves the hub.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct
from sqlalchemy import Connection

from core.asked import KeyResult, Shifted
from core.checkins import (
    Answer,
    Asking,
    Kind,
    answer_to,
    day_of,
    local_day,
    moment,
    number,
    proposed,
    read_confidence,
    read_value,
    worded,
)
from core.delivery import zone_of
from core.measure import kind
from core.presses import Press, Reply, Said, Wrong
from core.projection import Reader, questions
from core.records import Goal
from core.spelling import hint
from core.weekly import iso_week
from scheduler.hub import Hub
from scheduler.readers import readers
from store import answers, audit, goals
from store.readings import persons_of

ANSWER_DAYS = 60  # in which an answer is still brought into the sheet
MEASURED = ("key_result", "kpi")


class NotAnswered(Exception):
    """That cannot be kept; the text says why and what to do, and `field` what of the answer it is about."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class CheckIn(Struct, frozen=True, kw_only=True):
    """As it was typed. `week` is that of the question which it answers, where one was asked."""

    goal: str
    value: str = ""
    confidence: str = ""
    note: str = ""
    week: str = ""


class Commitment(Struct, frozen=True, kw_only=True):
    """What will be done differently after the targets changed on `day`."""

    goal: str
    day: date
    note: str


class Due(Struct, frozen=True, kw_only=True):
    """A question (`asked` names the week, or the day of a change), and the day on which it was answered."""

    kind: Kind
    goal: str
    title: str
    owner: str
    asked: str
    answered: date | None


def answer(
    hub: Hub,
    said: CheckIn | Commitment,
    *,
    actor: str,
    person: str | None,
    behalf: str | None = None,
    dry_run: bool = False,
) -> Answer:
    """Keeps what a person (e-mail, as far as known) says of a goal: as one of its owners, or on `behalf` of one. A second
    answer to the same question takes the place of the first. NotAnswered for what cannot be kept."""
    with hub.store.trial() if dry_run else hub.store.write(durable=True) as tx:
        goal = _known(tx, said.goal)
        owner = _owner(tx, goal, person, behalf)
        given = (
            _committed(hub, said, owner) if isinstance(said, Commitment) else _checked_in(hub, tx, said, goal, owner)
        )
        before = answers.answer(tx, given.kind, given.goal, given.asked)
        answers.save(tx, given)
        texts = (None if each is None else msgspec.json.encode(each).decode() for each in (before, given))
        audit.record(tx, given.at, actor, given.kind, f"{given.goal} {given.asked}", *texts)
    return given


def asking(hub: Hub, tx: Connection) -> Asking:
    """What owners are asked, and what they answered of late."""
    kept = answers.answers(tx, hub.clock(), ANSWER_DAYS)
    return Asking(settings=hub.config.check_ins, asked=answers.last_asked(tx), answers=kept)


def due(hub: Hub) -> list[Due]:
    """The questions of this week and of the last change of strategy, by owner and goal."""
    with hub.store.read() as tx:
        now = asking(hub, tx)
        people = readers(hub, tx)
    found = [_due_commitment(each, now.answers) for each in now.asked.shifted]
    for each in now.asked.key_results:
        zone = _zone(hub, people, each.owner)
        week = moment(now.settings, hub.clock(), zone).week
        found.append(_due_check_in(each, week, answer_to(each.goal, week, now.answers, zone)))
    return sorted(found, key=lambda each: (each.owner, each.goal, each.kind))


def reply(hub: Hub, press: Press, person: str | None) -> Reply:
    """What a press of `check-in`, `check-in-other` or `commit` brings about; `person` is whose account it was."""
    try:
        if press.act == "commit":
            return _commit(hub, press, person)
        return _check_in(hub, press, person)
    except NotAnswered as error:
        return Wrong({error.field: str(error)}) if press.fields and error.field else Said(str(error))
    except ValueError:
        return Said("This button is not one of this hub any more; answer with `fairlead check-in`.")


def told(hub: Hub, given: Answer) -> str:
    """An answer in one line."""
    with hub.store.read() as tx:
        measure = kind(_known(tx, given.goal))
    value = None if given.value is None else worded(given.value, measure)
    sure = None if given.confidence is None else f"confidence {number(given.confidence)}/10"
    return f"{given.goal}: {', '.join(filter(None, (value, sure, given.note)))} ({questions.day(given.day)})"


def _check_in(hub: Hub, press: Press, person: str | None) -> Reply:
    asked = proposed(press.about)
    if press.act == "check-in":
        value, sure = ("" if each is None else number(each) for each in (asked.value, asked.confidence))
        said = CheckIn(goal=asked.goal, value=value, confidence=sure, week=asked.week)
    elif press.fields is None:
        return questions.check_in_form(_question(hub, asked.goal), asked.week, press.ref)
    else:
        fields = {name: press.fields.get(name, "") for name in ("value", "confidence", "note")}
        said = CheckIn(goal=asked.goal, week=asked.week, **fields)
    return _thanks(hub, answer(hub, said, actor=_actor(press, person), person=person))


def _commit(hub: Hub, press: Press, person: str | None) -> Reply:
    goal, day, _ = press.about.rsplit(" ", 2)
    if press.fields is None:
        with hub.store.read() as tx:
            shifted = [each for each in answers.last_asked(tx).shifted if (each.goal, str(each.day)) == (goal, day)]
        if not shifted:
            raise NotAnswered("The time for this answer is over; a check-in with a note still tells of it.")
        return questions.commit_form(shifted[0], press.about, press.ref)
    said = Commitment(goal=goal, day=date.fromisoformat(day), note=press.fields.get("note", ""))
    return _thanks(hub, answer(hub, said, actor=_actor(press, person), person=person))


def _thanks(hub: Hub, given: Answer) -> Said:
    return Said(f"Thank you. {told(hub, given)}")


def _actor(press: Press, person: str | None) -> str:
    return person or f"{press.tool}:{press.account}"


def _question(hub: Hub, key: str) -> KeyResult:
    with hub.store.read() as tx:
        found = [each for each in answers.last_asked(tx).key_results if each.goal == key]
        goal = _known(tx, key)
    return found[0] if found else KeyResult(goal=key, title=goal.title, owner="", measure=kind(goal))


def _known(tx: Connection, key: str) -> Goal:
    known = {goal.key: goal for goal in goals.all_goals(tx)}
    if key not in known:
        raise NotAnswered(f"no goal {key} is known{hint(key, known, '`fairlead goals` shows all')}")
    if known[key].closed:
        raise NotAnswered(f"goal {key} is closed, and nothing is asked of it any more")
    return known[key]


def _owner(tx: Connection, goal: Goal, person: str | None, behalf: str | None) -> str:
    """Whose answer it is."""
    persons = persons_of(tx, goal.owners)
    owners = list(dict.fromkeys(persons.get(each, each) for each in goal.owners))
    speaker = (behalf or person or "").lower()
    if speaker in owners or (speaker and not owners):
        return speaker
    whose = f"{goal.key} belongs to {' and '.join(owners)}" if owners else f"nobody owns {goal.key}"
    who = f", not to {speaker}" if speaker and owners else ""
    raise NotAnswered(f"{whose}{who}; say for whom this is: --for {owners[0] if owners else 'ana@example.com'}")


def _checked_in(hub: Hub, tx: Connection, said: CheckIn, goal: Goal, owner: str) -> Answer:
    zone = _zone(hub, readers(hub, tx), owner)
    now, note = hub.clock(), said.note.strip()
    if said.week and said.week < moment(hub.config.check_ins, now, zone).week:
        raise NotAnswered(f"that question was about {said.week}, and a newer one has been asked; answer that one")
    value, sure = _read(said, goal)
    if value is None and sure is None and not note:
        raise NotAnswered("say a value, a confidence or a note", "value")
    changed = [each for each in answers.last_asked(tx).shifted if each.goal == goal.key]
    if changed and value is None and sure is None:
        return _committed(hub, Commitment(goal=goal.key, day=changed[0].day, note=note), owner)
    return Answer(
        kind="check-in",
        goal=goal.key,
        asked=iso_week(local_day(now, zone)),
        person=owner,
        at=now,
        day=day_of(now, zone),
        value=value,
        confidence=sure,
        note=note,
    )


def _zone(hub: Hub, people: Mapping[str, Reader], person: str) -> ZoneInfo:
    reader = people.get(person)
    return zone_of(reader.zone if reader else "", hub.config.alerts)


def _read(said: CheckIn, goal: Goal) -> tuple[float | None, float | None]:
    """Value and confidence."""
    try:
        value = read_value(said.value, kind(goal))
    except ValueError as error:
        raise NotAnswered(str(error), "value") from None
    if value is not None and goal.level not in MEASURED:
        raise NotAnswered(f"{goal.key} has no value of its own; say a confidence or a note", "value")
    if value is not None and goal.query:
        raise NotAnswered(f"the value of {goal.key} is counted by its query; say a confidence or a note", "value")
    try:
        return value, read_confidence(said.confidence)
    except ValueError as error:
        raise NotAnswered(str(error), "confidence") from None


def _committed(hub: Hub, said: Commitment, owner: str) -> Answer:
    if not said.note.strip():
        raise NotAnswered("say in a sentence what will be done differently", "note")
    now = hub.clock()
    return Answer(
        kind="commit",
        goal=said.goal,
        asked=str(said.day),
        person=owner,
        at=now,
        day=now.date(),
        note=said.note.strip(),
    )


def _due_check_in(asked: KeyResult, week: str, found: Answer | None) -> Due:
    in_sheet = asked.said_on if asked.said_on and iso_week(asked.said_on) >= week else None
    day = found.day if found else in_sheet
    return Due(kind="check-in", goal=asked.goal, title=asked.title, owner=asked.owner, asked=week, answered=day)


def _due_commitment(asked: Shifted, given: Iterable[Answer]) -> Due:
    about = ("commit", asked.goal, str(asked.day))
    days = [each.day for each in given if (each.kind, each.goal, each.asked) == about]
    day = days[0] if days else asked.said_on
    return Due(kind="commit", goal=asked.goal, title=asked.title, owner=asked.owner, asked=str(asked.day), answered=day)
