import pytest
from hypothesis import given

from core.links import Placed
from core.records import Item
from mappings import check
from mappings.shadow import shadowed
from tests.mappings.any import placed, rulesets
from tests.mappings.make import DAY, goals, item, linker, rule, rules


def warned(text: str, items: list[Item] | None = None) -> list[str]:
    pairs = None if items is None else [Placed(each) for each in items]
    return [str(problem) for problem in check(rules(text), items=pairs, today=DAY)]


def test_good_rules_are_quiet() -> None:
    text = rule('{ labels = "a" }', "a") + rule('{ labels = "b" }', "b", 'goal = "O-2"')
    assert check(rules(text), goals=["O-1", "O-2"], items=[Placed(item(labels=("a", "b")))], today=DAY) == []


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
    assert bool(warned(rule(WIDE, "a-wide", more=wide) + rule(NARROW, "narrow", more=narrow))) is hidden


def test_a_later_heavier_rule_hides_unless_a_stop_hides_it() -> None:
    heavy = rule(WIDE, "wide", more="weight = 1")
    stop = rule('{ labels = "s" }', "stop", more="stop = true")
    assert len(warned(rule(NARROW, "narrow") + heavy)) == 1
    assert warned(rule(NARROW, "narrow") + stop + heavy) == []
    assert warned(rule(NARROW, "narrow", more="stop = true") + heavy) == []


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
        'mappings.toml:11: warning: rule "none" matches none of the 10 items',
    ]
    assert warned(text, []) == []


def test_a_rule_hidden_by_a_stop_still_matches() -> None:
    text = rule('{ labels = "x" }', "stop", more="stop = true") + rule('{ title = { glob = "pay*" } }', "later")
    assert warned(text, [item(labels=("x",))]) == []


@given(rulesets, placed)
def test_a_rule_called_hidden_never_wins_nor_refers(text: str, each: Placed) -> None:
    hidden = {narrow.id for narrow, _wide in shadowed(rules(text).rules)}
    made = linker(text, goals("O-1", "O-2", "O-9", "I-1"))
    links = made.direct(each)
    assert hidden.isdisjoint(link.rule for link in (*links, *made.references(each, links)))
