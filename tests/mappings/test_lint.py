import pytest
from hypothesis import given

from core.links import Placed
from core.records import Item
from mappings import check
from mappings.matcher import Matcher
from mappings.shadow import shadowed
from tests.mappings.any import placed, rulesets
from tests.mappings.make import DAY, goals, item, linker, rule, rules


def warned(text: str, items: list[Item] | None = None) -> list[str]:
    pairs = None if items is None else [Placed(each) for each in items]
    return [str(problem) for problem in check(rules(text), items=pairs, today=DAY)]


def test_good_rules_are_quiet() -> None:
    text = rule('{ labels = "a" }', "a") + rule('{ labels = "b" }', "b", 'goal = "O-2"')
    items = [Placed(item(labels=(label,))) for label in ("a", "b", "c")]
    assert check(rules(text), goals=["O-1", "O-2"], items=items, today=DAY) == []


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ('{ labels = ["a", "b"] }', '{ labels = "b" }'),
        ('{ labels = "a" }', '{ labels = "a", title = { regex = "x" } }'),
        ('{ labels = "a" }', '{ labels = { all = ["b", "a"] } }'),
        ('{ labels = { all = ["a", "b"] } }', '{ labels = { all = ["a", "c", "b"] } }'),
        ('{ project = "PAY" }', '{ container = "pay", type = "Bug" }'),
        ('{ title = { regex = "x" } }', '{ title = { regex = "x" }, labels = "a" }'),
        ('{ labels = { glob = "team-*" } }', '{ labels = "team-a" }'),
        ('{ labels = { glob = "team-*" } }', '{ labels = { glob = "team-*" }, type = "Bug" }'),
        ("{ milestone = { exists = true } }", '{ milestone = "Beta" }'),
        ('{ labels = { none = "x" } }', '{ labels = { none = ["x", "y"] } }'),
        ('{ status = { none = "Done" } }', '{ status = "Open" }'),
        ('{ title = { not = { glob = "x*" } } }', '{ title = { not = { glob = "x*" } }, type = "Bug" }'),
        ("{ points = { at_least = 3 } }", '{ points = { at_least = 3 }, type = "Bug" }'),
        ("{ points = { at_least = 3 } }", "{ points = { more_than = 3 } }"),
        ("{ points = { at_most = 3 } }", "{ points = [1, 3] }"),
        ("{ due = { since = 2026-01-01 } }", "{ due = { since = 2026-01-02 } }"),
        ("{ due = { before = 2026-01-01 } }", '{ due = { before = 2026-01-01 }, type = "Bug" }'),
        ('{ updated = { older_than = "4w" } }', '{ updated = { older_than = "28d" }, type = "Bug" }'),
        ('{ updated = { newer_than = "9d" } }', '{ updated = { newer_than = "8d" } }'),
        ("{ points = { exists = true } }", "{ points = { less_than = 3 } }"),
    ],
)
def test_a_rule_below_a_wider_one_can_never_win(wide: str, narrow: str) -> None:
    told = 'mappings.toml:6: warning: rule "narrow" can never win: "wide" at mappings.toml:1 takes all its items first'
    assert warned(rule(wide, "wide", more="weight = 1") + rule(narrow, "narrow")) == [told]
    assert warned(rule(wide, "wide", more="stop = true") + rule(narrow, "narrow")) == [told]
    assert warned(rule(wide, "wide") + rule(narrow, "narrow", more="weight = 1")) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ('{ labels = "a" }', '{ labels = ["a", "b"] }'),
        ('{ labels = "a", type = "Bug" }', '{ labels = "a" }'),
        ('{ labels = { all = ["a", "b"] } }', '{ labels = "a" }'),
        ('{ labels = { none = "x" } }', '{ labels = "a" }'),
        ('{ title = { regex = "Pay" } }', '{ title = "pay" }'),
        ('{ labels = { glob = "[a]*" } }', '{ labels = "ab" }'),
        ('{ labels = "a" }', '{ components = "a" }'),
        ("{ points = { more_than = 3 } }", "{ points = { at_least = 3 } }"),
        ("{ points = { at_most = 3 } }", "{ points = { at_least = 3 } }"),
        ("{ points = { at_most = 2 } }", "{ points = [1, 3] }"),
        ('{ updated = { older_than = "4w" } }', '{ updated = { older_than = "27d" } }'),
        ("{ created = { since = 2026-01-01 } }", "{ due = { since = 2026-01-01 } }"),
        ('{ due = { older_than = "9d" } }', "{ due = 2026-01-01 }"),
    ],
)
def test_rules_that_leave_something_to_others_are_not_called_so(first: str, second: str) -> None:
    assert warned(rule(first, "first") + rule(second, "second")) == []


