"""What an assistant is told: typed, with what people wrote kept apart from what the hub says."""

from datetime import datetime

from pydantic import BaseModel, Field

from core.authority import Role
from core.findings import Severity
from core.links import Via
from web.api.goal_told import GoalTold
from web.mcp.quoted import Quoted


class FindingTold(BaseModel):
    """One kind of drift in one place."""

    fingerprint: str
    detector: str
    name: str
    severity: Severity
    stage: str
    about: str = Field(description="kind and key of what it is about, such as `item jira:PAY-12`")
    says: Quoted
    advice: str
    goal: str | None
    team: str | None
    owner: str | None
    since: datetime
    url: str


class Drifting(BaseModel):
    """Findings, the worst first. `next` is the cursor of what follows, null at the end."""

    findings: list[FindingTold]
    total: int
    next: str | None


class AnswerTold(BaseModel):
    asks: str
    word: str
    says: str


class OverviewTold(BaseModel):
    """How the company stands. Nothing is told before the first evaluation."""

    as_of: datetime | None
    answers: list[AnswerTold]
    findings: dict[str, int]
    not_judged: list[str]


class GoalSeen(GoalTold):
    """A goal of the strategy. Shares, progress and confidence are 0-1, pace is progress over expected progress; todo, doing
    and done count items."""

    title: Quoted


class LinkTold(BaseModel):
    """Why an item serves a goal; `goal` null: somebody said that it needs none."""

    goal: str | None
    share: float
    via: Via
    rule: str | None
    by: str | None
    inherited_from: str | None
    matched: list[Quoted]


class ItemTold(BaseModel):
    """An item and why it is where it is. `why_not` is about the goal that was asked for."""

    item: str
    title: Quoted
    links: list[LinkTold]
    because: Quoted
    stands_so_since: datetime | None
    why_not: Quoted | None
    rules_were_edited_since: bool


class OwnerTold(BaseModel):
    """Who answers for it, by e-mail or handle; `may_decide` are those who decide about the finding."""

    kind: str
    key: str
    owners: list[str]
    team: str | None
    may_decide: list[str]


class Move(BaseModel):
    item: str
    before: str
    after: str


class Previewed(BaseModel):
    """What a rule would do to the items that are stored. Nothing of it was saved."""

    counts: dict[str, int]
    examples: list[Move]
    held_because: str | None
    problems: list[str]
    opening: int
    closing: int


class Proposal(BaseModel):
    """What a person can do about it. Nothing was done."""

    would: str
    command: str = Field(description="for a person to run; show it, do not run it")
    page: str = Field(description="the page of the hub on which the same can be done")
    needs: str


class Me(BaseModel):
    person: str
    role: Role
