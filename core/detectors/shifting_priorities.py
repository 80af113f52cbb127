"""D13: work is moved to other goals, or is done in another order than the goals have, and nobody decided so.

Looks at: items in progress whose main goal became another one in the last `window_days`, with the effort of the last 28 days;
and the order of objectives by target share beside that by effort.
Formula: share = a team's person-days on items that moved undecided / its person-days on all its items in progress. A move
is decided when in the `decided_days` before it or since a decision named one of the two goals, a goal above them, or no
goal at all; when target shares changed; when the new goal began, or the old one is over. A move to a goal above or below
the old one is none, and one back again undoes it. An edit of the rules is a decision of the admins. Order = Spearman's rank
correlation of target shares and shares of effort, over `order_days`.
Severity: a warning for a team from `warn_share` on. An order below `order_correlation` is only shown (info).
Silent: about a team with fewer than `min_items` items and fewer than `min_person_days` in progress; about the order with fewer
than `min_objectives` or `min_person_days`, and for `settling_days` after target shares changed. Before the hub has seen an
item's first goal it knows of no move.
Stands on: links and their history, target shares, decisions, and activity, on all tools. The order of issues in a backlog, and
their priority, are not seen.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from msgspec import Struct

from core.allocation import allocation, changes
from core.bounds import Correlation, Count, Days, PersonDays, Share
from core.chain import ancestors
from core.detectors.company import sole_owner, strategy
from core.detectors.contract import Detector
from core.effort import by_team, enough, person_days
from core.facts import Facts, RelinkedFact
from core.findings import Observation, Subject
from core.ranks import spearman
from core.records import Goal

EXAMPLES = 10


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """
    window_days: in which items must have moved
    decided_days: before a move, in which a decision or a change of the strategy may stand for it
    warn_share: of a team's effort on items in progress, from which it is told
    min_items: a team with fewer items in progress than this, and fewer person-days than the next, is not judged
    min_person_days: the other half of that guard, and what the order of objectives must stand on
    order_days: trailing days whose effort makes the order
    order_correlation: of the two orders, below which it is told
    min_objectives: with a target share, below which nothing is said of their order
    settling_days: after a change of targets, in which nothing is said of their order
    """

    window_days: Days = 7
    decided_days: Days = 14
    warn_share: Share = 0.15
    min_items: Count = 8
    min_person_days: PersonDays = 20.0
    order_days: Days = 28
    order_correlation: Correlation = 0.3
    min_objectives: Count = 5
    settling_days: Days = 21


def judge(facts: Facts, settings: Settings) -> Iterator[Observation]:
    moved, active = _undecided(facts, settings), by_team(facts.doing_effort)
    for team in sorted(moved):
        total, spent = person_days(active[team]), sum(each.person_days for each in moved[team])
        judged = enough(active[team], settings.min_items, settings.min_person_days)
        if judged and total and spent >= settings.warn_share * total:
            yield _team(team, moved[team], spent / total, settings)
    yield from _order(facts, settings)


def _undecided(facts: Facts, settings: Settings) -> Mapping[str, Sequence[RelinkedFact]]:
    """By team."""
    goals = {fact.goal.key: fact.goal for fact in facts.goals}
    first, found = facts.as_of - timedelta(days=settings.window_days), defaultdict[str, list[RelinkedFact]](list)
    for each in facts.relinked:
        if each.at > first and not _refined(each, goals) and not _decided(each, facts, goals, settings):
            found[each.team].append(each)
    return found


def _refined(each: RelinkedFact, goals: Mapping[str, Goal]) -> bool:
    """Whether it only went up or down the chain."""
    up, down = (set(_above(key, goals)) for key in (each.before, each.after))
    return each.before in down or each.after in up


def _above(key: str, goals: Mapping[str, Goal]) -> list[str]:
    """The goal itself and all above it."""
    return [goal.key for goal in ancestors(key, goals)] or [key]


def _decided(each: RelinkedFact, facts: Facts, goals: Mapping[str, Goal], settings: Settings) -> bool:
    first, today = each.at.date() - timedelta(days=settings.decided_days), facts.as_of.date()
    concerned = {*_above(each.before, goals), *_above(each.after, goals)}
    for decision in facts.decisions:
        if first <= decision.at <= today and (not decision.goals or concerned & set(decision.goals)):
            return True
    if any(change.day >= first for change in changes(facts.targets, today)):
        return True
    over = any(fact.ended for fact in facts.goals if fact.goal.key == each.before)
    return over or _is_new(each.after, first, facts)


def _is_new(key: str, first: date, facts: Facts) -> bool:
    """Whether the goal began in these days, or the hub saw it only then."""
    begins = (
        fact.goal.effective_from or (fact.first_seen.date() if fact.first_seen else None)
        for fact in facts.goals
        if fact.goal.key == key
    )
    return any(begin is not None and begin >= first for begin in begins)


def _team(team: str, moved: Sequence[RelinkedFact], share: float, settings: Settings) -> Observation:
    ways = sorted({f"{each.before} to {each.after}" for each in moved})
    more = f" and {len(ways) - 3} other ways" if len(ways) > 3 else ""
    return Observation(
        detector="D13",
        subject=Subject("team", team),
        severity="warning",
        title=f"Team {team}",
        says=f"moved {share:.0%} of its work in progress ({', '.join(ways[:3])}{more}), and nothing says who decided",
        since=min(each.at for each in moved),
        team=team,
        evidence={
            "share": round(share, 2),
            "items": sorted(each.item for each in moved)[:EXAMPLES],
            "moves": ways,
            "method": "person-days",
            "window_days": settings.window_days,
        },
    )


def _order(facts: Facts, settings: Settings) -> Iterator[Observation]:
    today = facts.as_of.date()
    settled = today - timedelta(days=settings.settling_days)
    found = allocation(facts, today, settings.order_days)
    keys = sorted(found.target)
    if len(keys) < settings.min_objectives or found.person_days < settings.min_person_days or not found.actual:
        return
    agreed = spearman([found.target[key] for key in keys], [found.actual[key] for key in keys])
    if (
        agreed is None
        or agreed >= settings.order_correlation
        or any(c.day > settled for c in changes(facts.targets, today))
    ):
        return
    above = strategy(facts)
    yield Observation(
        detector="D13",
        subject=Subject("company", "priorities"),
        severity="info",
        title="The company",
        says="gives its objectives effort in another order than that of their target shares",
        since=datetime.combine(found.begin, time(), UTC),
        owner=sole_owner(above),
        goal=above.goal.key if above else None,
        evidence={
            "correlation": round(agreed, 2),
            "order": _ordered(found.target),
            "effort_order": _ordered(found.actual),
            "window_days": settings.order_days,
            **found.method,
        },
    )


def _ordered(shares: Mapping[str, float]) -> list[str]:
    return sorted(shares, key=lambda key: (-shares[key], key))


DETECTOR = Detector(
    id="D13",
    name="shifting priorities",
    label="fairlead-shifting",
    advice="Write down the decision that moved this work, or move it back.",
    settings=Settings,
    judge=judge,
)
