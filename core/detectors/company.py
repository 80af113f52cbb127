"""Who answers for the company as a whole: the owner of its strategy."""

from core.facts import Facts, GoalFact


def strategy(facts: Facts) -> GoalFact | None:
    """The one strategy that is in force; None without any, or with several."""
    found = [fact for fact in facts.goals if fact.goal.level == "strategy" and not fact.ended]
    return found[0] if len(found) == 1 else None


def sole_owner(fact: GoalFact | None) -> str | None:
    return fact.owners[0] if fact and len(fact.owners) == 1 else None
