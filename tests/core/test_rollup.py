"""Progress, pace and confidence along the chain, on both sides of each rule, and against DuckDB on random trees."""

from datetime import UTC, date, datetime
from random import Random
from typing import Any

import duckdb
import pytest

from core.facts import GoalFact
from core.records import Goal
from core.rollup import paces, roll_up

NOW = datetime(2026, 2, 19, tzinfo=UTC)
PERIOD: dict[str, Any] = {"effective_from": date(2026, 1, 1), "effective_to": date(2026, 4, 10)}  # half of it is over


def goal(key: str, parent: str | None = "O", level: Any = "key_result", **more: Any) -> GoalFact:
    own = {name: more.pop(name) for name in ("confidence", "ended") if name in more}
    given = Goal(source="sheets", key=key, level=level, title=key, place="A1", parent=parent, **more)
    return GoalFact(goal=given, **own)


def result(key: str, current: float | None, **more: Any) -> GoalFact:
    return goal(key, **{"start": 0, "target": 100, "current": current, **PERIOD, **more})


def rolled(*facts: GoalFact, key: str = "O") -> tuple[float | None, float | None, float | None, float]:
    found = roll_up((goal("O", None, "objective"), *facts), NOW)[key]
    rounded = [None if each is None else round(each, 6) for each in (found.progress, found.pace, found.confidence)]
    return rounded[0], rounded[1], rounded[2], round(found.coverage, 6)


def test_siblings_count_the_same_unless_they_have_weights() -> None:
    assert rolled(result("A", 40), result("B", 20)) == (0.3, 0.6, None, 1.0)
    assert rolled(result("A", 40, weight=3), result("B", 20)) == (0.35, 0.7, None, 1.0)
    assert rolled(result("A", 40, weight=0), result("B", 20)) == (0.2, 0.4, None, 1.0)
    assert rolled(result("A", 40, weight=0)) == (None, None, None, 0.0)


def test_nothing_that_runs_ahead_hides_what_lags() -> None:
    assert rolled(result("A", 100), result("B", 20)) == (0.6, 0.7, None, 1.0)
    assert rolled(result("A", 140), result("B", -20)) == (0.5, 0.5, None, 1.0)


def test_beside_work_stands_the_pace_of_the_goal_else_of_the_key_result_above() -> None:
    known = [
        *(goal("O", None, "objective"), goal("Alone", None, "objective")),
        *(result("K-1", 40), result("K-2", 60), result("K-3", None)),
        *(goal("I", "O", "initiative"), goal("I-2", "K-2", "initiative"), goal("I-3", "K-3", "initiative")),
    ]
    assert paces(known, NOW) == {"O": 0.9, "K-1": 0.8, "K-2": 1.2, "I-2": 1.2}
    assert paces(known, NOW)["O"] == rolled(*known[2:])[1]


def test_what_is_not_known_is_left_out_and_told() -> None:
    assert rolled(result("A", 40), result("B", None, weight=3)) == (0.4, 0.8, None, 0.25)


def test_one_that_has_not_begun_is_at_the_start() -> None:
    later: dict[str, Any] = {"effective_from": date(2026, 3, 1)}
    assert rolled(result("A", 40), result("B", None, **later)) == (0.2, 0.8, None, 1.0)


@pytest.mark.parametrize(
    "more",
    [
        {"superseded_by": "C"},
        {"closed": True, "declared": "Dropped"},
        {"level": "initiative"},
    ],
)
def test_what_is_not_asked_for_any_more_does_not_count(more: dict[str, Any]) -> None:
    assert rolled(result("A", 40), result("B", 0, **more)) == (0.4, 0.8, None, 1.0)


def test_what_was_achieved_counts() -> None:
    assert rolled(result("A", 40), result("B", 100, closed=True, declared="Achieved"))[0] == 0.7


def test_milestones_and_ranges_count_beside_ways() -> None:
    bare: dict[str, Any] = {"start": None, "target": None}
    done = result("A", 1, measure="milestone", **bare)
    open_ = result("B", 0, measure="milestone", **bare)
    kept = result("C", 5, low=0, high=10, **bare)
    assert rolled(done, open_, kept, result("D", 40)) == (0.6, round((1 + 1 + 0.8) / 3, 6), None, 1.0)


