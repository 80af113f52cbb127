"""What drifts: the list that pages show, one finding with all that became of it, and decisions about many at once."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from fastapi import HTTPException, Path, Query
from msgspec.json import Decoder
from pydantic import Field, StringConstraints, model_validator

from core.authority import Answerable, Visitor
from core.findings import Severity, SubjectKind
from core.handling import Ends, Handling, State
from core.stages import Stage
from core.telling import name_of
from scheduler.actor import acting
from scheduler.deciding import decide
from scheduler.decisions import LONGEST, Acknowledge, Decision, Dispute, Exempt, NotHandled, Reopen, Snooze
from scheduler.handling import Change
from scheduler.hub import Hub
from scheduler.inspecting import inspected
from scheduler.listing import MOST, Asked, Line, listed, named_by
from scheduler.outcomes import of_finding
from store.audit import Entry
from web.api.by_hand import ChosenOut, chosen_out
from web.api.paging import Number, PageAsked, Paged, Text, cursor_of, place_of
from web.api.router import resources
from web.api.shapes import Given, Reason, Told, Words
from web.door import insist, needs
from web.site import SiteHere

router = resources("findings")
Reader = Annotated[Visitor, needs("read")]
Fingerprint = Annotated[str, StringConstraints(pattern="^[0-9a-f]{4,16}$")]
_HANDLING = Decoder(Handling).decode


class FindingsSought(Given):
    """Which findings; of what is left out any. `-` stands for none: no team, no goal, nobody. `detector` may name several
    (`D2,D3`), `goal` means all below it too, `text` are words that all stand in what is told. `mine`: those that I own, and
    those at or below my goals."""

    severity: Severity | None = None
    detector: Words = ""
    goal: Words = ""
    team: Words = ""
    owner: Words = ""
    stage: Stage | None = None
    text: Words = ""
    mine: bool = False

    @property
    def asked(self) -> Asked:
        texts = {name: getattr(self, name).strip() for name in ("detector", "goal", "team", "owner", "text")}
        return Asked(severity=self.severity or "", stage=self.stage or "", mine=self.mine, **texts)


class FindingsPage(FindingsSought, PageAsked):
    """One page of them."""


class SubjectOut(Told):
    kind: SubjectKind
    key: str


class DecisionOut(Told):
    """What somebody decided; `until` is when it ends by time, `ends` what ends it before."""

    state: State
    actor: str
    at: datetime
    reason: str
    until: datetime | None
    ends: Ends
    rule: str | None


class FindingOut(Told):
    """`parent` is the finding that silences it, `silence` the one that matches; `stale`: since then nobody read what it rests
    on."""

    fingerprint: str
    detector: str
    name: str
    severity: Severity
    stage: Stage
    subject: SubjectOut
    title: str
    says: str
    summary: str
    goal: str | None
    team: str | None
    owner: str | None
    since: datetime
    first_seen: datetime
    last_seen: datetime
    opened_at: datetime | None
    resolved_at: datetime | None
    reopened: int
    parent: str | None
    decision: DecisionOut | None
    silence: str | None
    stale: datetime | None
    url: str


class EntryOut(Told):
    """Somebody (or nobody: it ended by itself) decided something; `decision` is what held from then on."""

    at: datetime
    actor: str
    action: str
    decision: DecisionOut | None


class FindingInFull(FindingOut):
    """`evidence` are the facts that it rests on, `latest` the newest decision, in force or not."""

    goal_title: str
    advice: str
    evidence: dict[str, Any]
    streams: list[str]
    latest: DecisionOut | None
    history: list[EntryOut]


class AcknowledgeIn(Given):
    """Somebody takes care, up to and including the day `until`; a week unless it is said."""

    act: Literal["acknowledge"]
    until: date | None = None


class SnoozeIn(Given):
    """Nothing new is told up to and including the day `until`, or until it is worse, or says something else."""

    act: Literal["snooze"]
    until: date | None = None
    ends: Ends = ""


class ExemptIn(Given):
    """It is meant to be so, and is looked at again on the day `review`."""

    act: Literal["exempt"]
    review: date | None = None


class DisputeIn(Given):
    """It is wrong. `link`: what is wrong is the goal that a rule gave to the item."""

    act: Literal["dispute"]
    link: bool = False


class ReopenIn(Given):
    """What was decided does not count any more."""

    act: Literal["reopen"]


DecisionIn = AcknowledgeIn | SnoozeIn | ExemptIn | DisputeIn | ReopenIn


class DecideIn(Given):
    """About these findings (the first characters of their fingerprints), or about all that match; whole or not at all."""

    findings: list[Fingerprint] = Field([], max_length=MOST)
    matching: FindingsSought | None = None
    decision: Annotated[DecisionIn, Field(discriminator="act")]
    reason: Reason = Field("", max_length=LONGEST)
    dry_run: bool = False

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.findings) == (self.matching is not None):
            raise ValueError("name findings, or say which with matching")
        return self


class ChangeOut(Told):
    """What was decided about a finding before, and what is now; null: nothing. `item` is what became of its item's links."""

    fingerprint: str
    detector: str
    subject: SubjectOut
    before: DecisionOut | None
    after: DecisionOut | None
    item: ChosenOut | None
    says: str


