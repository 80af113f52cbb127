"""How the company and its goals stand."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated

from fastapi import HTTPException
from pydantic import BaseModel

from core.authority import Visitor
from core.facts import GoalFact
from scheduler.overview import last_overview
from scheduler.report import Report
from web.api.goal_told import GoalTold, goals_told
from web.api.router import resources
from web.door import needs
from web.site import SiteHere

router = resources("strategy")


class Question(BaseModel):
    asks: str
    word: str
    says: str
    good: bool | None


class NotJudged(BaseModel):
    what: str
    why: str


class OverviewOut(BaseModel):
    """As of the last evaluation; `as_of` is null before the first."""

    as_of: datetime | None
    questions: list[Question] = []
    findings: dict[str, int] = {}
    stages: dict[str, int] = {}
    not_judged: list[NotJudged] = []


class GoalOut(GoalTold):
    """A goal. Shares, progress and confidence are 0-1, pace is progress over expected progress; todo, doing and done count
    items."""

    title: str


@router.get("/overview")
def overview(here: SiteHere, _visitor: Annotated[Visitor, needs("read")]) -> OverviewOut:
    """The four questions, findings by severity and stage, and what could not be judged."""
    seen = last_overview(here.hub)
    if seen is None:
        return OverviewOut(as_of=None)
    return OverviewOut(
        as_of=seen.as_of,
        questions=[Question(asks=a.question.asks, word=a.word, says=a.says, good=a.good) for a in seen.answers],
        findings={str(each): count for each, count in seen.found.items()},
        stages={str(each): count for each, count in seen.stages.items()},
        not_judged=[NotJudged(what=each.what, why=each.why) for each in seen.unjudged],
    )


@router.get("/goals")
def goals(here: SiteHere, _visitor: Annotated[Visitor, needs("read")], as_of: date | None = None) -> list[GoalOut]:
    """All goals, as of the last evaluation or of the end of a past day."""
    report = here.report_of(as_of) if as_of else here.report()
    return _told(report, report.goals) if report else []


@router.get("/goals/{key:path}")
def goal(key: str, here: SiteHere, _visitor: Annotated[Visitor, needs("read")], as_of: date | None = None) -> GoalOut:
    """One goal, as of the last evaluation or of the end of a past day."""
    report = here.report_of(as_of) if as_of else here.report()
    found = [fact for fact in report.goals if fact.goal.key == key] if report else []
    if not report or not found:
        raise HTTPException(404, f"there is no goal {key}")
    return _told(report, found)[0]


def _told(report: Report, facts: Iterable[GoalFact]) -> list[GoalOut]:
    return goals_told(GoalOut, report, facts, lambda goal: goal.title)
