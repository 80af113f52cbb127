"""D22: work that hangs in the air: pull requests that belong to no work item, and items that lead to no strategy.

Looks at: pull requests merged in the last 28 days that neither close nor name an issue or epic known to the hub; items in
progress whose way up by links and parents does not end at a strategy. What the way lacks is a goal, an objective above the
goal, or a strategy above the objective.
Formula: share = such pull requests / all merged ones of the team; share = such items / all items in progress of the team.
Severity: a warning for a team with either share above `warn_share`.
Silent: about either with fewer than `min_items` of them; about exempt items, and pull requests that a robot opened; about a
level (objectives, strategies) of which the hub knows no goal at all.
Stands on: links, parents, texts that name items, and goals, on all tools.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from core.bounds import Count, Share
from core.chain import HOPS, Hop, MissingHop, missing_hop
from core.detectors.contract import Detector
from core.detectors.subjects import of_team
from core.facts import ActiveItems, Facts, MergedPulls
from core.findings import Observation
from core.times import midnight


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """
    warn_share: of merged pull requests, or of items in progress, above it the team is told
    min_items: of fewer pull requests, or items, nothing is said
    """

    warn_share: Share = 0.15
    min_items: Count = 8


class Verdict(Struct, frozen=True):
    says: str
    evidence: Mapping[str, object]


def judge(facts: Facts, settings: Settings) -> Iterator[Observation]:
    found: dict[str, list[Verdict]] = defaultdict(list)
    for pulls in facts.merged:
        if _much(pulls.alone, pulls.merged, settings):
            found[pulls.team].append(_alone(pulls))
    for team, items in _by_team(facts.active).items():
        if verdict := _broken(items, facts, settings):
            found[team].append(verdict)
    for team in sorted(found):
        yield _observation(team, found[team], facts)


def _much(part: int, whole: int, settings: Settings) -> bool:
    return whole >= settings.min_items and part > settings.warn_share * whole


def _alone(pulls: MergedPulls) -> Verdict:
    says = f"merged {pulls.alone} of {pulls.merged} pull requests that belong to no work item"
    share = round(pulls.alone / pulls.merged, 2)
    return Verdict(says, {"pull_share": share, "merged": pulls.merged, "pulls": list(pulls.examples)})


def _by_team(active: Sequence[ActiveItems]) -> dict[str, list[ActiveItems]]:
    teams: dict[str, list[ActiveItems]] = defaultdict(list)
    for each in active:
        teams[each.team].append(each)
    return teams


def _broken(items: Sequence[ActiveItems], facts: Facts, settings: Settings) -> Verdict | None:
    """Without an objective or strategy anywhere, what lacks one tells nothing of this team."""
    goals = {fact.goal.key: fact.goal for fact in facts.goals}
    known: set[Hop | str] = {goal.level for goal in goals.values()} | ({"goal"} if goals else set())
    gaps = [(gap, each.items) for each in items if (gap := missing_hop(each.goal, goals)) and gap.hop in known]
    whole, part = sum(each.items for each in items), sum(count for _, count in gaps)
    if not _much(part, whole, settings):
        return None
    hops = _hops(gaps)
    told = ", ".join(f"{HOPS[hop]}: {hops[hop]}" for hop in HOPS if hop in hops)
    says = f"works on {whole} items, of which {part} lead to no strategy ({told})"
    goals_lacking = sorted({gap.last.key for gap, _ in gaps if gap.last})
    numbers = {"item_share": round(part / whole, 2), "items": whole, "hops": hops, "goals": goals_lacking}
    return Verdict(says, numbers)


def _hops(gaps: Sequence[tuple[MissingHop, int]]) -> dict[Hop, int]:
    counts: Counter[Hop] = Counter()
    for gap, items in gaps:
        counts[gap.hop] += items
    return {hop: counts[hop] for hop in HOPS if counts[hop]}


def _observation(team: str, verdicts: Sequence[Verdict], facts: Facts) -> Observation:
    evidence = {name: value for verdict in verdicts for name, value in verdict.evidence.items()}
    return of_team(
        "D22",
        team,
        says="; it ".join(verdict.says for verdict in verdicts),
        since=midnight(facts.as_of.date()),
        evidence={**evidence, "window_days": facts.effort_days},
    )


DETECTOR = Detector(
    id="D22",
    name="fragmentation",
    label="fairlead-fragmented",
    advice="Name the issue in each pull request, link the items to a goal, and give the goals named in the evidence a parent.",
    settings=Settings,
    judge=judge,
)