def test_of_two_equal_rules_the_later_in_the_alphabet_can_never_win() -> None:
    one, two = rule('{ labels = "a" }', "one"), rule('{ labels = "A" }', "two")
    for text in (one + two, two + one):
        assert [problem.rule for problem in check(rules(text), today=DAY)] == ["two"]


def test_a_narrower_rule_with_more_conditions_comes_before_the_wider() -> None:
    wide, narrow = rule('{ labels = "a" }', "a-wide"), rule('{ labels = "a", type = "Bug" }', "narrow")
    assert warned(wide + narrow) == warned(narrow + wide) == []


# as many conditions each, so that the alphabet decides where nothing else does
WIDE, NARROW = '{ labels = ["a", "b"], type = "Bug" }', '{ labels = "a", type = "Bug" }'


@pytest.mark.parametrize(
    ("wide", "narrow", "hidden"),
    [
        ("", "", True),
        ("", "weight = 1", False),
        ("", "weight = -1", True),
        ("weight = 1", "weight = 1", True),
        ("stop = true", "weight = 1", True),
        ("valid_to = 2026-06-30", "", False),
        ("valid_to = 2026-06-30", "valid_to = 2026-06-30", True),
        ("valid_from = 2026-06-30", "valid_from = 2026-01-01", False),
        ('unless = { title = "x" }', "", False),
        ('unless = { title = "x" }', 'unless = { title = "x" }', True),
        ("", 'unless = { title = "x" }', True),
    ],
)
def test_weight_stop_dates_and_exceptions_count(wide: str, narrow: str, hidden: bool) -> None:
    told = warned(rule(WIDE, "a-wide", more=wide) + rule(NARROW, "narrow", more=narrow))
    assert any("can never win" in each for each in told) is hidden


def test_a_later_heavier_rule_hides_unless_a_stop_hides_it() -> None:
    heavy = rule(WIDE, "wide", more="weight = 1")
    stop = rule('{ labels = "s" }', "stop", more="stop = true")
    assert len(warned(rule(NARROW, "narrow") + heavy)) == 1
    assert warned(rule(NARROW, "narrow") + stop + heavy) == []
    assert warned(rule(NARROW, "narrow", more="stop = true") + heavy) == []


NEVER = [
    ('{ labels = "a", not = { labels = "A" } }', "labels any a and not (labels any A) exclude each other"),
    ('{ labels = { any = "a", none = ["b", "a"] } }', "labels any a and labels none b, a exclude each other"),
    ('{ labels = { all = ["a", "b"], none = "b" } }', "labels all a, b and labels none b exclude each other"),
    (
        '{ milestone = { exists = false, glob = "x*" } }',
        "milestone glob x* and not (milestone exists) exclude each other",
    ),
    (
        '{ project = "PAY", not = { container = "pay" } }',
        "project any PAY and not (container any pay) exclude each other",
    ),
    ('{ type = "Bug", all = [{ type = "Task" }] }', "type any Bug and type any Task exclude each other"),
    ('{ key = { any = "PAY-1", glob = "WEB-*" } }', "key any PAY-1 and key glob WEB-* exclude each other"),
    ("{ points = { at_least = 3, less_than = 3 } }", "points at_least 3 and points less_than 3 exclude each other"),
    ("{ points = { any = [1, 2], more_than = 2 } }", "points any 1, 2 and points more_than 2 exclude each other"),
    (
        "{ due = { since = 2026-02-01, before = 2026-02-01 } }",
        "due since 2026-02-01 and due before 2026-02-01 exclude each other",
    ),
    (
        '{ updated = { newer_than = "7d", older_than = "1w" } }',
        "updated newer_than 7d and updated older_than 1w exclude each other",
    ),
    (
        '{ category = { none = ["todo", "doing", "done"] } }',
        "every category there is stands in category none todo, doing, done",
    ),
    (
        '{ project = "PAY", any = [{ project = "WEB" }, { key = "P-1", project = "OPS" }] }',
        "project any PAY and project any WEB exclude each other",
    ),
    (
        '{ project = "PAY", type = "Bug", not = { type = "Bug", project = "PAY" } }',
        "type any Bug and project any PAY and not (type any Bug and project any PAY) exclude each other",
    ),
]


