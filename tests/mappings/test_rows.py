"""What a form says in rows is what the rule then says, and the other way round."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mappings import load
from mappings.edits import with_rule
from mappings.rows import OPERATIONS, Row, rows_of, table_of
from mappings.rules import Rule
from tests.mappings.make import rule

WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=8)
TEXTS = st.builds(
    Row, st.sampled_from(["project", "labels", "title", "fields.Cost center"]), st.sampled_from(["any", "not"]), WORDS
)


def read(rows: list[Row]) -> Rule:
    (found,) = load(with_rule("", {"id": "a", "goal": "O-1", "when": table_of(rows)}), "rules.toml").rules
    return found


@pytest.mark.parametrize(
    "row",
    [
        Row("project", "any", "PAY, CARD"),
        Row("labels", "all", 'pay, "a, b", "say ""so"""'),
        Row("labels", "none", "dup"),
        Row("title", "regex", r"(?i)\bcheck-?out, please\b"),
        Row("title", "glob", "*cart*"),
        Row("milestone", "exists", ""),
        Row("milestone", "absent", ""),
        Row("category", "not", "done"),
        Row("points", "at_least", "2.5"),
        Row("points", "any", "5, 8"),
        Row("due", "since", "2026-01-01"),
        Row("updated", "newer_than", "30d"),
        Row("flagged", "any", "true"),
        Row("fields.Cost center", "any", "CC-12"),
    ],
)
def test_a_row_comes_back_as_it_was(row: Row) -> None:
    assert rows_of(read([row]).when) == (row,)


@settings(max_examples=25)
@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_what_is_read_of_rows_is_what_they_say(rows: list[Row]) -> None:
    said = [Row(each.field, each.op, value) for each in rows for value in [each.value.replace(",", "").strip('"')]]
    made = read([each for each in said if each.value] or [Row("key", "exists")])
    again = rows_of(made.when)
    assert again is not None
    assert read(list(again)).when == made.when


def test_every_operation_is_one_of_the_language() -> None:
    values = {
        "exists": "",
        "absent": "",
        "older_than": "4w",
        "newer_than": "4w",
        "since": "2026-01-01",
        "before": "2026-01-01",
    }
    fields = dict.fromkeys(("older_than", "newer_than", "since", "before"), "created")
    numeric = dict.fromkeys(("at_least", "at_most", "more_than", "less_than"), "points")
    for op in OPERATIONS:
        row = Row((fields | numeric).get(op, "labels"), op, values.get(op, "3"))
        assert rows_of(read([row]).when), op


def test_two_of_a_kind_on_one_field_both_hold() -> None:
    rows = [Row("title", "glob", "*card*"), Row("title", "glob", "*refund*")]
    assert table_of(rows) == {"title": {"glob": "*card*"}, "all": [{"title": {"glob": "*refund*"}}]}
    assert rows_of(read(rows).when) == tuple(rows)


@pytest.mark.parametrize(
    "when",
    [
        '{ any = [{ labels = "a" }, { labels = "b", type = "c" }] }',
        '{ not = { type = "a", labels = "b" } }',
        '{ title = { regex = ["a", "b"] } }',
    ],
)
def test_what_rows_cannot_say_is_not_said_otherwise(when: str) -> None:
    (found,) = load(rule(when, "a", 'goal = "O-1"'), "rules.toml").rules
    assert rows_of(found.when) is None


def test_rows_without_a_field_are_left_out() -> None:
    assert table_of([Row(), Row("project", "any", "PAY")]) == {"project": "PAY"}
