"""Issues that are goals: by type, each at its level, and below one another."""

from typing import Any

from core.records import Goal
from sandbox.jira import JiraState
from tests.jira.conftest import Connect, both
from tests.jira.test_pull import items, pulled

LEVELS = {"Theme": "objective", "Initiative": "initiative"}
pytestmark = both


def goals(connect: Connect, types: Any) -> dict[str, Goal]:
    return {goal.key: goal for goal in pulled(connect(goal_types=types))[0] if isinstance(goal, Goal)}


def test_each_type_is_a_goal_of_its_level_below_its_parent(state: JiraState, connect: Connect) -> None:
    theme = state.create_issue("PAY", "Theme", "Trust", reporter="ada")
    initiative = state.create_issue("PAY", "Initiative", "Fewer failures", reporter="ada", parent=theme)
    epic = state.create_issue("PAY", "Epic", "Retries", reporter="ada", parent=initiative)
    found = goals(connect, LEVELS)
    assert {key: (goal.level, goal.parent) for key, goal in found.items()} == {
        theme: ("objective", None),
        initiative: ("initiative", theme),
    }
    seen = items(pulled(connect(goal_types=LEVELS))[0])
    assert {seen[key].kind for key in (theme, initiative, epic)} == {"epic"}
    assert (seen[epic].parent, seen[initiative].parent, seen[theme].parent) == (initiative, theme, None)


def test_a_parent_that_is_no_goal_is_no_goal_s_parent(state: JiraState, connect: Connect) -> None:
    initiative = state.create_issue("PAY", "Initiative", "Fewer failures", reporter="ada")
    epic = state.create_issue("PAY", "Epic", "Retries", reporter="ada", parent=initiative)
    assert goals(connect, ["Epic"])[epic].parent is None
    found = goals(connect, ["Epic", "Initiative"])
    assert (found[epic].parent, found[epic].level) == (initiative, "initiative")


def test_a_parent_that_cannot_be_seen_is_no_goal_s_parent(state: JiraState, connect: Connect) -> None:
    theme = state.create_issue("OPS", "Theme", "Trust", reporter="ada")
    initiative = state.create_issue("PAY", "Initiative", "Fewer failures", reporter="ada", parent=theme)
    state.hide(theme)
    shown = theme if state.deployment == "cloud" else None  # Cloud shows a glimpse of it, Data Center only its key
    assert goals(connect, LEVELS)[initiative].parent == shown
