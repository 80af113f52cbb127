"""Where the chain from work up to a strategy breaks, by the hop that is missing, with what hangs below: pure."""

from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec import Struct

from core.chain import HOPS, Hop, missing_hop
from core.facts import Facts, GoalFact, ItemFact

_DEPTH = list(HOPS)


class Break(Struct, frozen=True, kw_only=True):
    """One place where the chain ends. `goal` is the last goal of the way up, None for items that serve none, which are told by
    `team` (None: of no team). `doing`, `todo` and `done` count the items below, each once; of items without a goal `done` are
    those of the effort window, and those to do are not looked at."""

    hop: Hop
    says: str
    goal: str | None = None
    team: str | None = None
    todo: int = 0
    doing: int = 0
    done: int = 0

    @property
    def items(self) -> int:
        return self.todo + self.doing + self.done


def breaks(facts: Facts) -> tuple[Break, ...]:
    """Every place, by hop from the work upwards, where most is under way first. Goals that are over are left out, and so is a
    level of which no goal is known at all."""
    known = {fact.goal.level for fact in facts.goals} | ({"goal"} if facts.goals else set())
    found = [each for each in (*_unlinked(facts.unlinked), *_unlinked_goals(facts.goals)) if each.hop in known]
    return tuple(sorted(found, key=lambda each: (_DEPTH.index(each.hop), -each.doing, -each.items, each.says)))


def by_hop(found: Iterable[Break]) -> dict[Hop, int]:
    """How many items hang below each missing hop."""
    counts = Counter[Hop]()
    for each in found:
        counts[each.hop] += each.items
    return {hop: counts[hop] for hop in HOPS if hop in counts}


def _unlinked(items: Iterable[ItemFact]) -> Iterator[Break]:
    counts = Counter((item.team, item.category) for item in items)
    for team in sorted({team for team, _ in counts}, key=lambda team: team or ""):
        doing, done = counts[team, "doing"], counts[team, "done"]
        says = f"work of {f'team {team}' if team else 'no team'} serves no goal"
        yield Break(hop="goal", says=says, team=team, doing=doing, done=done)


def _unlinked_goals(facts: Iterable[GoalFact]) -> Iterator[Break]:
    """One for each goal at which a way up ends; its counts hold all below it."""
    goals = {fact.goal.key: fact.goal for fact in facts}
    seen = {fact.goal.key: fact for fact in facts}
    ends = {
        gap.last.key: gap
        for fact in facts
        if not fact.ended and (gap := missing_hop(fact.goal.key, goals)) and gap.last
    }
    for key, gap in ends.items():
        last = seen[key]
        yield Break(
            hop=gap.hop,
            says=gap.says,
            goal=key,
            todo=last.open_items - last.doing_items,
            doing=last.doing_items,
            done=last.done_items,
        )
