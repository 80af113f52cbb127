"""Conditions on numbers, dates and ages, on both sides of each border. Today is 2026-03-02."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core.links import Placed
from mappings import Linker, RulesError, explain
from tests.mappings.make import DAY, first, goals, item, linker, nobody, rule, rules


def holds(when: str, **fields: Any) -> bool:
    return first(linker(rule(f"{{ {when} }}")), item(**fields)) is not None


@pytest.mark.parametrize(
    ("test", "below", "equal", "above"),
    [
        ("{ at_least = 3 }", False, True, True),
        ("{ at_most = 3 }", True, True, False),
        ("{ more_than = 3 }", False, False, True),
        ("{ less_than = 3 }", True, False, False),
        ("3", False, True, False),
        ("3.0", False, True, False),
        ('"3"', False, True, False),
        ('"3.0"', False, True, False),
        ("[3, 4]", False, True, False),
        ("{ none = 3 }", True, False, True),
        ("{ not = { at_least = 3 } }", True, False, False),
        ("{ at_least = 3, at_most = 3.0 }", False, True, False),
        ('{ at_least = "3" }', False, True, True),
    ],
)
@pytest.mark.parametrize("field", ["points", "estimate"])
def test_numbers_against_a_limit(field: str, test: str, below: bool, equal: bool, above: bool) -> None:
    assert [holds(f"{field} = {test}", **{field: number}) for number in (2.999, 3.0, 3.001)] == [below, equal, above]


@pytest.mark.parametrize(
    "test", ["{ at_least = -9 }", "{ at_most = 9 }", "{ more_than = -9 }", "{ less_than = 9 }", "0"]
)
def test_no_number_is_not_zero(test: str) -> None:
    assert holds(f"points = {test}", points=0.0)
    assert not holds(f"points = {test}", points=None)
    assert holds("points = { exists = false }", points=None)
    assert not holds("points = { exists = false }", points=0.0)


def test_halves_and_signs() -> None:
    assert holds("points = 0.5", points=0.5)
    assert holds("points = { less_than = -0.5 }", points=-1.0)
    assert not holds("points = { less_than = -0.5 }", points=-0.5)


@pytest.mark.parametrize("field", ["replies", "reactions"])
def test_counts_of_a_thread(field: str) -> None:
    assert holds(f"{field} = {{ at_least = 10 }}", **{field: 10})
    assert not holds(f"{field} = {{ at_least = 10 }}", **{field: 9})
    assert holds(f"{field} = 0")


def test_an_endless_number_does_no_harm() -> None:
    assert not holds("points = { at_least = 3 }", points=float("inf"))
    assert not holds("points = { at_most = 3 }", points=float("nan"))


DAY_BEFORE, ON_THE_DAY, DAY_AFTER = date(2026, 1, 30), date(2026, 1, 31), date(2026, 2, 1)
DATED = [
    ("{ since = 2026-01-31 }", False, True, True),
    ("{ before = 2026-01-31 }", True, False, False),
    ("2026-01-31", False, True, False),
    ('"2026-01-31"', False, True, False),
    ("[2026-01-30, 2026-02-01]", True, False, True),
    ("{ none = 2026-01-31 }", True, False, True),
    ("{ since = 2026-01-31, before = 2026-02-01 }", False, True, False),
    ('{ since = "2026-01-31" }', False, True, True),
]


@pytest.mark.parametrize(("test", "before", "that_day", "after"), DATED)
def test_dates_against_a_day(test: str, before: bool, that_day: bool, after: bool) -> None:
    days = (DAY_BEFORE, ON_THE_DAY, DAY_AFTER)
    assert [holds(f"due = {test}", due=day) for day in days] == [before, that_day, after]


@pytest.mark.parametrize(
    ("field", "attribute"), [("created", "created_at"), ("updated", "updated_at"), ("done", "done_at")]
)
@pytest.mark.parametrize(("test", "before", "that_day", "after"), DATED)
def test_moments_count_as_their_day_in_utc(
    field: str, attribute: str, test: str, before: bool, that_day: bool, after: bool
) -> None:
    first_moment = datetime(2026, 1, 31, tzinfo=UTC)
    last_moment = datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC)
    second = timedelta(seconds=1)
    seen = [
        holds(f"{field} = {test}", **{attribute: moment})
        for moment in (first_moment - second, first_moment, last_moment, last_moment + second)
    ]
    assert seen == [before, that_day, that_day, after]


@pytest.mark.parametrize(
    ("test", "age", "expected"),
    [
        ('{ older_than = "30d" }', 29, False),
        ('{ older_than = "30d" }', 30, False),
        ('{ older_than = "30d" }', 31, True),
        ('{ newer_than = "30d" }', 29, True),
        ('{ newer_than = "30d" }', 30, True),
        ('{ newer_than = "30d" }', 31, False),
        ('{ older_than = "4w" }', 28, False),
        ('{ older_than = "4w" }', 29, True),
        ('{ newer_than = "4w" }', 28, True),
        ('{ newer_than = "4w" }', 29, False),
        ('{ newer_than = "0d" }', 0, True),
        ('{ newer_than = "0d" }', 1, False),
        ('{ older_than = "0d" }', 0, False),
        ('{ older_than = "0d" }', 1, True),
        ('{ older_than = "99999w" }', 10_000, False),
        ('{ not = { older_than = "30d" } }', 30, True),
    ],
)
def test_ages_count_from_today(test: str, age: int, expected: bool) -> None:
    moment = datetime(2026, 3, 2, 12, tzinfo=UTC) - timedelta(days=age)
    assert holds(f"updated = {test}", updated_at=moment) is expected
    assert holds(f"due = {test}", due=moment.date()) is expected


def test_an_age_grows_with_the_days() -> None:
    read = rules(rule('{ created = { older_than = "7d" } }'))
    each = Placed(item(created_at=datetime(2026, 3, 2, tzinfo=UTC)))
    held = [bool(Linker(read, goals("O-1"), today=DAY + timedelta(days=days)).earned(each).links) for days in (0, 7, 8)]
    assert held == [False, False, True]


@pytest.mark.parametrize("test", ["{ since = 2000-01-01 }", "{ before = 2100-01-01 }", '{ older_than = "1d" }'])
def test_what_has_no_date_satisfies_no_comparison(test: str) -> None:
    assert not holds(f"due = {test}", due=None)
    assert not holds(f"done = {test}", done_at=None)
    assert holds(f"due = {{ not = {test} }}", due=None)


def test_ancestors_are_found_however_far_above() -> None:
    made = linker(rule('{ ancestors = "pay-1" }'))
    assert made.earned(Placed(item(parent="PAY-3"), None, ("PAY-3", "PAY-2", "PAY-1"))).links
    assert not made.earned(Placed(item(parent="PAY-3"), None, ("PAY-3", "PAY-2"))).links
    assert not made.earned(Placed(item(parent="PAY-1"))).links


def test_blockers_are_many() -> None:
    assert holds('blocked_by = { all = ["OPS-1", "OPS-2"] }', blocked_by=("OPS-2", "OPS-9", "OPS-1"))
    assert not holds('blocked_by = { all = ["OPS-1", "OPS-2"] }', blocked_by=("OPS-1",))
    assert holds("blocked_by = { exists = false }")


@pytest.mark.parametrize(
    ("test", "value", "expected"),
    [
        ("{ at_least = 10 }", "10", True),
        ("{ at_least = 10 }", "10.0", True),
        ("{ at_least = 10 }", "9.99", False),
        ("{ at_least = 10 }", "ten", False),
        ("{ at_least = 10 }", "inf", False),
        ("{ since = 2026-01-31 }", "2026-01-31", True),
        ("{ since = 2026-01-31 }", "2026-01-31T08:00:00.000+0200", True),
        ("{ since = 2026-01-31 }", "2026-01-30", False),
        ("{ since = 2026-01-31 }", "31.1.2026", False),
        ('{ newer_than = "30d" }', "2026-01-31", True),
        ('{ newer_than = "30d" }', "2026-01-30", False),
    ],
)
def test_own_fields_compare_as_what_their_text_is(test: str, value: str, expected: bool) -> None:
    assert holds(f"fields = {{ Weight = {test} }}", fields={"Weight": (value,)}) is expected


def test_any_value_of_an_own_field_may_hold() -> None:
    assert holds("fields = { Weight = { at_least = 10 } }", fields={"Weight": ("x", "3", "12")})


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ('points = { at_least = "many" }', 'points: "many" is not a number'),
        ("points = { at_least = inf }", 'points: "inf" is not a number'),
        ("points = nan", 'points: "nan" is not a number'),
        ("points = { at_least = [1, 2] }", "`at_least` compares with one value"),
        ("points = { at_least = [] }", "the list is empty"),
        ("points = { at_least = true }", "found True"),
        ('points = "three"', 'points: "three" is not a number'),
        (
            'points = { glob = "3*" }',
            "`glob` compares a text, and this is a number; use any, all, none, exists, at_least",
        ),
        ("points = { since = 2026-01-31 }", "`since` compares a date, and this is a number"),
        ("labels = { at_least = 3 }", "`at_least` compares a number, and this is a text"),
        ("labels = { before = 2026-01-31 }", "`before` compares a date, and this is a text"),
        ("labels = 3", "a value is a text, so write it in quotes (found 3)"),
        ("labels = 2026-01-31", "a value is a text, so write it in quotes (found 2026-01-31)"),
        ('due = { regex = "2026" }', "`regex` compares a text, and this is a date; use any, all, none, exists, since"),
        ("due = { at_least = 3 }", "`at_least` compares a number, and this is a date"),
        ('due = "2026-13-01"', '"2026-13-01" is not a date such as 2026-01-31'),
        ('due = "20260131"', '"20260131" is not a date such as 2026-01-31'),
        ('due = "2026-W05-6"', '"2026-W05-6" is not a date such as 2026-01-31'),
        ('due = { since = "2026-01-31T00:00" }', '"2026-01-31T00:00" is not a date such as 2026-01-31'),
        ("due = { since = 2026-01-31T00:00:00 }", "found 2026-01-31 00:00:00"),
        ("due = { since = [2026-01-31, 2026-02-01] }", "`since` compares with one value"),
        ('due = { older_than = "30" }', '"30" is not an age such as "30d" or "4w"'),
        ('due = { older_than = "-3d" }', '"-3d" is not an age'),
        ('due = { older_than = "1000000d" }', '"1000000d" is not an age'),
        ('due = { newer_than = "3 months" }', '"3 months" is not an age'),
        ("due = { newer_than = 30 }", 'a value is an age such as "30d" or "4w" (found 30)'),
        ("due = 5", "a value is a date such as 2026-01-31, without quotes (found 5)"),
        ("points = true", "a value is a number such as 3 or 0.5 (found True)"),
        ('fields = { Weight = { at_least = "many" } }', '"many" is not a number'),
    ],
)
def test_mistakes_are_named_with_their_line(when: str, message: str) -> None:
    with pytest.raises(RulesError) as caught:
        rules(rule(f"{{ {when} }}"))
    assert [problem.place for problem in caught.value.problems] == ["mappings.toml:5"]
    assert message in str(caught.value)


def test_a_number_that_no_machine_holds_is_refused() -> None:
    with pytest.raises(RulesError, match="the number is too large"):
        rules(rule(f"{{ points = {{ at_least = {'9' * 400} }} }}"))


def test_links_and_explanations_show_numbers_and_days() -> None:
    made = linker(rule("{ points = { at_least = 3.0 }, due = { before = 2026-04-01 } }"))
    link = first(made, item(points=5.0, due=DAY))
    assert link
    assert link.matched == ("points at_least 3", "due before 2026-04-01")
    trace = explain(made, Placed(item(points=2.5, due=DAY)), nobody()).rules[0]
    assert [(each.seen, each.held) for each in trace.when] == [(("2.5",), False), (("2026-03-02",), True)]
    assert trace.reason == "points at_least 3 does not hold: the item has 2.5"
