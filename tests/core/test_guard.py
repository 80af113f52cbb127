from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

import pytest
from msgspec.structs import replace

from core.guard import Limits, Situation, held_because, learning, stopped_because
from core.plan import Operation, Plan, Step, Target, Verb
from core.projection.rounds import CHECK_IN, COMMIT, REMINDER
from core.projection.topics import Audience, Kind
from core.writes import Deed, deeds

CALM = {"open_items": {"jira": 1000}, "written_today": {}, "standing": 1000, "rules_edited": False}


def plan(count: int, step: Step = "add", tool: str = "jira", verb: Verb = "label") -> Plan:
    return Plan(tuple(Operation(f"{n}", step, Target(tool, verb, f"A-{n}"), "x") for n in range(count)))


def done(count: int, step: Step = "add", verb: Verb = "label", *, approved: bool = False) -> tuple[Deed, ...]:
    """Earlier ones, at items of their own."""
    return tuple(Deed("jira", verb, f"B-{n}", step, approved) for n in range(count))


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


def test_a_hundred_plans_of_one_write_are_held_like_one_of_a_hundred() -> None:
    assert held(1, lately=done(24)) == []
    [reason] = held(1, lately=done(25))
    assert reason.startswith("26 writes are more than 25 (guard.visible_writes), with the 25 of the last 24 hours")


def test_what_was_approved_counts_no_more() -> None:
    assert held(1, lately=done(400, approved=True)) == []


def test_items_touched_by_small_plans_add_up() -> None:
    open_items = {"jira": 60}
    assert held(1, lately=done(5), open_items=open_items) == []
    assert len(held(1, lately=done(6), open_items=open_items)) == 1
    assert held(1, lately=(*done(3), *done(3)), open_items=open_items) == []  # the same three items twice


def test_removals_of_small_plans_add_up_against_what_stood_before_them() -> None:
    assert held(1, "remove", standing=26, lately=done(5, "remove")) == []
    [reason] = held(1, "remove", standing=22, lately=done(5, "remove"))
    assert reason.startswith("6 of 27 standing notes would go, more than 20% (guard.resolves_share)")


def test_what_is_kept_up_to_date_in_place_arrives_once_and_what_people_say_themselves_never() -> None:
    assert held_because(plan(200, verb="cells"), Situation(**CALM), Limits()) == []  # type: ignore[arg-type]
    assert held(25, lately=done(90, verb="check-in")) == []
    assert len(held(25, lately=done(90, verb="cells"))) == 1
    assert held(24, lately=done(90, verb="cells")) == []


OWNERS = [f"p{n}@example.com" for n in range(60)]
MONDAY = date(2026, 3, 2)


def digest(reader: str, kind: Kind = "digest") -> Target:
    return Audience("slack", "#pay", kind, reader).target(MONDAY)


def question(reader: str, *rest: str) -> Target:
    return Target("slack", "message", "#pay", "|".join((reader, CHECK_IN, "2026-W10", reader, *rest)))


def told(targets: Iterable[Target]) -> Plan:
    return Plan(tuple(Operation(str(n), "add", target, "x") for n, target in enumerate(targets)))


ROUNDS = told([*map(digest, OWNERS), *map(question, OWNERS), *(question(each, REMINDER) for each in OWNERS)])
CALM_DAY = Situation(**CALM)  # type: ignore[arg-type]


def test_a_weekly_round_is_not_held_however_many_owners_there_are() -> None:
    assert held_because(ROUNDS, CALM_DAY, Limits()) == []
    with_more = Plan((*ROUNDS.operations, *plan(26).operations))
    [reason] = held_because(with_more, CALM_DAY, Limits())
    assert reason.startswith("26 writes are more than 25 (guard.visible_writes)")


def test_a_weekly_round_leaves_the_room_of_its_day_to_others() -> None:
    assert held(25, lately=tuple(deeds(ROUNDS))) == []
    assert len(held(26, lately=tuple(deeds(ROUNDS)))) == 1


def test_a_weekly_round_is_held_by_all_else() -> None:
    assert len(held_because(ROUNDS, replace(CALM_DAY, rules_edited=True), Limits())) == 1
    full = replace(CALM_DAY, written_today={"slack": 321})
    assert len(stopped_because(ROUNDS, full, Limits())) == 1


@pytest.mark.parametrize("kind", sorted(set(get_args(Kind)) - {"digest"}))
def test_messages_that_have_no_week_are_counted(kind: Kind) -> None:
    assert len(held_because(told(digest(each, kind) for each in OWNERS), CALM_DAY, Limits())) == 1


def test_questions_after_a_change_of_strategy_are_counted() -> None:
    asked = told(Target("slack", "message", "#pay", f"{each}|{COMMIT}|2026-03-02|{each}") for each in OWNERS)
    assert len(held_because(asked, CALM_DAY, Limits())) == 1


def test_a_label_that_is_called_like_a_round_is_counted() -> None:
    labels = told(Target("jira", "label", f"A-{n}", "x|digest|y") for n in range(26))
    assert len(held_because(labels, CALM_DAY, Limits())) == 1


def test_a_plan_that_adds_nothing_to_what_was_too_much_is_not_held_for_it() -> None:
    before = (*done(25), *done(25, "remove"))
    situation = Situation(**{**CALM, "open_items": {"jira": 5}, "standing": 5, "lately": before})  # type: ignore[arg-type]
    assert held_because(plan(1, verb="check-in"), situation, Limits()) == []


@pytest.mark.parametrize(("share", "said"), [(0.125, "12.5%"), (0.1, "10%"), (0.29, "29%"), (1 / 3, "33.3%")])
def test_shares_are_told_as_they_are(share: float, said: str) -> None:
    limits = Limits(open_items_share=share, visible_writes=1_000)
    [reason] = held_because(plan(500), Situation(**CALM), limits)  # type: ignore[arg-type]
    assert f"more than {said} " in reason


def test_cells_are_one_call_towards_the_day() -> None:
    situation = Situation(**{**CALM, "written_today": {"jira": 499}})  # type: ignore[arg-type]
    assert stopped_because(plan(300, verb="cells"), situation, Limits()) == []
    assert (
        len(stopped_because(Plan((*plan(9, verb="cells").operations, *plan(1).operations)), situation, Limits())) == 1
    )


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
    assert held_because(Plan(findings), Situation(**calm), Limits()) == []  # they are one call, and one thing to see
