import pytest

from core.links import Placed
from core.records import Item
from mappings.operators import compiled
from tests.mappings.make import DAY, item, rule, rules

RICH = item(
    labels=("Payments", "q3"),
    components=("api",),
    versions=("2.1",),
    milestone="Beta",
    type="Story",
    status="In Progress",
    category="doing",
    priority="High",
    author="u1",
    assignee="u2",
    parent="PAY-1",
    text="The card\nform fails",
)
BARE = item(text="", labels=())


def holds(when: str, each: Item = RICH, team: str | None = "Checkout") -> bool:
    (read,) = rules(rule(when)).rules
    return all(compiled(condition, DAY)(Placed(each, team)) for condition in read.when)


@pytest.mark.parametrize(
    "when",
    [
        '{ source = "jira" }',
        '{ container = "PAY" }',
        '{ project = "pay" }',
        '{ repository = "PAY" }',
        '{ channel = "PAY" }',
        '{ kind = "issue" }',
        '{ type = "story" }',
        '{ status = "in progress" }',
        '{ category = "doing" }',
        '{ labels = "payments" }',
        '{ components = "API" }',
        '{ versions = "2.1" }',
        '{ milestone = "beta" }',
        '{ title = "pay by card" }',
        '{ text = { regex = "card" } }',
        '{ author = "u1" }',
        '{ assignee = "u2" }',
        '{ team = "checkout" }',
        '{ parent = "pay-1" }',
        '{ priority = "high" }',
        '{ key = "PAY-7" }',
    ],
)
def test_every_field_can_be_tested_and_equality_ignores_case(when: str) -> None:
    assert holds(when)
    other = item("ZZ-9", source="github", container="x/y", kind="epic", title="Else", text="none", status="Closed")
    assert not holds(when, other, None)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ('{ labels = ["infra", "PAYMENTS"] }', True),
        ('{ labels = ["infra", "ops"] }', False),
        ('{ labels = { any = ["infra", "q3"] } }', True),
        ('{ labels = { any = "q3" } }', True),
        ('{ labels = { all = ["payments", "q3"] } }', True),
        ('{ labels = { all = ["payments", "q4"] } }', False),
        ('{ labels = { none = ["wontfix"] } }', True),
        ('{ labels = { none = ["wontfix", "q3"] } }', False),
        ('{ labels = { not = "q3" } }', False),
        ('{ labels = { not = "q4" } }', True),
        ('{ labels = { not = { all = ["payments", "q4"] } } }', True),
        ('{ labels = { not = { any = "payments", none = "q4" } } }', False),
        ('{ labels = { not = { not = "q3" } } }', True),
        ('{ labels = { glob = "PAY*" } }', True),
        ('{ labels = { glob = "q?" } }', True),
        ('{ labels = { glob = "q" } }', False),
        ('{ labels = { glob = ["x*", "*3"] } }', True),
        ('{ text = { glob = "*card*form*" } }', True),
        ('{ title = { glob = "[pay]*" } }', False),
        ('{ title = { regex = "(?i)PAY\\\\b" } }', True),
        ('{ title = { regex = "PAY" } }', False),
        ('{ title = { regex = "^by" } }', False),
        ('{ title = { regex = ["nothing", "c.rd$"] } }', True),
        ('{ labels = { regex = "^q[1-4]$" } }', True),
        ("{ milestone = { exists = true } }", True),
        ("{ milestone = { exists = false } }", False),
        ('{ labels = { any = "q3", none = "wontfix" } }', True),
        ('{ labels = { any = "q3", none = "payments" } }', False),
        ('{ labels = "q3", components = "web" }', False),
    ],
)
def test_operators(when: str, expected: bool) -> None:
    assert holds(when) is expected


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ('{ labels = { none = "q3" } }', True),
        ('{ labels = { not = "q3" } }', True),
        ('{ labels = { glob = "q*" } }', False),
        ("{ text = { exists = false } }", True),
        ("{ milestone = { exists = true } }", False),
        ('{ assignee = { not = { glob = "u*" } } }', True),
    ],
)
def test_an_absent_value_only_satisfies_denials(when: str, expected: bool) -> None:
    assert holds(when, BARE) is expected


def test_a_bracket_in_a_glob_stands_for_itself() -> None:
    assert holds('{ title = { glob = "[pay]*" } }', item(title="[PAY] card"))


def test_broken_and_foreign_letters_do_no_harm() -> None:
    assert holds('{ title = { regex = "card" } }', item(title="\ud800 card \0 ß"))
    assert holds('{ labels = "STRASSE" }', item(labels=("straße",)))
