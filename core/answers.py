"""A leader's four questions, one answer each with its figure and its evidence: pure, from facts and open findings."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct

from core.allocation import Allocation, allocation, changes, targets_on, total_variation
from core.detectors import key_result_pace
from core.facts import Facts, GoalFact
from core.findings import SEVERITIES, Finding, SubjectKind
from core.phrases import counted
from core.records import Level

Word = Literal["yes", "partly", "no", "unknown"]
WINDOW_DAYS = 28  # of effort that is compared with the same time before it
SHIFTED_SHARE = 0.15  # of that effort, from which priorities count as shifting
MIN_PERSON_DAYS = 20.0  # in each of the two times, below which nothing is told of a shift
_NOUNS: Mapping[SubjectKind, tuple[str, str]] = {
    "item": ("item", "items"),
    "goal": ("goal", "goals"),
    "team": ("team", "teams"),
    "company": ("matter of the whole company", "matters of the whole company"),
    "stream": ("stream", "streams"),
    "rule": ("rule", "rules"),
    "row": ("row", "rows"),
    "decision": ("decision", "decisions"),
}


class Question(Struct, frozen=True):
    """`detectors` are those whose findings answer it, the deciding ones first."""

    id: Literal["moving", "on_pace", "blocked", "shifting"]
    asks: str
    detectors: tuple[str, ...]


MOVING = Question("moving", "Are initiatives moving?", ("D2", "D3"))
ON_PACE = Question("on_pace", "Are key results on pace?", ("D8", "D9"))
BLOCKED = Question("blocked", "Is anybody blocked?", ("D10", "D11"))
SHIFTING = Question("shifting", "Are priorities shifting?", ("D13", "D6", "D5"))
QUESTIONS = (MOVING, ON_PACE, BLOCKED, SHIFTING)


class Answer(Struct, frozen=True, kw_only=True):
    """`good` says whether the word is the one to wish for, None where nobody can tell. `part` of `of` is the figure in `says`,
    where it is one of a whole. `findings` are the evidence, the worst first, those only shown (info) last."""

    question: Question
    word: Word
    good: bool | None
    says: str
    part: int | None = None
    of: int | None = None
    findings: tuple[Finding, ...] = ()


def answers(facts: Facts, findings: Iterable[Finding], settings: key_result_pace.Settings) -> tuple[Answer, ...]:
    """In the order of the questions. Of the facts only goals and effort are looked at; the rest is in the findings."""
    found = worst_first(findings)
    return (
        _moving(facts, _of(MOVING, found)),
        _on_pace(facts, _of(ON_PACE, found), settings),
        _blocked(_of(BLOCKED, found)),
        _shifting(facts, _of(SHIFTING, found)),
    )


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """By severity, then the longest standing first; those that another one silences come last."""
    return sorted(
        findings,
        key=lambda each: (
            bool(each.parent),
            SEVERITIES.index(each.observation.severity),
            each.observation.since,
            each.fingerprint,
        ),
    )


def _of(question: Question, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(each for each in findings if each.observation.detector in question.detectors)


def _moving(facts: Facts, found: tuple[Finding, ...]) -> Answer:
    under_way = {fact.goal.key for fact in _in_force(facts, "initiative") if fact.doing}
    still = under_way & {each.observation.subject.key for each in _serious(found)}
    moving = len(under_way) - len(still)
    says = f"{moving} of {counted(len(under_way), 'initiative')} in progress move"
    return _graded(MOVING, moving, len(under_way), says if under_way else "no initiative is in progress", found)


def _on_pace(facts: Facts, found: tuple[Finding, ...], settings: key_result_pace.Settings) -> Answer:
    known = (key_result_pace.pace_of(fact, facts.as_of, settings) for fact in _in_force(facts, "key_result"))
    paces = [pace.ratio for pace in known if pace]
    near = sum(ratio >= settings.slightly_behind_ratio for ratio in paces)
    says = f"{near} of {counted(len(paces), 'key result')} that can be judged are on pace or close to it"
    return _graded(ON_PACE, near, len(paces), says if paces else "no key result can be judged", found)


def _graded(question: Question, part: int, whole: int, says: str, found: tuple[Finding, ...]) -> Answer:
    """Yes for all of them, partly for at least half."""
    if not whole:
        return Answer(question=question, word="unknown", good=None, says=says, findings=found)
    word: Word = "yes" if part == whole else "partly" if 2 * part >= whole else "no"
    return Answer(question=question, word=word, good=word == "yes", says=says, part=part, of=whole, findings=found)


def _blocked(found: tuple[Finding, ...]) -> Answer:
    serious = _serious(found)
    word: Word = "yes" if serious else "partly" if found else "no"
    says = f"{_subjects(serious or found)} held up" if found else "nothing is known to wait"
    return Answer(question=BLOCKED, word=word, good=not serious, says=says, findings=found)


def _shifting(facts: Facts, found: tuple[Finding, ...]) -> Answer:
    """Yes where it was not decided, or much effort went elsewhere than in the four weeks before; partly where new target
    shares ask for it or effort is far from them."""
    today = facts.as_of.date()
    before = today - timedelta(days=WINDOW_DAYS)
    now, moved = allocation(facts, today, WINDOW_DAYS), _moved(facts, today, before)
    undecided = any(each.observation.detector == "D13" for each in _serious(found))
    decided = [each.day for each in changes(facts.targets, today) if each.day > before]
    if moved is None and not found:
        return Answer(
            question=SHIFTING, word="unknown", good=None, says="too little effort or no target share is known"
        )
    shifted = moved is not None and moved >= SHIFTED_SHARE
    word: Word = "yes" if undecided or shifted else "partly" if _serious(found) or decided else "no"
    return Answer(
        question=SHIFTING,
        word=word,
        good=not _serious(found) and (bool(decided) or not shifted),
        says="; ".join(_said(moved, now, decided)),
        findings=found,
    )


def _moved(facts: Facts, today: date, before: date) -> float | None:
    """Between the objectives that have a target share on either day: what lost its target lost no effort by that."""
    keys = {key for day in (today, before) for key in targets_on(day, facts.targets)}
    one, other = (allocation(facts, day, WINDOW_DAYS, objectives=keys) for day in (today, before))
    known = min(one.person_days, other.person_days) >= MIN_PERSON_DAYS
    return total_variation(one.actual, other.actual) if known else None


def _said(moved: float | None, now: Allocation, decided: Sequence[date]) -> Iterable[str]:
    if moved is None:
        yield "there is too little effort to compare"
    else:
        yield f"{moved:.0%} of the effort went elsewhere than in the {WINDOW_DAYS} days before"
    if now.actual:
        yield f"{now.distance:.0%} would have to move to meet the target shares"
    if decided:
        yield f"new target shares since {decided[-1]}"


def _in_force(facts: Facts, level: Level) -> list[GoalFact]:
    return [fact for fact in facts.goals if fact.goal.level == level and not fact.ended]


def _serious(found: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(each for each in found if each.observation.severity != "info")


def _subjects(found: Iterable[Finding]) -> str:
    """`3 items and 1 team are`."""
    kinds = Counter(
        each.observation.subject.kind for each in {each.observation.subject: each for each in found}.values()
    )
    told = [counted(n, *_NOUNS[kind]) for kind, n in sorted(kinds.items())]
    verb = "is" if sum(kinds.values()) == 1 else "are"
    return f"{', '.join(told[:-1])}{' and ' if told[1:] else ''}{told[-1]} {verb}"
