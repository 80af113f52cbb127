"""D20: owners said what they will do differently, and their teams go on as before.

Looks at: the newest change of target shares by `change_share` or more, as in D6; objectives whose share it moved by
`asked_share` or more; and what their owners answered within `answer_days` after it: a check-in of the objective with a note, by
its owner, or a decision of a kind such as *commitment* that names the objective.
Formula: a team's share = its effort on the objective and all below it / its effort on all objectives with a target. Moved = the
share of the last `now_days` less that of the `before_days` before the change, counted in the direction of the change. Asked are
the teams of those who answered, else of the owners.
Severity: a warning from `after_days` after the change on, for `watched_days`, while a team moved by less than `moved_share`.
Silent: about objectives of which nobody answered, and owners without a team; about a team with fewer than `min_person_days` in
either time, or whose share before was already where the new target is.
Stands on: target shares and their versions, check-ins and decisions as written, people, links, and activity, worklogs or story
points, on all tools.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from core.allocation import ROUNDED, Change, allocation, changes
from core.bounds import Days, PersonDays, Share
from core.detectors.company import sole_owner
from core.detectors.contract import Detector
from core.detectors.subjects import of_goal
from core.facts import Facts, GoalFact
from core.findings import Observation
from core.phrases import day
from core.times import midnight

COMMITMENT = "commit"  # in the kind of a decision, whatever else stands around it


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """
    change_share: of the target shares that must have moved to count as a change of strategy
    asked_share: by which an objective's own share must have moved for its owner to be asked
    answer_days: after the change, in which an answer counts
    after_days: after the change, from which effort should have moved
    watched_days: after a change, for which it is watched
    before_days: before the change, whose effort is the point of departure
    now_days: trailing days whose effort is where the team stands
    moved_share: of the team's effort, below which nothing has changed
    min_person_days: of a team in either time, below which nothing is judged
    """

    change_share: Share = 0.10
    asked_share: Share = 0.05
    answer_days: Days = 21
    after_days: Days = 21
    watched_days: Days = 70
    before_days: Days = 28
    now_days: Days = 14
    moved_share: Share = 0.03
    min_person_days: PersonDays = 20.0


class Answer(Struct, frozen=True):
    """On which day somebody said so, where it stands, and the person (e-mail)."""

    day: date
    place: str
    person: str


class Standing(Struct, frozen=True):
    """A team's share of effort on an objective, before the change and now."""

    team: str
    before: float
    now: float


def judge(facts: Facts, settings: Settings) -> Iterator[Observation]:
    change = newest_change(facts, settings)
    if not change or not settings.after_days <= (facts.as_of.date() - change.day).days <= settings.watched_days:
        return
    for fact in facts.goals:
        answers = sorted(answers_to(fact, change, facts, settings), key=lambda each: (each.day, each.place))
        if answers and not fact.ended:
            teams = _teams(fact, answers, facts)
            unmoved = [each for team in teams if (each := _unmoved(team, fact.goal.key, change, facts, settings))]
            if unmoved:
                yield _observation(fact, change, answers[0], unmoved, settings)


def newest_change(facts: Facts, settings: Settings) -> Change | None:
    """The last change of target shares that counts as one of strategy."""
    found = [each for each in changes(facts.targets, facts.as_of.date()) if each.size >= settings.change_share]
    return found[-1] if found else None


def last_day(change: Change, settings: Settings) -> date:
    """On which an answer counts."""
    return change.day + timedelta(days=settings.answer_days)


def is_asked(fact: GoalFact, change: Change, settings: Settings) -> bool:
    """Whether the change moved the goal's own share so far that its owner should say what follows."""
    key = fact.goal.key
    return round(abs(change.after.get(key, 0.0) - change.before.get(key, 0.0)), ROUNDED) >= settings.asked_share


def answers_to(fact: GoalFact, change: Change, facts: Facts, settings: Settings) -> Iterator[Answer]:
    """What the owners of an objective that is asked said in time."""
    key, last = fact.goal.key, last_day(change, settings)
    if not is_asked(fact, change, settings):
        return
    for each in facts.readings:
        author = each.author or sole_owner(fact)
        if each.subject == key and each.note and author in fact.owners and change.day <= each.at <= last:
            yield Answer(each.at, each.place, author or "")
    for decision in facts.decisions:
        if COMMITMENT in decision.kind.casefold() and key in decision.goals and change.day <= decision.at <= last:
            yield from (Answer(decision.at, decision.place, person) for person in decision.owners or fact.owners)


def _teams(fact: GoalFact, answers: Sequence[Answer], facts: Facts) -> list[str]:
    """Of those who answered, else of the owners."""
    team = {each.person: each.team for each in facts.people if each.team}
    answered = {team[each.person] for each in answers if each.person in team}
    return sorted(answered or {team[owner] for owner in fact.owners if owner in team})


def _unmoved(team: str, key: str, change: Change, facts: Facts, settings: Settings) -> Standing | None:
    """None if it moved, was there already, or cannot be judged."""
    own, keys = (
        replace(facts, daily=tuple(row for row in facts.daily if row.team == team)),
        {*change.before, *change.after},
    )
    before = allocation(own, change.day - timedelta(days=1), settings.before_days, objectives=keys)
    now = allocation(own, facts.as_of.date(), settings.now_days, objectives=keys)
    if min(before.person_days, now.person_days) < settings.min_person_days or not before.actual or not now.actual:
        return None
    target, was, is_ = (shares.get(key, 0.0) for shares in (change.after, before.actual, now.actual))
    direction = 1 if target > change.before.get(key, 0.0) else -1
    there, moved = (round(direction * gone, ROUNDED) for gone in (was - target, is_ - was))
    return None if there >= 0 or moved >= settings.moved_share else Standing(team, was, is_)


def _observation(
    fact: GoalFact, change: Change, answer: Answer, unmoved: Sequence[Standing], settings: Settings
) -> Observation:
    goal, on = fact.goal, answer.day
    before, after = (shares.get(goal.key, 0.0) for shares in (change.before, change.after))
    told = ", ".join(
        f"team {each.team} went from {each.before:.0%} to {each.now:.0%} of its effort" for each in unmoved
    )
    return of_goal(
        "D20",
        fact,
        says=f"should get {after:.0%} and not {before:.0%} of the effort; it was answered on {day(on)}, and {told}",
        since=midnight(on),
        goal=goal.key,
        team=unmoved[0].team if len(unmoved) == 1 else None,
        evidence={
            "change": change.day.isoformat(),
            "target_share": {"before": round(before, 2), "after": round(after, 2)},
            "answered": {"day": on.isoformat(), "place": answer.place},
            "shares": {each.team: {"before": round(each.before, 2), "now": round(each.now, 2)} for each in unmoved},
            "window_days": settings.now_days,
        },
    )


DETECTOR = Detector(
    id="D20",
    name="agreement without change",
    label="fairlead-unkept",
    advice="Ask the owner what stands in the way, and name the work that stops.",
    settings=Settings,
    judge=judge,
)
