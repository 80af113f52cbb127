"""How the company stands, on one screen: what `fairlead status`, the report and the pages show. Put together by pure code from
the facts of one evaluation and the findings that were open after it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from core.answers import QUESTIONS, WINDOW_DAYS, Answer, answers, worst_first
from core.breaks import Break, breaks
from core.detectors import key_result_pace, not_operational
from core.detectors.contract import settings_of
from core.facts import Facts
from core.findings import Finding, Severity
from core.gaps import TeamGap, gaps
from core.guard import Limits
from core.stages import Stage
from core.standing import healths, standings
from core.unjudged import Unjudged, unjudged

SHOWN = 5  # findings of an answer, gaps, and findings to look at next
NARROW = 0.005  # points of all effort, below which a gap is not worth telling


class Lack(Struct, frozen=True):
    """What an objective that is in force lacks to be worked for, as D19 judges it."""

    goal: str
    lacks: tuple[str, ...]


class Overview(Struct, frozen=True, kw_only=True):
    """As of an evaluation. `found` counts open findings by severity; `next` are the worst of those that answer no question and
    that no other silences. Of them, of each answer's findings and of the gaps only the first `SHOWN` are kept. `titles` are
    those of all goals named. `stages` says how many of the findings stand where in their lives."""

    as_of: datetime
    answers: tuple[Answer, ...]
    found: Mapping[Severity, int]
    next: tuple[Finding, ...]
    gaps: tuple[TeamGap, ...]
    breaks: tuple[Break, ...]
    lacks: tuple[Lack, ...]
    unjudged: tuple[Unjudged, ...]
    titles: Mapping[str, str]
    stages: Mapping[Stage, int] = {}


def overview(
    facts: Facts,
    open_: Sequence[Finding],
    late: Collection[str],
    settings: Mapping[str, Struct],
    limits: Limits,
    unheard: Collection[str] = (),
) -> Overview:
    """`late` names the connectors that are not up to date, `settings` are those of the detectors, by id. `unheard` are findings
    (fingerprints) that nobody need look at next, because people have decided about them."""
    pace = settings_of(key_result_pace.DETECTOR, settings)
    goals = {fact.goal.key: fact.goal for fact in facts.goals}
    apart = gaps(facts, facts.as_of.date(), WINDOW_DAYS, healths(standings(facts.goals, facts.as_of)))
    widest = tuple(gap for gap in apart.cells if abs(gap.points) >= NARROW)[:SHOWN] if apart else ()
    broken, lacks = breaks(facts), lacking(facts, settings)
    named = {each.goal for each in widest} | {each.goal for each in broken} | {each.goal for each in lacks}
    asked = {detector for question in QUESTIONS for detector in question.detectors}
    return Overview(
        as_of=facts.as_of,
        answers=tuple(replace(each, findings=each.findings[:SHOWN]) for each in answers(facts, open_, pace)),
        found=dict(Counter(each.observation.severity for each in open_)),
        next=_next(open_, asked, unheard),
        gaps=widest,
        breaks=broken,
        lacks=lacks,
        unjudged=tuple(unjudged(facts, late, pace, limits)),
        titles={key: goal.title for key, goal in goals.items() if key in named},
    )


def _next(open_: Sequence[Finding], asked: Collection[str], unheard: Collection[str]) -> tuple[Finding, ...]:
    others = (each for each in worst_first(open_) if each.observation.detector not in asked and not each.parent)
    return tuple(each for each in others if each.fingerprint not in unheard)[:SHOWN]


def lacking(facts: Facts, settings: Mapping[str, Struct]) -> tuple[Lack, ...]:
    given = settings_of(not_operational.DETECTOR, settings)
    return tuple(Lack(fact.goal.key, tuple(lacks)) for fact, lacks in not_operational.lacking(facts, given))
