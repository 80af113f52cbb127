"""Test cases of rules: what is read of them, what is wrong with them, and what came of those that were run."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings

from core.links import DEEPEST
from mappings import Linker, RulesError, Source, load
from mappings.cases import MAX_DAYS, Case, read_cases
from mappings.fields import ALIASES, FIELDS, OWN
from mappings.trials import EXPLAINED, Outcome, try_cases
from tests.mappings.any import rulesets
from tests.mappings.make import goals

DAY = date(2026, 3, 2)
RULES = """
[[rule]]
id = "cards"
goal = "O-1"
also = ["O-9"]
when = { project = "PAY", labels = "cards" }

[[rule]]
id = "both"
goal = { "O-1" = 0.6, "O-2" = 0.4 }
when = { labels = "both" }

[[rule]]
id = "bots"
exempt = true
when = { author = "bot" }

[[rule]]
id = "old"
goal = "O-3"
when = { due = { older_than = "10d" } }

[defaults.slack]
goal = "O-2"
"""


def read(text: str, *, alone: bool = True) -> list[Case]:
    ids = [rule.id for rule in load(RULES, "rules.toml").rules]
    return read_cases(Source(text, "tests.toml"), alone=alone, rules=ids)


def case(item: str, aim: str, name: str = "t") -> str:
    return f'[[test]]\nname = "{name}"\nitem = {item}\n{aim}\n'


def outcomes(*cases: str, today: date = DAY) -> list[Outcome]:
    return try_cases(load(RULES, "rules.toml"), read("".join(cases)), today)


@pytest.mark.parametrize(
    ("item", "aim", "came"),
    [
        ('{ project = "PAY", labels = ["cards"] }', 'goal = "O-1"', 'O-1 by rule "cards"'),
        ('{ project = "PAY", labels = "cards" }', 'goal = "O-1"\nrule = "cards"', 'O-1 by rule "cards"'),
        ('{ container = "PAY", labels = ["Cards"] }', 'goal = "O-1"\nalso = ["O-9"]', 'O-1 by rule "cards", also O-9'),
        ('{ labels = ["both"] }', 'goal = { "O-1" = 0.6, "O-2" = 0.4 }', 'O-1 60% and O-2 40% by rule "both"'),
        ('{ author = "bot" }', "exempt = true", 'exempt by rule "bots"'),
        ("{ }", "unlinked = true", "no goal"),
        ('{ labels = ["cards"] }', "unlinked = true\nalso = []", "no goal, also nothing"),
        ('{ title = "[O-7] pay" }', 'goal = "O-7"', "O-7 because it names O-7"),
        ('{ source = "slack" }', 'goal = "O-2"', 'O-2 by rule "defaults.slack"'),
        ("{ due = 2026-02-19 }", 'goal = "O-3"', 'O-3 by rule "old"'),
        ("{ due = 2026-02-20 }", "unlinked = true", "no goal"),
        ("{ due = 2026-02-20 }", 'goal = "O-3"\ntoday = 2026-03-03', 'O-3 by rule "old"'),
    ],
)
def test_what_comes_as_expected_passes(item: str, aim: str, came: str) -> None:
    (outcome,) = outcomes(case(item, aim))
    assert (outcome.passed, outcome.came, outcome.why) == (True, came, ())


@pytest.mark.parametrize(
    ("item", "aim", "expected", "why"),
    [
        (
            '{ project = "PAY" }',
            'goal = "O-1"',
            "O-1",
            'rule "cards" at rules.toml:2: labels any cards does not hold: the item has none',
        ),
        ('{ labels = ["both"] }', 'goal = "O-1"', "O-1", 'goals O-1 60% and O-2 40%: rule "both" holds'),
        ('{ labels = ["both"] }', 'goal = { "O-1" = 0.4, "O-2" = 0.6 }', "O-1 40% and O-2 60%", 'rule "both" holds'),
        ('{ project = "PAY", labels = ["cards"] }', "unlinked = true", "no goal", 'rule "cards" holds'),
        ('{ project = "PAY", labels = ["cards"] }', 'goal = "O-1"\nalso = []', "O-1, also nothing", 'rule "cards" holds'),
        ('{ project = "PAY", labels = ["cards"] }', "exempt = true", "exempt", 'rule "bots" at rules.toml:13: author any bot'),
        ('{ labels = ["both"] }', 'goal = { "O-1" = 0.6, "O-2" = 0.4 }\nrule = "cards"', 'by rule "cards"', "project any PAY"),
        ('{ author = "x" }', 'goal = "O-8"', "O-8", "no rule leads to O-8"),
        ('{ author = "bot" }', 'goal = "O-1"', "O-1", 'needs no goal: rule "bots" holds'),
    ],
)  # fmt: skip
def test_what_comes_otherwise_fails_and_says_why(item: str, aim: str, expected: str, why: str) -> None:
    (outcome,) = outcomes(case(item, aim))
    assert not outcome.passed
    assert expected in outcome.expected
    assert any(why in line for line in outcome.why), outcome.why


def test_the_tests_of_a_file_are_one_world() -> None:
    epic = case('{ source = "jira", key = "PAY-1", project = "PAY", labels = ["cards"] }', 'goal = "O-1"', "epic")
    story = case(
        '{ source = "jira", key = "PAY-2", parent = "PAY-1" }', 'goal = "O-1"\nrule = "cards"\nalso = []', "story"
    )
    thread = '{ source = "github", kind = "thread", title = "see PAY-2" }'
    by_url = '{ source = "github", kind = "thread", title = "see https://x.test/PAY-4?a=b" }'
    named = case(
        '{ source = "jira", key = "PAY-4", url = "https://x.test/PAY-4", labels = ["both"] }', 'goal = "O-9"', "n"
    )
    told = outcomes(
        case(by_url, 'goal = { "O-1" = 0.6, "O-2" = 0.4 }', "url"),
        *(case(thread, 'goal = "O-1"', "thread"), story, named, epic),
    )
    assert [(each.name, each.passed) for each in told] == [
        ("url", True),
        ("thread", True),
        ("story", True),
        ("n", False),
        ("epic", True),
    ]
    assert told[1].came == "O-1 from names PAY-2"


def test_an_item_knows_all_it_hangs_below() -> None:
    first, second, third, circle = (
        each.placed
        for each in read(
            case('{ source = "jira", key = "A-1", parent = "A-9" }', "unlinked = true", "1")
            + case(
                '{ source = "jira", key = "A-2", parent = "A-1", ancestors = ["A-9", "A-10"] }', "unlinked = true", "2"
            )
            + case('{ source = "github", key = "A-3", parent = "A-1" }', "unlinked = true", "3")
            + case('{ source = "jira", key = "B-1", parent = "B-1" }', "unlinked = true", "4")
        )
    )
    assert (first.ancestors, second.ancestors) == (("A-9",), ("A-1", "A-9", "A-10"))
    assert (third.ancestors, circle.ancestors) == (("A-1",), ("B-1",))


def test_ancestors_end_as_deep_as_the_hub_looks() -> None:
    chain = (case(f'{{ key = "A-{n}", parent = "A-{n + 1}" }}', "unlinked = true", str(n)) for n in range(DEEPEST + 5))
    lowest = read("".join(chain))[0]
    assert lowest.placed.ancestors == tuple(f"A-{n}" for n in range(1, DEEPEST + 1))


def test_of_many_failures_the_first_are_explained() -> None:
    told = outcomes(*(case("{ }", 'goal = "O-1"', str(number)) for number in range(EXPLAINED + 1)))
    assert [bool(each.why) for each in told] == [True] * EXPLAINED + [False]


def test_every_field_of_the_language_can_be_given_and_seen() -> None:
    numbers = {name: 3 for name, field in FIELDS.items() if field.type == "number"}
    days = {name: "2026-01-31" for name, field in FIELDS.items() if field.type == "date"}
    words = {name: f'"{field.words[0]}"' for name, field in FIELDS.items() if field.words}
    given = {
        **{name: f'"{name}"' for name in FIELDS if name not in ALIASES},
        **numbers,
        **days,
        **words,
        "flagged": "true",
        OWN: '{ Squad = "x", Points = [1, 2.5, true, 2026-01-31] }',
    }
    text = "{ " + ", ".join(f"{name} = {value}" for name, value in given.items()) + " }"
    (only,) = read(case(text, "unlinked = true"))
    seen = {name: list(FIELDS[name].values(only.placed)) for name in given if name != OWN}
    above = {"ancestors": ["parent", "ancestors"]}
    expected = {name: [str(value).strip('"')] for name, value in given.items() if name != OWN} | above
    assert seen == expected
    assert only.placed.item.fields == {"Squad": ("x",), "Points": ("1", "2.5", "true", "2026-01-31")}


def test_what_is_left_out_is_empty_but_every_item_has_a_key() -> None:
    (only,) = read(case("{ }", "unlinked = true"))
    seen = {name: list(field.values(only.placed)) for name, field in FIELDS.items()}
    assert {name: values for name, values in seen.items() if values} == {
        "key": ["test-0"],
        "flagged": ["false"],
        "replies": ["0"],
        "reactions": ["0"],
    }


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (case("{ }", ""), 1, ["expects one thing", "nothing of it is here"]),
        (case("{ }", 'goal = "O-1"\nexempt = true'), 1, ["not goal and exempt"]),
        (case("{ }", "exempt = false"), 4, ["`exempt` should be true"]),
        (case("{ }", "unlinked = 1"), 4, ["`unlinked` should be true"]),
        (case("{ }", 'unlinked = true\nrule = "cards"'), 5, ["by no rule"]),
        (case("{ }", 'goal = "O-1"\nrule = "card"'), 5, ['no rule "card"', 'did you mean "cards"']),
        (case("{ }", 'goal = { "O-1" = 0.5 }'), 4, ["add up to 0.5"]),
        (case("{ }", 'goal = "O-1"\nalso = "O-2"'), 5, ["`also` should be a list"]),
        (case("{ }", 'goal = "O-1"\nalso = [""]'), 5, ["`also` should be a list"]),
        (case("{ }", 'goal = "O-1"\ntoday = "now"'), 5, ["`today` should be a date"]),
        (case("{ }", 'goal = "O-1"\ntodai = 2026-01-01'), 5, ['unknown key "todai"', 'did you mean "today"']),
        (case("{ }", 'goal = "O-1"', name=""), 2, ["`name` should be a text"]),
        ('[[test]]\nname = "x"\ngoal = "O-1"\n', 1, ["the test has no item"]),
        ('[[test]]\nitem = {}\ngoal = "O-1"\n', 1, ["the test has no name"]),
        ('[[test]]\nname = "x"\nitem = 3\ngoal = "O-1"\n', 3, ["`item` should be a table"]),
        ('[[test]]\nname = "x"\n[test.item]\ngoal = "O-1"\n', 4, ["`goal` belongs to the test"]),
        (case('{ lables = "x" }', 'goal = "O-1"'), 3, ['unknown field "lables"', 'did you mean "labels"']),
        (case('{ "" = "x" }', 'goal = "O-1"'), 3, ['unknown field ""', "fields are"]),
        (case('{ project = "A", container = "A" }', 'goal = "O-1"'), 3, ["another name of container"]),
        (case("{ labels = [1] }", 'goal = "O-1"'), 3, ["`labels` should be a list of texts"]),
        (case("{ title = 1 }", 'goal = "O-1"'), 3, ["`title` should be a text"]),
        (case('{ points = "3" }', 'goal = "O-1"'), 3, ["`points` should be a number"]),
        (case(f"{{ points = 1{'0' * 17} }}", 'goal = "O-1"'), 3, ["`points` should be a number"]),
        (case(f"{{ fields = {{ a = 1{'0' * 17} }} }}", 'goal = "O-1"'), 3, ["`a` should be"]),
        (case("{ fields = { a = [[1]] } }", 'goal = "O-1"'), 3, ["`a` should be"]),
        (case("{ fields = 1 }", 'goal = "O-1"'), 3, ["`fields` is a table"]),
        (case('{ due = "2026-01-01" }', 'goal = "O-1"'), 3, ["`due` should be a date"]),
        (case("{ created = 2026-01-01T00:00:00Z }", 'goal = "O-1"'), 3, ["`created` should be a date"]),
        (case('{ flagged = "yes" }', 'goal = "O-1"'), 3, ["`flagged` should be true or false"]),
        (case('{ kind = "isue" }', 'goal = "O-1"'), 3, ["one of issue", 'did you mean "issue"']),
        (case("{ }", 'goal = "O-1"') * 2, 6, ["the name of the test at tests.toml:2"]),
        (
            "".join(case('{ key = "A-1" }', 'goal = "O-1"', name) for name in "ab"),
            7,
            ["its key is A-1", "the test at tests.toml:3"],
        ),
        ("", 1, ["no test in this file"]),
        ("[[rule]]\n", 1, ['unknown key "rule"', "holds tests"]),
        ("[[tests]]\n", 1, ['did you mean "test"']),
        ("[test]\n", 1, ["[[test]]"]),
        ("test = 1\n", 1, ["[[test]]"]),
        ("[[test]\n", 1, ["not valid TOML"]),
    ],
)
def test_every_mistake_is_told_with_its_line_and_the_mend(text: str, line: int, words: Sequence[str]) -> None:
    with pytest.raises(RulesError) as told:
        read(text)
    first = next(each for each in told.value.problems if words[0] in each.message)
    assert first.place == f"tests.toml:{line}"
    assert [word for word in words if word not in first.message] == []


def test_a_rule_file_may_have_no_tests() -> None:
    assert read(RULES, alone=False) == []


def test_days_are_bounded_for_each_costs_a_mapping() -> None:
    def asking(days: int) -> str:
        given_days = (date.fromordinal(DAY.toordinal() + number) for number in range(days))
        return "".join(case("{ }", f"unlinked = true\ntoday = {day}", f"t{day}") for day in given_days)

    assert len(read(asking(MAX_DAYS))) == MAX_DAYS
    with pytest.raises(RulesError, match="at most 366"):
        read(asking(MAX_DAYS + 1))


@settings(max_examples=60)
@given(rulesets)
def test_a_test_passes_that_says_what_the_rules_do_and_no_other(text: str) -> None:
    ruleset = load(text, "rules.toml")
    item = '{ labels = ["a", "pay"], project = "a", title = "card pay", points = 1 }'
    (probe,) = read(case(item, "unlinked = true"))
    known = goals(*{goal for rule in ruleset.rules for goal in rule.goals})
    links = Linker(ruleset, known, today=DAY).earned(probe.placed).links
    shares = ", ".join(f'"{link.goal}" = {link.share}' for link in links)
    right = "unlinked = true" if not links else f"goal = {{ {shares} }}" if links[0].goal else "exempt = true"
    tried = try_cases(ruleset, read(case(item, right)), DAY)
    wrong = try_cases(ruleset, read(case(item, 'goal = "O-77"')), DAY)
    assert [(each.passed, bool(each.why)) for each in (*tried, *wrong)] == [(True, False), (False, True)]
