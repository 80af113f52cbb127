from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings import Problem, RulesError, load
from tests.mappings.make import rule, rules

FULL = """
[[rule]]
id = "payments-api"
goal = "O-12"
description = "The team's main line"
owner = "ana@example.com"
weight = 5
stop = true
valid_from = 2026-01-01
valid_to = 2026-12-31
[rule.when]
project = ["PAY", "CARD"]
labels = { any = ["api"], none = ["wontfix"] }
[rule.unless]
title = { regex = "^spike" }

[[rule]]
id = "chores"
exempt = true
when.type = "Chore"
"""


def messages(text: str) -> list[str]:
    with pytest.raises(RulesError) as caught:
        load(text, "mappings.toml")
    return [str(problem) for problem in caught.value.problems]


def test_a_full_rule_is_read() -> None:
    first, second = rules(FULL).rules
    assert (first.id, first.goal, first.weight, first.stop) == ("payments-api", "O-12", 5, True)
    assert (first.valid_from, first.valid_to) == (date(2026, 1, 1), date(2026, 12, 31))
    assert [str(each) for each in first.when] == ["project any PAY, CARD", "labels any api", "labels none wontfix"]
    assert [str(each) for each in first.unless] == ["title regex ^spike"]
    assert (first.place, second.place) == ("mappings.toml:2", "mappings.toml:17")
    assert second.goal is None


def test_no_rules_is_a_valid_file() -> None:
    assert rules("").rules == ()
    assert rules("\ufeff# nothing yet\n").rules == ()


HEAD = '[[rule]]\nid = "r"\ngoal = "O-1"\n'

BROKEN = [
    (HEAD + 'when = { titel = "x" }', 4, 'unknown field "titel", did you mean "title"?'),
    (HEAD + 'when = { zzz = "x" }', 4, 'unknown field "zzz"; fields are source, container'),
    (HEAD + '[rule.when]\nlabels = "a"\ntitle = { regx = "a" }', 6, 'operator "regx" for title, did you mean "regex"?'),
    (HEAD + 'wen = { labels = "x" }\nwhen = { labels = "x" }', 4, 'unknown key "wen", did you mean "when"?'),
    (HEAD + 'labels = "x"\nwhen = { labels = "x" }', 4, "conditions belong into `when`"),
    ('[[rules]]\nid = "r"', 1, 'unknown key "rules", did you mean "rule"?'),
    ('[rule]\nid = "r"', 1, "under its own header [[rule]]"),
    ("rule = 3", 1, "under its own header [[rule]]"),
    (HEAD, 1, "`when` is empty"),
    (HEAD + "when = {}", 4, "`when` is empty"),
    (HEAD + "exempt = true\nwhen = {}", 5, "`when` is empty"),
    (HEAD + 'when = { labels = "x" }\nunless = {}', 5, "`unless` is empty"),
    (HEAD + "when = { labels = [] }", 4, "the list is empty"),
    (HEAD + 'when = { labels = "" }', 4, "an empty value"),
    (HEAD + 'when = { labels = ["a", " "] }', 4, "an empty value"),
    (HEAD + "when = { labels = 3 }", 4, "write it in quotes (found 3)"),
    (HEAD + "when = { labels = {} }", 4, "`labels` has no operator"),
    (HEAD + 'when = { labels = { exists = "yes" } }', 4, "should be true or false"),
    (HEAD + 'when = "x"', 4, "`when` should be a table"),
    (HEAD + 'when = { category = "don" }', 4, 'not one of todo, doing, done, did you mean "done"?'),
    (HEAD + 'when = { kind = { none = ["story"] } }', 4, '"story" is not one of issue, epic'),
    (HEAD + 'when = { title = { regex = "a(b" } }', 4, "bad pattern at column 3: missing )"),
    (HEAD + 'when = { title = { regex = "ab(?=c)" } }', 4, "bad pattern at column 3: invalid perl operator: (?="),
    (HEAD + 'when = { title = { regex = "x[z-a]" } }', 4, "bad pattern at column 3: invalid character class range"),
    (HEAD + r'when = { title = { regex = "\bpay" } }', 4, "write it in single quotes"),
    (HEAD + 'when = { title = { regex = "" } }', 4, "an empty value"),
    (HEAD + 'when = { title = { regex = ".*" } }', 4, "matches every text"),
    (HEAD + 'when = { title = { regex = "x?" } }', 4, "matches every text"),
    (HEAD + 'when = { title = { glob = "**" } }', 4, "matches every text"),
    (HEAD + f'when = {{ labels = {"{ not = " * 6}"x"{" }" * 6} }}', 4, "`not` is nested more than 5 deep"),
    ('[[rule]]\ngoal = "O-1"\nwhen = { labels = "x" }', 1, "the rule has no id"),
    ('[[rule]]\nid = "a b"\ngoal = "O-1"\nwhen = { labels = "x" }', 2, "an id is 1 to 80 letters"),
    ('[[rule]]\nid = 3\ngoal = "O-1"\nwhen = { labels = "x" }', 2, "`id` should be a text"),
    ('[[rule]]\nid = "r"\nwhen = { labels = "x" }', 1, "leads nowhere"),
    (HEAD + 'exempt = true\nwhen = { labels = "x" }', 4, "a goal or is exempt, not both"),
    ('[[rule]]\nid = "r"\ngoal = ""\nwhen = { labels = "x" }', 3, "the goal is empty"),
    (HEAD + 'weight = true\nwhen = { labels = "x" }', 4, "`weight` should be a whole number"),
    (HEAD + 'weight = 1.5\nwhen = { labels = "x" }', 4, "`weight` should be a whole number"),
    (HEAD + 'stop = 1\nwhen = { labels = "x" }', 4, "`stop` should be true or false"),
    (HEAD + 'valid_to = "2026-01-01"\nwhen = { labels = "x" }', 4, "`valid_to` should be a date"),
    (HEAD + 'valid_to = 2026-01-01T00:00:00\nwhen = { labels = "x" }', 4, "`valid_to` should be a date"),
    (HEAD + 'valid_to = 2026-01-01\nvalid_from = 2026-02-01\nwhen = { labels = "x" }', 4, "lies before `valid_from`"),
    (rule('{ labels = "x" }') + "\n" + rule('{ labels = "y" }'), 8, 'id "r" is taken by the rule at mappings.toml:1'),
    ("a = ", 1, "not valid TOML: Invalid value"),
    ('\n\nx = "open', 3, "not valid TOML"),
    ("valid = 2026-13-01", 1, "not valid TOML"),
    ("x = " + "[" * 100_000, 1, "nested too deeply"),
]


