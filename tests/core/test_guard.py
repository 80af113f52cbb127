from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.guard import Limits, Situation, held_because, learning, stopped_because
from core.plan import Operation, Plan, Step, Target

CALM = {"open_items": {"jira": 1000}, "written_today": {}, "standing": 1000, "rules_edited": False}


def plan(count: int, step: Step = "add", tool: str = "jira") -> Plan:
    return Plan(tuple(Operation(f"{n}", step, Target(tool, "label", f"A-{n}"), "x") for n in range(count)))


def held(count: int, step: Step = "add", **given: Any) -> list[str]:
    return held_because(plan(count, step), Situation(**{**CALM, **given}), Limits())


@pytest.mark.parametrize(("count", "reasons"), [(0, 0), (25, 0), (26, 1)])
def test_visible_writes(count: int, reasons: int) -> None:
    assert len(held(count)) == reasons


@pytest.mark.parametrize(("open_items", "reasons"), [(100, 0), (99, 1)])
def test_share_of_open_items(open_items: int, reasons: int) -> None:
    assert len(held(10, open_items={"jira": open_items})) == reasons


@pytest.mark.parametrize(("standing", "reasons"), [(50, 0), (49, 1)])
def test_share_of_resolves(standing: int, reasons: int) -> None:
    assert len(held(10, "remove", standing=standing)) == reasons


def test_a_few_writes_are_no_mass_change() -> None:
    assert held(4, open_items={"jira": 4}) == []
    assert len(held(5, open_items={"jira": 4})) == 1


def test_edited_rules_hold_even_one_write_but_not_an_empty_plan() -> None:
    assert len(held(1, rules_edited=True)) == 1
    assert held(0, rules_edited=True) == []


@pytest.mark.parametrize(("written", "stopped"), [(490, 0), (491, 1)])
def test_the_daily_limit_of_a_tool_stops_whatever_is_approved(written: int, stopped: int) -> None:
    situation = Situation(**{**CALM, "written_today": {"jira": written}})  # type: ignore[arg-type]
    assert len(stopped_because(plan(10), situation, Limits())) == stopped
    assert stopped_because(plan(10, tool="github"), situation, Limits()) == []


FIRST = datetime(2026, 3, 4, 9, tzinfo=UTC)


@pytest.mark.parametrize(("days", "learns"), [(0, True), (13.9, True), (14, False), (90, False)])
def test_a_hub_learns_for_a_fortnight_after_its_first_goal(days: float, learns: bool) -> None:
    found = learning(FIRST, FIRST + timedelta(days=days), Limits())
    assert (found is not None) == learns
    if found:
        assert "18 March 2026, 09:00" in found.text
        assert "learning_days = 0" in found.text


def test_it_learns_nothing_where_it_shall_not_and_waits_for_the_first_goal() -> None:
    assert learning(FIRST, FIRST, Limits(learning_days=0)) is None
    assert learning(None, FIRST, Limits(learning_days=0)) is None
    waiting = learning(None, FIRST, Limits())
    assert waiting
    assert "no goal is known yet" in waiting.text


def test_figures_beside_goals_are_not_counted() -> None:
    """They change every day, and notify nobody."""
    figures = tuple(
        Operation(f"{n}", "change", Target("sheets", "cells", f"O-{n}", "pace"), "0.85") for n in range(900)
    )
    told = Plan((*figures, *plan(25).operations))
    calm: dict[str, Any] = {**CALM}
    situation = Situation(**calm | {"rules_edited": True})
    assert held_because(Plan(figures), situation, Limits()) == []
    assert stopped_because(Plan(figures), situation, Limits()) == []
    assert len(held_because(told, situation, Limits())) == 1
    findings = tuple(Operation(f"{n}", "add", Target("sheets", "cells", f"O-{n}", "findings"), "x") for n in range(26))
    assert len(held_because(Plan(findings), Situation(**calm), Limits())) == 1
