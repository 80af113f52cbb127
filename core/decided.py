"""Whether somebody decided that work moved from one goal to another, as far as that was written down: pure."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from msgspec import Struct

from core.allocation import changes
from core.chain import ancestors
from core.facts import Facts, GoalFact, RelinkedFact
from core.records import Decision, Goal


class Decided(Struct, frozen=True):
    """What can stand for a move: decisions up to today, the goals by key, and the last day on which target shares changed."""

    decisions: Collection[Decision]
    facts: Mapping[str, GoalFact]
    goals: Mapping[str, Goal]
    changed: date | None

    def refined(self, move: RelinkedFact) -> bool:
        """Whether it only went up or down the chain."""
        return move.before in self._above(move.after) or move.after in self._above(move.before)

    def stands_for(self, move: RelinkedFact, days: int) -> bool:
        """Whether so many days before the move, or since, the strategy changed or a decision named either goal, one above
        them, or no goal at all; or the new goal began; or the old one is over by now."""
        first = move.at.date() - timedelta(days=days)
        if self.changed and self.changed >= first:
            return True
        before = self.facts.get(move.before)
        return bool(before and before.ended) or self._is_new(move.after, first) or self._named(move, first)

    def _named(self, move: RelinkedFact, first: date) -> bool:
        concerned = self._above(move.before) | self._above(move.after)
        return any(each.at >= first and (not each.goals or concerned & set(each.goals)) for each in self.decisions)

    def _is_new(self, key: str, first: date) -> bool:
        """Whether the goal began in these days, or the hub saw it only then."""
        fact = self.facts.get(key)
        if fact is None:
            return False
        begins = fact.goal.effective_from or (fact.first_seen.date() if fact.first_seen else None)
        return begins is not None and begins >= first

    def _above(self, key: str) -> set[str]:
        """The goal itself and all above it."""
        return {key, *(goal.key for goal in ancestors(key, self.goals))}


def decided(facts: Facts) -> Decided:
    today = facts.as_of.date()
    days = [change.day for change in changes(facts.targets, today)]
    return Decided(
        decisions=[each for each in facts.decisions if each.at <= today],
        facts={fact.goal.key: fact for fact in facts.goals},
        goals={fact.goal.key: fact.goal for fact in facts.goals},
        changed=days[-1] if days else None,
    )