@pytest.mark.parametrize(("when", "why"), NEVER)
def test_conditions_that_exclude_each_other(when: str, why: str) -> None:
    (told,) = warned(rule(when))
    assert told.startswith('mappings.toml:1: warning: rule "r" can never hold: ')
    assert why in told


@pytest.mark.parametrize(
    "when",
    [
        '{ labels = { all = ["a", "b"], none = "c" } }',
        '{ labels = { any = ["a", "b"], none = "a" } }',
        '{ labels = { any = "a", glob = "b*" } }',
        "{ points = { at_least = 3, at_most = 3 } }",
        "{ points = { more_than = 3, less_than = 4 } }",
        "{ due = { since = 2026-02-01, before = 2026-02-02 } }",
        '{ updated = { newer_than = "8d", older_than = "1w" } }',
        '{ due = { any = 2026-01-01, older_than = "900d" } }',
        "{ created = { since = 2026-02-01 }, updated = { before = 2026-01-01 } }",
        "{ fields = { Level = { at_least = 3, at_most = 2 } } }",
        '{ category = { none = ["todo", "doing"] } }',
        '{ project = "PAY", any = [{ project = "WEB" }, { key = "P-1" }] }',
        '{ project = "PAY", not = { type = "Bug", project = "PAY" } }',
        "{ milestone = { exists = false }, parent = { exists = true } }",
    ],
)
def test_conditions_that_can_hold_together(when: str) -> None:
    assert warned(rule(when)) == []


def test_an_exception_that_swallows_the_rule_and_one_that_never_applies() -> None:
    swallowed = rule('{ labels = "a", type = "Bug" }', more='unless = { labels = ["b", "a"] }')
    idle = rule('{ labels = "a" }', more='unless = { project = "PAY", container = "WEB" }')
    assert warned(swallowed) == [
        'mappings.toml:1: warning: rule "r" can never hold: wherever its `when` holds, its `unless` does too'
    ]
    assert warned(idle) == [
        'mappings.toml:1: warning: rule "r" has an `unless` that excepts nothing: project any PAY and container any WEB '
        "exclude each other"
    ]
    assert warned(rule('{ labels = "a" }', more='unless = { labels = "a", type = "Bug" }')) == []


def test_defaults_are_looked_at_too() -> None:
    told = warned('[defaults.jira]\ngoal = "O-1"\nunless = { source = "jira" }\n')
    assert told == [
        'mappings.toml:1: warning: rule "defaults.jira" can never hold: wherever its `when` holds, its `unless` does too'
    ]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("valid_to = 2026-03-02", []),
        (
            "valid_to = 2026-03-01",
            ['warning: rule "r" is not in force any more: its last day was 2026-03-01; remove it or move the day'],
        ),
        ("valid_from = 2026-03-02", []),
        ("valid_from = 2026-03-03", ['note: rule "r" is not in force yet: its first day is 2026-03-03']),
    ],
)
def test_days_that_have_passed_or_lie_ahead(more: str, told: list[str]) -> None:
    assert [each.partition(" ")[2] for each in warned(rule('{ labels = "a" }', more=more))] == told