def test_a_key_result_without_numbers_is_told_by_what_stands_below_it() -> None:
    empty = goal("A", **PERIOD)
    assert rolled(empty, result("K", 40, parent="A", level="kpi"), key="A") == (0.4, 0.8, None, 1.0)


def test_confidence_is_what_was_said_of_the_goal_else_of_those_below() -> None:
    below = (result("A", 40, confidence=0.9, weight=3), result("B", 40, confidence=0.5), result("C", 40))
    assert rolled(*below)[2] == 0.8
    assert roll_up((goal("O", None, "objective", confidence=0.2), *below), NOW)["O"].confidence == 0.2


def test_a_circle_of_parents_ends() -> None:
    found = roll_up((goal("A", "B", "objective"), goal("B", "A", "objective"), result("K", 40, parent="A")), NOW)
    assert found["A"].progress == 0.4


def test_a_goal_that_hangs_below_itself_is_no_part_of_itself() -> None:
    found = roll_up((goal("A", "A", "objective"), result("K", 40, parent="A")), NOW)["A"]
    assert (found.progress, [part.goal for part in found.parts]) == (0.4, ["K"])


@pytest.mark.parametrize("seed", range(40))
def test_random_trees_agree_with_duckdb(seed: int) -> None:
    facts = tree(Random(seed))
    found = roll_up(facts, NOW)
    for key, expected in by_duckdb(facts).items():
        pace = found[key].pace
        told = (found[key].progress, None if pace is None else min(max(pace, 0), 1), found[key].confidence)
        assert told == pytest.approx(expected, abs=1e-9), key


def tree(random: Random) -> list[GoalFact]:
    """Strategies, objectives on two levels and key results, in any order; some have no weight, value or confidence."""
    facts, above = [goal("S", None, "strategy")], {"objective": ["S"], "key_result": ["S"]}
    for number in range(random.randint(3, 60)):
        level: Any = random.choice(["objective", "key_result", "key_result"])
        more: dict[str, Any] = {"weight": random.choice([None, 0, 1, 2.5, round(random.random(), 3)])}
        if random.random() < 0.4:
            more["confidence"] = round(random.random(), 2)
        parent = random.choice(above[level])
        if level == "objective":
            facts.append(goal(f"O{number}", parent, level, **more))
            above["key_result"].append(f"O{number}")
            above["objective"] += [f"O{number}"] if parent == "S" else []
        else:
            value = random.choice([None, round(random.uniform(-20, 150), 2), round(random.uniform(0, 60), 2)])
            facts.append(result(f"K{number}", value, parent=parent, **more))
    random.shuffle(facts)
    return facts


def by_duckdb(facts: list[GoalFact]) -> dict[str, tuple[float | None, ...]]:
    """Level by level from below, by SQL: half of the period is over, so 0.5 is expected."""
    db = duckdb.connect()
    db.execute("CREATE TABLE g (key TEXT, parent TEXT, depth INT, w DOUBLE, p DOUBLE, pace DOUBLE, c DOUBLE)")
    depth = {"S": 0}
    while len(depth) < len(facts):
        depth |= {f.goal.key: depth[f.goal.parent] + 1 for f in facts if f.goal.parent in depth and f.goal.parent}
    for f in facts:
        weight = 1.0 if f.goal.weight is None else f.goal.weight
        share, ratio = (None if f.goal.current is None else min(max(f.goal.current / n, 0), 1) for n in (100, 50))
        row = (f.goal.key, f.goal.parent, depth[f.goal.key], weight, share, ratio, f.confidence)
        db.execute("INSERT INTO g VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    for level in range(max(depth.values()) - 1, -1, -1):
        db.execute(
            """UPDATE g SET p = b.p, pace = b.pace, c = coalesce(g.c, b.c) FROM (
                SELECT parent, sum(w * p) / nullif(sum(w) FILTER (p IS NOT NULL), 0) AS p,
                    sum(w * pace) / nullif(sum(w) FILTER (pace IS NOT NULL), 0) AS pace,
                    sum(w * c) / nullif(sum(w) FILTER (c IS NOT NULL), 0) AS c
                FROM g WHERE depth = ? GROUP BY parent) b
            WHERE g.key = b.parent AND g.depth = ?""",
            [level + 1, level],
        )
    return {row[0]: row[1:] for row in db.execute("SELECT key, p, pace, c FROM g").fetchall()}
