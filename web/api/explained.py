"""The shape of an explanation: every place that a link could come from, what each found, and which one counts."""

from datetime import date, datetime

from core.links import Via
from mappings.traces import Verdict
from web.api.shapes import Told


class LinkOut(Told):
    """A goal that an item serves (null: it needs none); `share` is 0-1, 0 of a reference. `origin` is what it inherits from, in
    so many `hops`; `actor` linked it by hand."""

    goal: str | None
    share: float
    via: Via
    rule: str | None
    version: str | None
    actor: str | None
    origin: str | None
    hops: int
    confidence: float


class LinkWhy(LinkOut):
    """With the conditions and values that held."""

    matched: list[str]


class StepOut(Told):
    looked_at: str
    found: str
    counts: bool


class TraceOut(Told):
    """One test, what the item has there, and whether it held; of a `group`, `parts` say so of each in it."""

    condition: str
    seen: list[str]
    held: bool
    group: str | None
    parts: list["TraceOut"]


class RuleTraceOut(Told):
    rule: str
    place: str
    goals: list[str]
    also: list[str]
    weight: int
    verdict: Verdict
    reason: str
    failed: str | None
    when: list[TraceOut]
    unless: list[TraceOut]


class IntervalOut(Told):
    """A link from `since` on, and until when; null: still."""

    goal: str | None
    share: float
    via: str
    rule: str | None
    version: str | None
    actor: str | None
    since: datetime
    until: datetime | None


class SayingOut(Told):
    """What a person said: a goal chosen (null: none is needed), up to the day `until`, or disputed."""

    goal: str | None
    share: float
    disputed: bool
    actor: str
    reason: str
    at: datetime
    until: date | None


class WhyNotOut(Told):
    """Why it does not serve that goal; `nearest` is what comes nearest, and where it fails."""

    goal: str
    steps: list[StepOut]
    rules: list[RuleTraceOut]
    nearest: str


class ExplanationOut(Told):
    """By the rules as they stand. `manual`, `keys`, `rules`, `inherited` and `defaults` stand in order of precedence."""

    reason: str
    links: list[LinkWhy]
    references: list[LinkWhy]
    manual: list[StepOut]
    keys: list[StepOut]
    rules: list[RuleTraceOut]
    inherited: list[StepOut]
    defaults: list[RuleTraceOut]


class RoadOut(Told):
    """Why an item serves what it serves, by the rule files as they stand; `edited`: those that linked it were others. `history`
    are the links that it holds and held, the newest first."""

    explanation: ExplanationOut
    why_not: WhyNotOut | None
    history: list[IntervalOut]
    sayings: list[SayingOut]
    edited: bool