@router.get("/findings")
def findings(here: SiteHere, visitor: Reader, asked: Annotated[FindingsPage, Query()]) -> Paged[FindingOut]:
    """The worst first, then the longest known. Those that another one silences stand among them."""
    after = place_of(asked.cursor, tuple[Number, Number, Text]) if asked.cursor else ()
    lines, following = listed(here.hub, asked.asked, visitor.person, asked.limit, after)
    told = [FindingOut(**_told(here.hub, each)) for each in lines]
    return Paged(items=told, next=cursor_of(following) if following else None)


@router.get("/findings/{fingerprint}")
def finding(here: SiteHere, _visitor: Reader, fingerprint: Annotated[Fingerprint, Path()]) -> FindingInFull:
    """One finding, by the first characters of its fingerprint, with what it rests on and what became of it."""
    try:
        seen = inspected(here.hub, fingerprint)
    except NotHandled as error:
        raise HTTPException(404, str(error)) from None
    observed, detector = seen.finding.observation, here.hub.detectors.get(seen.finding.observation.detector)
    return FindingInFull(
        **_told(here.hub, Line(seen.finding, seen.life)),
        goal_title=seen.goal,
        advice=detector.advice if detector else "",
        evidence=observed.evidence,
        streams=list(observed.streams),
        latest=_decision(seen.decision),
        history=[_entry(each) for each in seen.entries],
    )


@router.post("/findings/decide")
def decide_(here: SiteHere, visitor: Reader, given: DecideIn) -> list[ChangeOut]:
    """What somebody decides about findings; with `dry_run` only what would become of them."""
    insist(visitor, "decide", Answerable())
    hub = here.hub
    names = given.findings if given.matching is None else named_by(hub, given.matching.asked, visitor.person)
    with acting(visitor.person):
        made = decide(hub, visitor, names, _meant(given.decision), reason=given.reason, dry_run=given.dry_run)
    return [_change(each, dry_run=given.dry_run) for each in made]


def _meant(given: DecisionIn) -> Decision:
    match given:
        case AcknowledgeIn():
            return Acknowledge(given.until)
        case SnoozeIn():
            return Snooze(given.until, given.ends)
        case ExemptIn():
            return Exempt(given.review)
        case DisputeIn():
            return Dispute(given.link)
        case ReopenIn():
            return Reopen()


def _told(hub: Hub, line: Line) -> dict[str, Any]:
    finding, life, seen = line.finding, line.life, line.finding.observation
    return {
        **{name: getattr(seen, name) for name in _OBSERVED},
        **{name: getattr(finding, name) for name in _FOLLOWED},
        "subject": SubjectOut.model_validate(seen.subject),
        "name": name_of(seen.detector, hub.detectors),
        "stage": life.stage,
        "decision": _decision(life.decision),
        "silence": life.silence.id if life.silence else None,
        "stale": life.stale,
    }


_OBSERVED = ("detector", "severity", "title", "says", "summary", "goal", "team", "owner", "since", "url")
_FOLLOWED = ("fingerprint", "first_seen", "last_seen", "opened_at", "resolved_at", "reopened", "parent")


def _decision(held: Handling | None) -> DecisionOut | None:
    return None if held is None else DecisionOut.model_validate(held)


def _entry(entry: Entry) -> EntryOut:
    after = _HANDLING(entry.after) if entry.after else None
    return EntryOut(at=entry.at, actor=entry.actor, action=entry.action, decision=_decision(after))


def _change(change: Change, *, dry_run: bool) -> ChangeOut:
    seen = change.finding.observation
    return ChangeOut(
        fingerprint=change.finding.fingerprint,
        detector=seen.detector,
        subject=SubjectOut.model_validate(seen.subject),
        before=_decision(change.before),
        after=_decision(change.after),
        item=chosen_out(change.item) if change.item else None,
        says=of_finding(change, dry_run=dry_run),
    )