def test_a_goal_of_rules_that_are_over_is_not_reached() -> None:
    text = rule('{ labels = "a" }', more="valid_to = 2026-03-01")
    assert [problem.message for problem in check(rules(text), goals=["O-1"], today=DAY)][1:] == [
        "no rule leads to 1 goal: O-1"
    ]


@pytest.mark.parametrize(
    ("wide", "narrow", "more", "hidden"),
    [
        ('goal = "O-1"', 'also = ["O-2"]', "weight = 1", False),
        ('goal = "O-1"', 'goal = "O-1"\nalso = ["O-2"]', "weight = 1", False),
        ('also = ["O-2"]', 'goal = "O-1"', "weight = 1", False),
        ('goal = "O-1"\nalso = ["O-2"]', 'goal = "O-1"', "weight = 1", True),
        ('also = ["O-2"]', 'goal = "O-1"\nalso = ["O-2"]', "stop = true", True),
        ('goal = "O-1"', 'also = ["O-2"]', "stop = true", True),
    ],
)
def test_what_refers_is_hidden_by_a_stop_only(wide: str, narrow: str, more: str, hidden: bool) -> None:
    text = rule(WIDE, "wide", wide, more) + rule(NARROW, "narrow", narrow)
    assert [problem.rule for problem in check(rules(text), today=DAY)] == ["narrow"] * hidden


def test_several_values_of_a_field_that_has_one() -> None:
    told = 'mappings.toml:1: warning: rule "r" can never hold: an item has one status, not 2'
    assert warned(rule('{ status = { all = ["Open", "Done"] } }')) == [told]


def test_unknown_goals_are_errors_and_unreached_goals_are_told_together() -> None:
    text = rule('{ labels = "a" }', "a", 'goal = "O-11"') + rule('{ labels = "b" }', "b", "exempt = true")
    assert [str(problem) for problem in check(rules(text), goals=["K-3", "O-12"], today=DAY)] == [
        'mappings.toml:1: error: rule "a" leads to the unknown goal "O-11", did you mean "O-12"?',
        "mappings.toml:1: warning: no rule leads to 2 goals: K-3, O-12",
    ]
    many = check(rules(""), goals=[f"O-{n:03}" for n in range(40)], path="team.toml", today=DAY)
    assert str(many[0]).startswith("team.toml:1: warning: no rule leads to 40 goals: O-000, ")
    assert str(many[0]).endswith("O-009 and 30 more")


def test_rules_that_match_nothing_or_everything() -> None:
    text = rule('{ project = "PAY" }', "all") + rule('{ labels = "x" }', "some") + rule('{ labels = "y" }', "none")
    items = [item(f"PAY-{n}", labels=("x",) if n else ()) for n in range(10)]
    assert warned(text, items) == [
        'mappings.toml:1: warning: rule "all" matches every one of the 10 items',
        'mappings.toml:11: warning: rule "none" matches none of the 10 items: no item has labels y',
    ]
    assert warned(text, []) == []


def test_a_rule_that_matches_nothing_says_which_word_is_wrong_and_which_goal_is_left_alone() -> None:
    text = rule('{ project = "PYA", labels = "x" }', "typo") + rule('{ labels = "x" }', "good", 'goal = "O-2"')
    assert warned(text, [item(labels=("x",))]) == [
        'mappings.toml:1: warning: rule "typo" matches none of the 1 items: no item has project PYA, did you mean "PAY"?; '
        "nothing else matches for O-1"
    ]
    never = rule('{ labels = "a", not = { labels = "a" } }')
    assert len(warned(never, [item()])) == 1


A, B = '{ labels = "a" }', '{ labels = "b" }'
BOTH = [item("PAY-1", labels=("a", "b")), item("PAY-2", labels=("b", "a")), item("PAY-3", labels=("a",))]


def disagreements(one: str, two: str, items: list[Item]) -> list[str]:
    return [each for each in warned(one + two, items) if "disagree" in each]


