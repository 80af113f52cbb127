"""Each check of the strategy on both sides, with the cell and the mend that it names."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.records import Decision, Goal, Metric, Reading, Target
from core.strategy import Problem, Strategy, lint
from tests.seeds import examples

TODAY = date(2026, 6, 17)
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
ANA = "ana@acme.test"
COLUMNS = {
    "key": "A",
    "level": "B",
    "title": "C",
    "parent": "D",
    "owners": "E",
    "effective_from": "F",
    "effective_to": "G",
    "target_share": "H",
    "start": "I",
    "target": "J",
    "current": "K",
    "superseded_by": "L",
}


def goal(key: str, row: int = 2, **changes: Any) -> Goal:
    values: dict[str, Any] = {
        "source": "sheets",
        "level": "objective",
        "title": f"Title of {key}",
        "place": f"OKRs!A{row}",
        "owners": (ANA,),
        "cells": {field: f"OKRs!{column}{row}" for field, column in COLUMNS.items()},
    }
    return Goal(key=key, **{**values, **changes})


def result(key: str = "KR-1", row: int = 3, **changes: Any) -> Goal:
    values: dict[str, Any] = {
        "level": "key_result",
        "start": 0.0,
        "target": 100.0,
        "current": 40.0,
        "effective_from": FIRST,
        "effective_to": LAST,
    }
    return goal(key, row, **{**values, **changes})


def target(value: float, begin: date, end: date, row: int = 2, of: str = "KR-1") -> Target:
    place = f"Targets!D{row}"
    return Target(source="sheets", id=place, goal=of, begin=begin, end=end, value=value, place=place)


def metric(key: str = "M-1", **changes: Any) -> Metric:
    return Metric(source="sheets", id=key, key=key, title="Churn", place="Metrics!A2", **changes)


def reading(value: float | None, at: date = TODAY, subject: str = "KR-1") -> Reading:
    return Reading(source="sheets", id=f"{subject}/{at}", subject=subject, at=at, place="Check-ins!C7", value=value)


def found(*goals: Goal, **rest: Any) -> list[Problem]:
    return lint(Strategy(today=TODAY, goals=goals, **{"people": frozenset({ANA}), **rest}))


def seen(*goals: Goal, **rest: Any) -> list[tuple[str, str, str]]:
    return [(each.place, each.level, each.check) for each in found(*goals, **rest)]


def test_a_sound_strategy_has_no_problem() -> None:
    sound = (
        goal("S-1", 2, level="strategy", owners=()),
        goal("O-1", 3, parent="S-1", target_share=0.6),
        goal("O-2", 4, parent="S-1", target_share=0.4),
        result(row=5, parent="O-1"),
        goal("KPI-1", 6, level="kpi", parent="KR-1"),
        goal("PAY-1", 7, level="initiative", parent="KPI-1", owners=(), item="PAY-1", cells={}),
        goal("PAY-2", 8, level="initiative", parent="PAY-1", owners=("jira:x",), item="PAY-2", title="Title of PAY-1"),
    )
    halves = (target(50, FIRST, date(2026, 6, 30)), target(100, date(2026, 7, 1), LAST, 3), target(100, FIRST, LAST, 4))
    said = {
        "targets": halves,
        "readings": (reading(41), reading(None), reading(42, date(2026, 6, 30))),
        "metrics": (metric(supports=("O-1",), conflicts=("O-2",), low=1, high=2), metric("KR-1", direction="increase")),
        "decisions": (Decision(source="sheets", id="d", at=TODAY, title="Go", place="Decisions!A2"),),
    }
    assert found(*sound, **said) == []


@pytest.mark.parametrize(
    ("above", "below", "wrong"),
    [
        ("strategy", "objective", False),
        ("strategy", "initiative", False),
        ("objective", "objective", False),
        ("initiative", "initiative", False),
        ("objective", "kpi", False),
        ("key_result", "key_result", True),
        ("kpi", "kpi", True),
        ("kpi", "key_result", True),
        ("key_result", "objective", True),
        ("initiative", "strategy", True),
    ],
)
def test_levels_stand_in_order(above: Any, below: Any, wrong: bool) -> None:
    told = found(result("A", 2, level=above), result("B", 3, level=below, parent="A"))
    assert [(each.place, each.check) for each in told] == ([("OKRs!D3", "level-order")] if wrong else [])


def test_a_parent_that_nobody_knows_is_told_with_the_likely_one() -> None:
    (told,) = found(goal("O-12"), goal("O-3", 3, parent="O-l2"))
    assert (told.place, told.level, told.check, told.subject) == ("OKRs!D3", "error", "parent-unknown", "O-3")
    assert str(told) == (
        "OKRs!D3: error: O-3 (Title of O-3) hangs below O-l2, which is no goal that the hub knows; "
        "write the key or title of a goal that exists; did you mean O-12?"
    )
    assert found(goal("O-3", parent="O-9", closed=True)) == []


@pytest.mark.parametrize(
    ("parents", "circles"),
    [
        ({"A": "B", "B": None}, []),
        ({"A": "A"}, ["A → A"]),
        ({"B": "A", "A": "B"}, ["A → B → A"]),
        ({"C": "A", "A": "B", "B": "C", "D": "A", "E": "D"}, ["A → B → C → A"]),
        ({"A": "B", "B": "A", "C": "D", "D": "C"}, ["A → B → A", "C → D → C"]),
    ],
)
def test_each_circle_of_parents_is_told_once(parents: dict[str, str | None], circles: list[str]) -> None:
    told = found(*(goal(key, row, parent=above) for row, (key, above) in enumerate(parents.items(), 2)))
    assert [(each.check, each.message.rpartition(": ")[2]) for each in told] == [("parent-circle", c) for c in circles]


def test_successors_exist_and_end_somewhere() -> None:
    assert seen(goal("O-1", superseded_by="O-1")) == [("OKRs!L2", "error", "successor-own")]
    assert seen(goal("O-1", superseded_by="O-2")) == [("OKRs!L2", "error", "successor-unknown")]
    assert seen(goal("O-1", superseded_by="O-2"), goal("O-2", 3)) == []
    both = (goal("O-1", superseded_by="O-2"), goal("O-2", 3, superseded_by="O-1"))
    assert seen(*both) == [("OKRs!L2", "error", "successor-circle")]


@pytest.mark.parametrize(
    ("shares", "level"),
    [
        ((0.33, 0.33, 0.33), None),
        ((0.5, 0.5), None),
        ((0.5, 0.48), "warning"),
        ((0.5, 0.486), None),
        ((0.5, 0.514), None),
        ((0.5, 0.52), "error"),
    ],
)
def test_shares_of_objectives_are_one(shares: tuple[float, ...], level: str | None) -> None:
    told = seen(*(goal(f"O-{n}", n, target_share=share) for n, share in enumerate(shares, 2)))
    assert told == ([("OKRs!H2", level, "share-sum")] if level else [])


def test_shares_are_of_the_whole_or_of_the_goal_above() -> None:
    top = (goal("S-1", 2, level="strategy", target_share=0.7), goal("S-2", 3, level="strategy", target_share=0.3))
    whole = (goal("O-1", 4, parent="S-1", target_share=0.7), goal("O-2", 5, parent="S-2", target_share=0.3))
    own = (goal("O-1", 4, parent="S-1", target_share=1), goal("O-2", 5, parent="S-2", target_share=1))
    across = (goal("O-1", 4, parent="S-1", target_share=0.2), goal("O-2", 5, parent="S-2", target_share=0.8))
    neither = (goal("O-1", 4, parent="S-1", target_share=0.2), goal("O-2", 5, parent="S-2", target_share=0.3))
    assert seen(*top, *whole) == seen(*top, *own) == seen(*top, *across) == []
    assert seen(*top, *neither) == [("OKRs!H4", "warning", "share-sum")]


def test_only_shares_in_force_today_count() -> None:
    now = (goal("O-1", target_share=0.6), goal("O-2", 3, target_share=0.4))
    past = (goal("O-3", 4, target_share=0.4, closed=True), goal("O-4", 5, target_share=0.4, superseded_by="O-1"))
    later = goal("O-5", 6, target_share=1, effective_from=date(2026, 7, 1))
    assert seen(*now, *past, later) == []
    assert seen(*now, goal("O-6", 7)) == [("OKRs!H7", "warning", "share-missing")]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"start": None}, [("OKRs!I3", "warning", "measure-missing")]),
        ({"target": None}, [("OKRs!J3", "warning", "measure-missing")]),
        ({"effective_from": None}, [("OKRs!F3", "warning", "measure-missing")]),
        ({"effective_to": None}, [("OKRs!G3", "warning", "measure-missing")]),
        ({"start": None, "cells": {}}, [("OKRs!A3", "warning", "measure-missing")]),
        ({"start": None, "level": "kpi"}, []),
        ({"start": None, "target": None, "low": 1.0}, []),
        ({"start": None, "measure": "milestone", "effective_from": None}, []),
        ({"measure": "milestone", "effective_to": None}, [("OKRs!G3", "warning", "measure-missing")]),
        ({"measure": "keep"}, [("OKRs!A3", "warning", "measure-missing")]),
        ({"measure": "keep", "low": 1.0, "target": 0.0}, []),
        ({"measure": "decrease"}, [("OKRs!A3", "error", "target-direction")]),
        ({"measure": "increase"}, []),
        ({"start": None, "closed": True}, []),
        ({"target": 0.0}, [("OKRs!J3", "error", "target-is-start")]),
        ({"current": None}, []),
        ({"current": 200.0}, []),
        ({"current": 1000.0}, []),
        ({"current": 1000.1}, [("OKRs!K3", "warning", "value-implausible")]),
        ({"start": 71.0, "target": 92.0, "current": 0.85}, [("OKRs!K3", "warning", "value-implausible")]),
        ({"start": 0.71, "target": 0.92, "current": 85.0}, [("OKRs!K3", "warning", "value-implausible")]),
        ({"start": 48.0, "target": 15.0, "current": 1.0}, []),
        ({"effective_to": date(2026, 6, 17)}, []),
        ({"effective_to": date(2026, 6, 16)}, [("OKRs!G3", "warning", "ended-open")]),
        ({"effective_to": date(2026, 6, 16), "closed": True}, []),
        ({"effective_from": date(2027, 1, 1)}, [("OKRs!G3", "error", "dates-reversed")]),
    ],
)
def test_key_results_can_be_measured(change: dict[str, Any], expected: list[tuple[str, str, str]]) -> None:
    assert seen(result(**change)) == expected


def test_a_target_by_period_is_a_target() -> None:
    assert seen(result(target=None), targets=(target(5, FIRST, LAST),)) == []


def test_a_check_in_with_a_slip_is_told_in_its_own_cell() -> None:
    assert seen(result(), readings=(reading(4000),)) == [("Check-ins!C7", "warning", "value-implausible")]


@pytest.mark.parametrize(
    ("direction", "start", "end", "expected"),
    [
        ("increase", 0.0, 9.0, []),
        ("decrease", 9.0, 0.0, []),
        ("increase", 9.0, 0.0, ["target-direction"]),
        ("decrease", 0.0, 9.0, ["target-direction"]),
        ("keep", 9.0, 0.0, []),
        ("keep", 9.0, 9.0, []),
        ("increase", 9.0, 9.0, ["target-is-start"]),
    ],
)
def test_target_and_metric_go_the_same_way(direction: Any, start: float, end: float, expected: list[str]) -> None:
    register = (metric("KR-1", direction=direction),)
    told = seen(result(start=start, target=end, current=None), metrics=register)
    assert told == [("OKRs!J3", "error", check) for check in expected]


MARCH, APRIL, JUNE, JULY = date(2026, 3, 31), date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 1)


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        ((target(20, FIRST, MARCH), target(50, APRIL, JUNE, 3)), []),
        ((target(20, FIRST, MARCH), target(50, FIRST, JUNE, 3)), []),
        ((target(50, FIRST, MARCH), target(20, APRIL, JUNE, 3)), ["targets-unordered"]),
        ((target(20, FIRST, APRIL), target(50, APRIL, JUNE, 3)), ["targets-overlap"]),
        ((target(20, FIRST, MARCH), target(20, FIRST, MARCH, 3)), ["targets-overlap"]),
        ((target(20, APRIL, JUNE, 3), target(50, FIRST, JUNE)), ["targets-overlap"]),
        ((target(50, APRIL, JUNE, 3), target(50, FIRST, JUNE)), []),
        ((target(20, APRIL, FIRST, 3),), ["dates-reversed"]),
    ],
)
def test_targets_by_period_make_one_way(targets: tuple[Target, ...], expected: list[str]) -> None:
    told = seen(result(), targets=targets)
    assert [(level, check) for _, level, check in told] == [("error", check) for check in expected]
    assert not told or told[0][0] == "Targets!D3"


def test_the_way_down_is_ordered_downwards() -> None:
    falling = (target(50, FIRST, MARCH), target(20, APRIL, JUNE, 3))
    assert seen(result(start=100.0, target=0.0), targets=falling) == []
    down = {"metrics": (metric("KR-1", direction="decrease"),), "targets": falling}
    assert seen(result(target=None, start=None), **down) == [("OKRs!I3", "warning", "measure-missing")]


def test_titles_name_one_goal_of_a_level() -> None:
    assert seen(goal("O-1", title="Grow  it"), goal("O-2", 3, title="grow it")) == [
        ("OKRs!C3", "warning", "title-twice")
    ]
    assert seen(goal("O-1", title="Grow"), result(title="Grow")) == []
    assert seen(goal("O-1", title="Grow", closed=True), goal("O-2", 3, title="Grow")) == []


@pytest.mark.parametrize(
    ("owners", "expected"),
    [
        ((ANA,), []),
        (("Ana@Acme.test",), []),
        ((), ["owner-one"]),
        ((ANA, "jira:ana"), ["owner-one"]),
        (("anna@acme.test",), ["owner-unknown"]),
        (("sheets:Ana L",), ["owner-unknown"]),
    ],
)
def test_owners(owners: tuple[str, ...], expected: list[str]) -> None:
    people = frozenset({ANA, "jira:ana"})
    assert seen(goal("O-1", owners=owners), people=people) == [("OKRs!E2", "warning", check) for check in expected]


def test_nobody_is_unknown_before_anybody_is_known() -> None:
    assert seen(goal("O-1", owners=("who@acme.test",)), people=frozenset()) == []


def test_metrics_say_what_they_are_for() -> None:
    one = goal("O-1")
    assert seen(one, metrics=(metric(),)) == [("Metrics!A2", "warning", "metric-alone")]
    assert seen(one, metrics=(metric("O-1"),)) == []
    both = metric(supports=("O-1",), conflicts=("O-1",))
    assert seen(one, metrics=(both,)) == [("Metrics!A2", "error", "metric-both-ways")]
    nowhere = metric(supports=("O-1",), low=2, high=1)
    assert seen(one, metrics=(nowhere,)) == [("Metrics!A2", "error", "range-reversed")]


def test_nothing_happens_in_days_to_come() -> None:
    later, next_year = date(2026, 6, 18), date(2027, 6, 30)
    decision = Decision(source="sheets", id="d", at=later, title="Go", place="Decisions!A2")
    assert seen(result(), readings=(reading(41, later),)) == [("Check-ins!C7", "warning", "dated-ahead")]
    assert seen(result(), readings=(reading(41, next_year),)) == [("Check-ins!C7", "warning", "dated-ahead")]
    assert seen(decisions=(decision,)) == [("Decisions!A2", "warning", "dated-ahead")]


def test_problems_stand_in_the_order_of_the_sheet() -> None:
    rows = [goal(f"O-{row}", row, owners=(), parent="nobody") for row in (10, 9, 2)]
    elsewhere = goal("X", place="jira:PAY-1", parent="nobody", cells={})
    assert [place for place, _, _ in seen(*rows, elsewhere)] == [
        *("OKRs!D2", "OKRs!E2", "OKRs!D9", "OKRs!E9", "OKRs!D10", "OKRs!E10"),
        "jira:PAY-1",
    ]


KEYS = st.sampled_from(["A", "B", "C", "D"])
DAYS = st.none() | st.dates(date(2025, 1, 1), date(2027, 1, 1))
NUMBERS = st.none() | st.floats(allow_nan=False, allow_infinity=False, width=32)
GOALS = st.builds(
    goal,
    KEYS,
    level=st.sampled_from(["strategy", "objective", "key_result", "kpi", "initiative"]),
    parent=st.none() | KEYS,
    superseded_by=st.none() | KEYS,
    owners=st.lists(st.text(max_size=9), max_size=2).map(tuple),
    effective_from=DAYS,
    effective_to=DAYS,
    start=NUMBERS,
    target=NUMBERS,
    current=NUMBERS,
    target_share=st.none() | st.floats(0, 1),
)


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(GOALS, unique_by=lambda each: each.key), st.randoms())
def test_any_strategy_is_told_the_same_in_any_order(goals: list[Goal], chance: Any) -> None:
    told = found(*goals)
    mixed = chance.sample(goals, len(goals))
    order_free = {"share-sum", "title-twice"}  # these stand at the first of several
    assert {str(e) for e in told if e.check not in order_free} == {
        str(e) for e in found(*mixed) if e.check not in order_free
    }
