"""What `rules check` says of goals and items that the hub has stored, and what it leaves alone."""

from pathlib import Path

from core.links import Placed
from core.records import Goal
from mappings import Problem
from mappings.reader import load
from scheduler.rule_checks import problems_of
from store import linking
from tests.mappings.make import rule
from tests.scheduler.little import little, written
from tests.store.samples import goal, item

A, B = rule('{ labels = "a" }', "a", 'goal = "KR-1"'), rule('{ labels = "b" }', "b", 'goal = "KR-2"')
TREE = [
    *(goal("S-1", level="strategy"), goal("O-1", parent="S-1"), goal("KR-1", level="key_result", parent="O-1")),
    *(goal("KR-2", level="key_result", parent="O-1"), goal("O-9"), goal("O-8", closed=True)),
    *(goal("O-7", superseded_by="O-9"), goal("E-1", source="jira", item="PAY-1", parent="O-6"), goal("O-6")),
]


def told(tmp_path: Path, text: str, goals: list[Goal], labels: list[tuple[str, ...]] | None = None) -> list[Problem]:
    items = [item(number, labels=each) for number, each in enumerate(labels or [], start=1)]
    with little(written(tmp_path, text), goals, items) as hub, hub.store.read() as tx:
        seen = (each.placed for batch in linking.all_inputs(tx) for each in batch)
        wanted: list[Placed] | None = None if labels is None else list(seen)
        return problems_of(hub, tx, load(text, "mappings.toml"), wanted)


def messages(problems: list[Problem]) -> list[str]:
    return [problem.message for problem in problems]


def test_goals_above_what_is_served_and_those_that_are_over_need_no_rule(tmp_path: Path) -> None:
    assert messages(told(tmp_path, A + B, TREE)) == ["no rule leads to 1 goal: O-9"]


def test_a_key_result_beside_the_one_that_is_served_needs_a_rule(tmp_path: Path) -> None:
    assert messages(told(tmp_path, A, TREE)) == ["no rule leads to 2 goals: KR-2, O-9"]


def test_before_the_first_sync_no_goal_is_an_unknown_one(tmp_path: Path) -> None:
    assert told(tmp_path, A, []) == []


def test_stored_items_are_measured(tmp_path: Path) -> None:
    goals = [goal("KR-1"), goal("KR-2")]
    found = messages(told(tmp_path, A + B, goals, [("a", "b"), ("b",), ("a",)]))
    assert [each.partition(": ")[0] for each in found] == [
        'rule "b" and "a" at mappings.toml:1 disagree on 1 item (PAY-1)'
    ]


def test_defaults_are_held_against_the_enabled_connectors(tmp_path: Path) -> None:
    text = "[defaults.slakc]\nexempt = true\n[defaults.slack]\nexempt = true\n"
    more = '[connectors.slack]\ntoken = { env = "SLACK_TOKEN" }\n'
    with little(written(tmp_path, text, more=more)) as hub, hub.store.read() as tx:
        found = messages(problems_of(hub, tx, load(text, "mappings.toml")))
    assert found == ['rule "defaults.slakc" can never hold: no connector "slakc" is enabled, did you mean "slack"?']
