"""Check-ins and answers to a change of strategy: at once as they are proposed, or after a form has asked."""

from datetime import date

from core.asked import KeyResult
from core.checkins import Answer, number, proposed
from core.measure import kind
from core.presses import Press, Reply, Said, Wrong
from core.projection import questions
from scheduler.checking_in import CheckIn, Commitment, NotKept, answer, known_goal, told
from scheduler.hub import Hub
from store import answers


def reply(hub: Hub, press: Press, person: str) -> Reply:
    """What a press of `check-in`, `check-in-other` or `commit` brings about; `person` (e-mail) is whose account it was."""
    try:
        if press.act == "commit":
            return _commit(hub, press, person)
        return _check_in(hub, press, person)
    except NotKept as error:
        return Wrong({error.field: str(error)}) if press.fields and error.field else Said(str(error))
    except ValueError:
        return Said("This button is not one of this hub any more; answer with `fairlead check-in`.")


def _check_in(hub: Hub, press: Press, person: str) -> Reply:
    asked = proposed(press.about)
    if press.act == "check-in":
        value, sure = ("" if each is None else number(each) for each in (asked.value, asked.confidence))
        said = CheckIn(goal=asked.goal, value=value, confidence=sure, week=asked.week)
    elif press.fields is None:
        return questions.check_in_form(_question(hub, asked.goal), asked.week, press.ref)
    else:
        fields = {name: press.fields.get(name, "") for name in ("value", "confidence", "note")}
        said = CheckIn(goal=asked.goal, week=asked.week, **fields)
    return _thanks(hub, answer(hub, said, actor=person, person=person))


def _commit(hub: Hub, press: Press, person: str) -> Reply:
    goal, day, _ = press.about.rsplit(" ", 2)
    if press.fields is None:
        with hub.store.read() as tx:
            shifted = [each for each in answers.last_asked(tx).shifted if (each.goal, str(each.day)) == (goal, day)]
        if not shifted:
            raise NotKept("The time for this answer is over; a check-in with a note still tells of it.")
        return questions.commit_form(shifted[0], press.about, press.ref)
    said = Commitment(goal=goal, day=date.fromisoformat(day), note=press.fields.get("note", ""))
    return _thanks(hub, answer(hub, said, actor=person, person=person))


def _thanks(hub: Hub, given: Answer) -> Said:
    return Said(f"Thank you. {told(hub, given)}")


def _question(hub: Hub, key: str) -> KeyResult:
    with hub.store.read() as tx:
        found = [each for each in answers.last_asked(tx).key_results if each.goal == key]
        goal = known_goal(tx, key)
    return found[0] if found else KeyResult(goal=key, title=goal.title, owner="", measure=kind(goal))
