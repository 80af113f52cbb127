"""What an edit of the rules would do is told before it is done, and then it is what happens."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from mappings import load
from scheduler.linking import link
from scheduler.rule_changes import Preview, preview
from tests.mappings.make import rule
from tests.scheduler.little import everything, little, stock, written
from tests.store.samples import DAY, NOW, activity, goal, item

GOALS = [goal("O-1"), goal("O-2")]
A, B = rule('{ labels = "a" }', "a", 'goal = "O-1"'), rule('{ labels = "b" }', "b", 'goal = "O-2"')
ITEMS = [item(number, labels=("a",)) for number in range(1, 7)] + [item(7, labels=("b",)), item(8)]
WORK = [activity(number, f"PAY-{number}", actor="ana" if number < 5 else "bo") for number in range(1, 9)]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return written(tmp_path, A + B)


def test_each_way_is_counted_with_examples_and_nothing_of_it_stays(config: Path) -> None:
    with little(config, GOALS, [*ITEMS, *WORK]) as hub:
        link(hub)
        before = everything(hub)
        edited = load(rule('{ key = ["PAY-1", "PAY-2"] }', "a", 'goal = "O-2"') + rule('{ key = "PAY-8" }', "n"), "x")
        seen = preview(hub, edited)
        assert everything(hub) == before
    assert {(way.kind, way.before, way.after): way.count for way in seen.ways} == {
        ("moved", "O-1", "O-2"): 2,
        ("lost", "O-1", "no goal"): 4,
        ("lost", "O-2", "no goal"): 1,
        ("gained", "no goal", "O-1"): 1,
    }
    assert seen.counts == {"moved": 2, "lost": 5, "gained": 1}
    assert [len(way.examples) for way in seen.ways] == [4, 2, 1, 1]
    assert seen.ways[1].examples[0].item == "jira:PAY-1"
    assert seen.ways[1].examples[0].title == "Item 1"
    assert len(seen.moves) == 8
    assert (seen.new, seen.edited, seen.gone) == (("n",), ("a",), ("b",))


def test_where_items_go_is_told_before_they_are_judged(config: Path) -> None:
    heard = list[Preview]()
    with little(config, GOALS, [*ITEMS, *WORK]) as hub:
        link(hub)
        seen = preview(hub, load(B, "x"), tell=heard.append)
        alone = preview(hub, load(B, "x"), judged=False)
    assert seen.effort
    assert heard == [alone] == [replace(seen, effort=(), opening=(), closing=(), judged=False)]


def test_shares_of_effort_are_those_of_teams_and_of_all(config: Path) -> None:
    with little(config, GOALS, [*ITEMS, *WORK]) as hub:
        link(hub)
        seen = preview(hub, load(B, "x"))
    shares = {(shift.team, shift.goal): (shift.share_before, shift.share_after) for shift in seen.effort}
    # ana's one day lies on PAY-1 to PAY-4, bo's on PAY-5 to PAY-8
    assert shares == {
        (None, "O-1"): (0.75, 0.0),
        (None, "O-2"): (0.125, 0.125),
        (None, None): (0.125, 0.875),
        ("pay", "O-1"): (1.0, 0.0),
        ("pay", None): (0.0, 1.0),
        ("web", "O-1"): (0.5, 0.0),
        ("web", None): (0.25, 0.75),
    }


def test_what_detectors_would_see_anew_and_no_more_is_named(config: Path) -> None:
    with little(config, GOALS, ITEMS) as hub:
        link(hub)
        seen = preview(hub, load(A + rule('{ key = "PAY-8" }', "n", 'goal = "O-2"'), "x"))
    assert [(each.detector, each.subject.key) for each in seen.closing] == [("D1", "jira:PAY-8")]
    assert [(each.detector, each.subject.key) for each in seen.opening] == [("D1", "jira:PAY-7")]


def test_what_changed_since_the_last_mapping_is_not_the_edits_doing(config: Path) -> None:
    with little(config, GOALS, ITEMS) as hub:
        link(hub)
        stock(hub, items=[item(8, labels=("a",), updated_at=NOW - DAY)])
        seen = preview(hub, load(A + B + rule('{ key = "PAY-7" }', "c", 'goal = "O-1"', "weight = 1"), "x"))
        with hub.store.read() as tx:
            assert tx.execute(text("SELECT count(*) FROM pending")).scalar() == 1
    assert [(move.item, move.kind) for move in seen.moves] == [("jira:PAY-7", "moved")]


def test_another_rule_for_the_same_goal_is_another_reason_only(config: Path) -> None:
    with little(config, GOALS, ITEMS) as hub:
        link(hub)
        seen = preview(hub, load(A + B + rule('{ key = "PAY-7" }', "c", 'goal = "O-2"', "weight = 1"), "x"))
    assert [(move.kind, move.rule_before, move.rule_after) for move in seen.moves] == [("reason", "b", "c")]
    assert not any(shift.moves for shift in seen.effort)


def test_the_first_rules_are_shown_and_never_held(config: Path) -> None:
    with little(config, GOALS, ITEMS) as hub:
        seen = preview(hub, load(A, "x"))
    assert (seen.first, seen.held, seen.counts) == (True, None, {"gained": 6})


def test_problems_of_the_edited_rules_come_along(config: Path) -> None:
    with little(config, GOALS, ITEMS) as hub:
        link(hub)
        seen = preview(hub, load(rule('{ labels = "a" }', "a", 'goal = "O-11"'), "x"))
    assert [problem.level for problem in seen.problems if 'unknown goal "O-11"' in problem.message] == ["error"]


def test_the_guard_weighs_the_edit_and_not_what_changed_in_the_tools(config: Path) -> None:
    with little(config, GOALS, ITEMS) as hub:
        link(hub)
        stock(hub, items=[item(number, updated_at=NOW - DAY) for number in range(1, 7)])  # the label is gone
        config.with_name("mappings.toml").write_text(A + B + rule('{ key = "PAY-8" }', "n"))
        linked = link(hub)
    assert linked.held is None
    assert (linked.counts.unlinked, linked.counts.linked) == (6, 1)
