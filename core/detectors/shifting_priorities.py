"""D13: work is moved to other goals, or is done in another order than the goals have, and nobody decided so.

Looks at: items in progress whose main goal became another one in the last `window_days`, with the effort of the last 28 days;
and the order of objectives with a target share above 0 beside that of their effort.
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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from msgspec import Struct

from core.allocation import allocation, changes
from core.bounds import Correlation, Count, Days, PersonDays, Share
from core.decided import decided
from core.detectors.company import sole_owner, strategy
from core.detectors.contract import Detector
from core.detectors.subjects import of_team
from core.effort import by_team, enough, person_days
from core.facts import Facts, RelinkedFact
from core.findings import Observation, Subject
from core.ranks import spearman
from core.times import midnight

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
    first, found = facts.as_of - timedelta(days=settings.window_days), defaultdict[str, list[RelinkedFact]](list)
    told = decided(facts)
    for each in facts.relinked:
        if each.at > first and not told.refined(each) and not told.stands_for(each, settings.decided_days):
            found[each.team].append(each)
    return found


def _team(team: str, moved: Sequence[RelinkedFact], share: float, settings: Settings) -> Observation:
    ways = sorted({f"{each.before} to {each.after}" for each in moved})
    more = f" and {len(ways) - 3} other ways" if len(ways) > 3 else ""
    return of_team(
        "D13",
        team,
        says=f"moved {share:.0%} of its work in progress ({', '.join(ways[:3])}{more}), and nothing says who decided",
        since=min(each.at for each in moved),
        evidence={
            "share": round(share, 2),
            "items": sorted(each.item for each in moved)[:EXAMPLES],
            "moves": ways,
            "method": "person-days",
            "window_days": settings.window_days,
        },
    )


def _order(facts: Facts, settings: Settings) -> Iterator[Observation]:
    found = allocation(facts, facts.as_of.date(), settings.order_days)
    wanted = [key for key, share in found.target.items() if share]
    enough_known = found.actual and found.person_days >= settings.min_person_days
    if not enough_known or len(wanted) < settings.min_objectives or _settling(facts, settings):
        return
    agreed = spearman([found.target[key] for key in wanted], [found.actual[key] for key in wanted])
    if agreed is None or agreed >= settings.order_correlation:
        return
    above = strategy(facts)
    yield Observation(
        detector="D13",
        subject=Subject("company", "priorities"),
        severity="info",
        title="The company",
        says="gives its objectives effort in another order than that of their target shares",
        since=midnight(found.begin),
        owner=sole_owner(above),
        goal=above.goal.key if above else None,
        evidence={
            "correlation": round(agreed, 2),
            "order": _ordered(found.target, wanted),
            "effort_order": _ordered(found.actual, wanted),
            "window_days": settings.order_days,
            **found.method,
        },
    )


def _settling(facts: Facts, settings: Settings) -> bool:
    today = facts.as_of.date()
    since = today - timedelta(days=settings.settling_days)
    return any(change.day > since for change in changes(facts.targets, today))


def _ordered(shares: Mapping[str, float], keys: Iterable[str]) -> list[str]:
    return sorted(keys, key=lambda key: (-shares[key], key))


DETECTOR = Detector(
    id="D13",
    name="shifting priorities",
    label="fairlead-shifting",
    advice="Write down the decision that moved this work, or move it back.",
    settings=Settings,
    judge=judge,
)