@pytest.mark.parametrize(("text", "line", "message"), BROKEN)
def test_every_mistake_is_told_with_its_line(text: str, line: int, message: str) -> None:
    told = messages(text)
    assert any(each.startswith(f"mappings.toml:{line}: error: ") and message in each for each in told), told


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    text = rule('{ titel = "x" }', "a") + rule("{ labels = [] }", "b") + rule('{ title = { regex = "(" } }', "c")
    assert [each.split(": ")[0] for each in messages(text)] == [f"mappings.toml:{line}" for line in (5, 10, 15)]


def test_a_problem_names_its_rule() -> None:
    with pytest.raises(RulesError) as caught:
        rules(rule('{ titel = "x" }', "mine"))
    assert [problem.rule for problem in caught.value.problems] == ["mine"]


def test_the_digest_follows_the_meaning_not_the_words() -> None:
    plain = rules(rule('{ labels = "x" }'))
    told = rules("# a comment\n\n" + rule('{ labels = ["x"] }', more='description = "why"\nowner = "ana"'))
    assert plain.digest == told.digest
    changed = [
        rule('{ labels = "y" }'),
        rule('{ labels = "x" }', more="weight = 1"),
        rule('{ labels = "x" }', aim='goal = "O-2"'),
        rule('{ labels = "x" }', "other"),
        rule('{ labels = "x" }', more='unless = { title = "z" }'),
    ]
    assert len({plain.digest, *(rules(text).digest for text in changed)}) == len(changed) + 1


def test_the_digest_follows_the_order() -> None:
    one, two = rule('{ labels = "x" }', "a"), rule('{ labels = "x" }', "b")
    assert rules(one + two).digest != rules(two + one).digest


@given(st.text(max_size=80) | st.text(alphabet="[]{}=\"'\\#\n ab.,rule1", max_size=120))
def test_no_text_ends_in_a_traceback(text: str) -> None:
    assert all(problem.place.startswith("mappings.toml:") for problem in problems_of(text))


def problems_of(text: str) -> list[Problem]:
    try:
        load(text, "mappings.toml")
    except RulesError as error:
        return error.problems
    return []
