"""D10 on both sides of its limits, and what it says of what."""

from typing import Any

import pytest

from core.detectors import blocked
from core.facts import BlockedFact, GoalFact, Hold, MovementFact
from core.findings import Observation
from tests.core.worlds import ago, facts, goal, item

OBJECTIVE = GoalFact(goal=goal("O-1", level="objective"))
EPIC = GoalFact(goal=goal("PAY-1", level="initiative", parent="O-1"), owners=("ana@acme.test",))
PART = GoalFact(goal=goal("PAY-2", level="initiative", parent="PAY-1"))


def flagged(days: float, key: str = "jira:PAY-9", *, goals: tuple[str, ...] = (), **given: Any) -> BlockedFact:
    return BlockedFact(item=item(key, **given), holds=(Hold(ago(days), "flag", "", "jira"),), goals=goals)


def judged(*stuck: BlockedFact, doing: int = 0, **settings: Any) -> list[Observation]:
    movements = (MovementFact(goal="PAY-1", open=doing, doing=doing),)
    given = facts(goals=(OBJECTIVE, EPIC, PART), movements=movements, blocked=stuck)
    return list(blocked.judge(given, blocked.Settings(**settings)))


# two days ago was Monday, five Friday: since then two and three working days have begun
@pytest.mark.parametrize(("days", "expected"), [(0, 0), (2, 0), (3, 1), (5, 1)])
def test_an_item_is_told_after_three_working_days(days: int, expected: int) -> None:
    assert len(judged(flagged(days))) == expected
    assert len(judged(flagged(days), blocked_working_days=2)) == (days > 0)


def test_a_finding_says_what_holds_the_item_back_and_since_when() -> None:
    holds = (
        Hold(ago(9), "dependency", "PAY-7", "jira", "Mend the ledger"),
        Hold(ago(8), "status", "On hold", "jira"),
        Hold(ago(1), "thread", "pay/1.2", "slack"),
    )
    stuck = BlockedFact(item=item("jira:PAY-9", team="pay", goal="O-1", assignee="bo@acme.test"), holds=holds)
    (found,) = judged(stuck)
    assert found.says == (
        "is blocked: it waits for PAY-7 “Mend the ledger”, and its status is “On hold”, and a thread that names it says so"
    )
    assert (found.subject.key, found.since, found.team, found.goal) == ("jira:PAY-9", ago(9), "pay", "O-1")
    assert (found.owner, found.streams) == ("bo@acme.test", ("jira", "slack"))
    assert found.evidence["blocked"][0] == {"by": "dependency", "what": "PAY-7", "since": ago(9).isoformat()}


def initiatives(*stuck: BlockedFact, **given: Any) -> list[Observation]:
    return [each for each in judged(*stuck, **given) if each.subject.kind == "goal"]


def several(number: int, days: float = 5, **given: Any) -> list[BlockedFact]:
    return [flagged(days + nth, f"jira:PAY-{nth}", goals=("PAY-1",), **given) for nth in range(10, 10 + number)]


@pytest.mark.parametrize(("held", "doing", "expected"), [(1, 4, 0), (2, 4, 1), (2, 8, 0), (3, 8, 1), (3, 3, 0)])
def test_an_initiative_is_told_above_a_quarter_of_four_or_more_items(held: int, doing: int, expected: int) -> None:
    assert len(initiatives(*several(held), doing=doing)) == expected


def test_the_initiative_finding_counts_from_the_item_that_made_them_too_many() -> None:
    (found,) = initiatives(*several(3), doing=4)
    assert (found.subject.key, found.goal, found.owner) == ("PAY-1", "O-1", "ana@acme.test")
    assert (found.since, found.says) == (ago(16), "has 3 of its 4 items in progress blocked")
    assert found.evidence["items"] == ["jira:PAY-10", "jira:PAY-11", "jira:PAY-12"]


def test_only_what_is_in_progress_and_has_been_blocked_for_long_counts_for_an_initiative() -> None:
    assert initiatives(*several(4, category="todo"), doing=4) == []
    assert initiatives(*(flagged(1, f"jira:PAY-{n}", goals=("PAY-1",)) for n in range(4)), doing=4) == []


def test_an_item_counts_once_for_an_initiative_and_also_for_the_one_above() -> None:
    twice = [flagged(9, f"jira:PAY-{n}", goals=("PAY-1", "PAY-2")) for n in (1, 2)]
    (found,) = initiatives(*twice, doing=4)
    assert found.evidence["share"] == 0.5


def test_names_of_the_settings_are_what_the_facts_look_for() -> None:
    assert blocked.signs({}).statuses == blocked.Settings().blocked_statuses
    given = blocked.Settings(blocked_statuses=("parked",), blocking_reactions=())
    assert (blocked.signs({"D10": given}).statuses, blocked.signs({"D10": given}).reactions) == (("parked",), ())
