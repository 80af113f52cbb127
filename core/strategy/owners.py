"""Whether one person answers for each goal, and whether the hub knows that person."""

from collections.abc import Iterator

from core.records import Goal
from core.spelling import hint
from core.strategy.contract import HINTED, Problem, Strategy, problem

LEVELS = ("objective", "key_result", "initiative")


def owners(strategy: Strategy) -> Iterator[Problem]:
    """Of goals that are no items: an item has an assignee, whom its tool knows."""
    running = [goal for goal in strategy.goals if goal.item is None and not strategy.over(goal)]
    for goal in running:
        if goal.level in LEVELS and len(goal.owners) != 1:
            several = f"has {len(goal.owners)} owners, so nobody answers for it alone"
            message = several if goal.owners else "has no owner"
            yield problem(goal, "owner-one", message, "name one person", "owners", level="warning")
    strangers = [(goal, owner) for goal in running for owner in goal.owners if not _known(owner, strategy)]
    for nth, (goal, owner) in enumerate(strangers):
        yield _unknown(goal, owner, sorted(strategy.people) if nth < HINTED else [])


def _known(owner: str, strategy: Strategy) -> bool:
    """Nobody is unknown while no person is known."""
    return not strategy.people or owner in strategy.people or owner.lower() in strategy.people


def _unknown(goal: Goal, owner: str, people: list[str]) -> Problem:
    mails = [each for each in people if "@" in each]
    mend = f"write an e-mail that is known{hint(owner, mails, 'a new person goes into people.toml')}"
    message = f"is owned by {owner.removeprefix('sheets:')}, whom no tool and no list of people knows"
    return problem(goal, "owner-unknown", message, mend, "owners", level="warning")
