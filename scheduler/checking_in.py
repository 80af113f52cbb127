"""What an owner answers: one function for the command, for Slack and for pages.

An answer is kept at once, and written into the sheet with the next plan, like all else that leaves the hub.
"""

from datetime import date

import msgspec
from msgspec import Struct
from sqlalchemy import Connection

from core.checkins import Answer, day_of, local_day, moment, number, read_confidence, read_value, worded
from core.measure import kind
from core.phrases import day
from core.records import Goal
from core.spelling import hint
from core.weekly import iso_week
from scheduler.asking import zone_of
from scheduler.hub import Hub
from scheduler.readers import readers
from store import answers, audit, goals
from store.readings import persons_of

MEASURED = ("key_result", "kpi")


class NotKept(Exception):
    """The answer cannot be kept; the text says why and what to do, and `field` what of the answer it is about."""

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
    answer to the same question takes the place of the first. NotKept for what cannot be kept."""
    with hub.store.trial() if dry_run else hub.store.write(durable=True) as tx:
        goal = known_goal(tx, said.goal)
        owner = _owner(tx, goal, person, behalf)
        given = (
            _committed(hub, said, owner) if isinstance(said, Commitment) else _checked_in(hub, tx, said, goal, owner)
        )
        before = answers.answer(tx, given.kind, given.goal, given.asked)
        answers.save(tx, given)
        texts = (None if each is None else msgspec.json.encode(each).decode() for each in (before, given))
        audit.record(tx, given.at, actor, given.kind, f"{given.goal} {given.asked}", *texts)
    return given


def told(hub: Hub, given: Answer) -> str:
    """An answer in one line."""
    with hub.store.read() as tx:
        measure = kind(known_goal(tx, given.goal))
    value = None if given.value is None else worded(given.value, measure)
    sure = None if given.confidence is None else f"confidence {number(given.confidence)}/10"
    return f"{given.goal}: {', '.join(filter(None, (value, sure, given.note)))} ({day(given.day)})"


def known_goal(tx: Connection, key: str) -> Goal:
    """NotKept for one that nobody knows, or that is closed."""
    known = goals.by_key(tx)
    if key not in known:
        raise NotKept(f"no goal {key} is known{hint(key, known, '`fairlead goals` shows all')}")
    if known[key].closed:
        raise NotKept(f"goal {key} is closed, and nothing is asked of it any more")
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
    raise NotKept(f"{whose}{who}; say for whom this is: --for {owners[0] if owners else 'ana@example.com'}")


def _checked_in(hub: Hub, tx: Connection, said: CheckIn, goal: Goal, owner: str) -> Answer:
    zone = zone_of(hub, readers(hub, tx), owner)
    now, note = hub.clock(), said.note.strip()
    if said.week and said.week < moment(hub.config.check_ins, now, zone).week:
        raise NotKept(f"that question was about {said.week}, and a newer one has been asked; answer that one")
    value, sure = _read(said, goal)
    if value is None and sure is None and not note:
        raise NotKept("say a value, a confidence or a note", "value")
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


def _read(said: CheckIn, goal: Goal) -> tuple[float | None, float | None]:
    """Value and confidence."""
    try:
        value = read_value(said.value, kind(goal))
    except ValueError as error:
        raise NotKept(str(error), "value") from None
    if value is not None and goal.level not in MEASURED:
        raise NotKept(f"{goal.key} has no value of its own; say a confidence or a note", "value")
    if value is not None and goal.query:
        raise NotKept(f"the value of {goal.key} is counted by its query; say a confidence or a note", "value")
    try:
        return value, read_confidence(said.confidence)
    except ValueError as error:
        raise NotKept(str(error), "confidence") from None


def _committed(hub: Hub, said: Commitment, owner: str) -> Answer:
    if not said.note.strip():
        raise NotKept("say in a sentence what will be done differently", "note")
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
