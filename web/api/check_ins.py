"""What owners are asked about their goals, and what they answer."""

from datetime import date, datetime
from typing import Annotated

from core.authority import Visitor, answering_for
from core.checkins import Kind
from scheduler.asking import due
from scheduler.checking_in import CheckIn, answer, known_goal
from scheduler.routing import goal_owners
from store import goals
from web.api.router import resources
from web.api.shapes import Given, Reason, Told, Words
from web.door import insist, needs
from web.site import SiteHere

router = resources("check-ins")


class DueOut(Told):
    """A question (`asked` names the week, or the day of a change), and the day on which it was answered."""

    kind: Kind
    goal: str
    title: str
    owner: str
    asked: str
    answered: date | None


class NewAnswer(Given):
    """As a person types it: a value in the measure of the goal, a confidence of 0-10, a note. `behalf` is the owner whose
    answer it is, where that is somebody else."""

    goal: Words
    value: Words = ""
    confidence: Words = ""
    note: Reason = ""
    behalf: Words | None = None
    dry_run: bool = False


class AnswerOut(Told):
    """What a person answered about a goal on a day. `confidence` is 0-10."""

    kind: Kind
    goal: str
    asked: str
    person: str
    at: datetime
    day: date
    value: float | None
    confidence: float | None
    note: str


@router.get("/check-ins")
def questions(here: SiteHere, _visitor: Annotated[Visitor, needs("read")]) -> list[DueOut]:
    """The questions of this week and of the last change of strategy, by owner and goal."""
    return [DueOut.model_validate(each) for each in due(here.hub)]


@router.post("/check-ins", status_code=201)
def check_in(given: NewAnswer, here: SiteHere, visitor: Annotated[Visitor, needs("read")]) -> AnswerOut:
    """As one of the goal's owners, or on behalf of one. A second answer to the same question takes the place of the first; the
    next plan writes it into the sheet."""
    with here.hub.store.read() as tx:
        known, strategy = known_goal(tx, given.goal), goals.by_key(tx)
        whose = answering_for((known.key,), strategy, goal_owners(tx, strategy), owner=None, team=None)
    insist(visitor, "decide", whose)
    said = CheckIn(goal=given.goal, value=given.value, confidence=given.confidence, note=given.note)
    person = visitor.person if "@" in visitor.person else None
    kept = answer(here.hub, said, actor=visitor.person, person=person, behalf=given.behalf, dry_run=given.dry_run)
    return AnswerOut.model_validate(kept)
