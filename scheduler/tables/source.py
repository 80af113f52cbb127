"""What the tables are made of, and how shares are written in them."""

from functools import cached_property

from core.records import Goal
from scheduler.hub import Hub
from scheduler.looking import Look
from scheduler.report import Report, report_of
from store.goal_facts import goal_facts


class Source:
    """A look at the hub, each part read when it is first asked for. It lives as long as the look at the hub."""

    def __init__(self, hub: Hub, look: Look) -> None:
        self.hub, self.look = hub, look

    @cached_property
    def report(self) -> Report:
        return report_of(self.hub, self.look)

    @cached_property
    def goals(self) -> dict[str, Goal]:
        return {fact.goal.key: fact.goal for fact in goal_facts(self.look.tx, self.look.at)}


def rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