def test_rules_of_which_only_the_alphabet_chooses_are_told_with_their_items() -> None:
    one, two = rule(A, "z-one"), rule(B, "two", 'goal = "O-2"')
    assert disagreements(one, two, BOTH) == [
        'mappings.toml:1: warning: rule "z-one" and "two" at mappings.toml:6 disagree on 2 items (PAY-1, PAY-2): one leads '
        "to O-1, the other to O-2, and only the alphabet decides; give one more weight"
    ]
    assert disagreements(one, rule(B, "two", "exempt = true"), BOTH) != []


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (rule(A, "one"), rule(B, "two")),
        (rule(A, "one", more="weight = 1"), rule(B, "two", 'goal = "O-2"')),
        (rule(A, "one"), rule('{ labels = "b", project = "PAY" }', "two", 'goal = "O-2"')),
        (rule(A, "one", more="stop = true"), rule(B, "two", 'goal = "O-2"')),
        (rule(A, "one"), rule(B, "two", 'goal = "O-2"', "valid_to = 2026-03-01")),
        (rule(A, "one"), rule(B, "two", 'also = ["O-2"]')),
    ],
)
def test_rules_that_agree_or_are_told_apart_by_more_do_not_disagree(one: str, two: str) -> None:
    assert disagreements(one, two, BOTH) == []


def test_of_many_that_disagree_the_worst_are_named() -> None:
    texts = [rule(f'{{ labels = "l{n:02}" }}', f"r{n:02}", f'goal = "O-{n}"') for n in range(25)]
    many = [item(f"PAY-{n}-{m}", labels=("l00", f"l{n:02}")) for n in range(1, 25) for m in range(n)]
    told = check(rules("".join(texts)), items=map(Placed, many), today=DAY)
    named = [problem.rule for problem in told if "disagree on" in problem.message]
    assert named == [f"r{n:02}" for n in range(5, 25)]
    assert [(each.level, each.message) for each in told if each.rule is None] == [
        ("note", "4 more pairs of rules disagree where only the alphabet decides")
    ]


def test_a_rule_hidden_by_a_stop_still_matches() -> None:
    text = rule('{ labels = "x" }', "stop", more="stop = true") + rule('{ title = { glob = "pay*" } }', "later")
    assert warned(text, [item(labels=("x",))]) == []


@given(rulesets, placed)
def test_a_rule_called_hidden_never_wins_nor_refers(text: str, each: Placed) -> None:
    hidden = {narrow.id for narrow, _wide in shadowed(rules(text).rules)}
    made = linker(text, goals("O-1", "O-2", "O-9", "I-1"))
    links = made.earned(each).links
    assert hidden.isdisjoint(link.rule for link in (*links, *made.earned(each).references(links)))


@given(rulesets, placed)
def test_a_rule_that_is_said_never_to_hold_never_does(text: str, each: Placed) -> None:
    found = rules(text)
    never = {problem.rule for problem in check(found, today=DAY) if "can never hold" in problem.message}
    assert never.isdisjoint(held.rule.id for held in Matcher(found.rules, DAY, stops=False).matching(each))


def test_a_default_of_no_connector_is_told() -> None:
    text = '[defaults.jria]\ngoal = "O-1"\n[defaults.GitHub]\ngoal = "O-1"\n[defaults.csv]\nexempt = true\n'
    found = check(rules(text), connectors=["jira", "github"], today=DAY)
    assert [str(problem).removeprefix("mappings.toml:") for problem in found] == [
        '1: warning: rule "defaults.jria" can never hold: no connector "jria" is enabled, did you mean "jira"?',
        '5: warning: rule "defaults.csv" can never hold: no connector "csv" is enabled; there are jira, github',
    ]
    assert check(rules(text), today=DAY) == []


def test_a_rule_whose_unless_excepts_nothing_can_be_hidden_too() -> None:
    odd = rule('{ labels = "a", type = "Bug" }', "b", more='unless = { status = { all = ["Open", "Done"] } }')
    told = [each.partition(": warning: ")[2] for each in warned(rule('{ labels = "a" }', "a", more="weight = 1") + odd)]
    assert sorted(told) == [
        'rule "b" can never win: "a" at mappings.toml:1 takes all its items first',
        'rule "b" has an `unless` that excepts nothing: an item has one status, not 2',
    ]
