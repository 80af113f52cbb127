"""Where the gap is widest: known answers, and random effort recomputed by another way (DuckDB)."""

from datetime import date, timedelta
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from core.facts import DailyEffort, Facts, GoalFact, TargetShare
from core.gaps import MIN_PEOPLE, MIN_PERSON_DAYS, Gaps, TeamGap, gaps
from tests.core.worlds import NOW, facts, goal

TODAY = NOW.date()
KEYS = ("O-1", "O-2", "O-3")
GOALS = (*(GoalFact(goal=goal(key, level="objective")) for key in KEYS), GoalFact(goal=goal("KR-1", parent="O-1")))
HALVES = (TargetShare("O-1", 0.5), TargetShare("O-2", 0.5))


def effort(team: str, key: str | None, days: float, day: date = TODAY) -> DailyEffort:
    return DailyEffort(day=day, team=team, goal=key, person_days=days)


def world(*daily: DailyEffort, targets: Any = HALVES) -> Facts:
    return facts(goals=GOALS, daily=daily, targets=targets)


def found(given: Facts, health: dict[str, float] | None = None) -> Gaps:
    told = gaps(given, TODAY, 28, health or {})
    assert told
    return told


def cell(told: Gaps, key: str, team: str) -> TeamGap:
    (one,) = (each for each in told.cells if (each.goal, each.team) == (key, team))
    return one


def test_teams_that_specialise_are_no_gap_while_the_company_keeps_its_shares() -> None:
    told = found(world(effort("a", "O-1", 20), effort("b", "O-2", 20)))
    assert {each.width for each in told.cells} == {0.0}
    assert cell(told, "O-1", "a").share == 1.0


def test_the_gap_of_an_objective_falls_to_the_teams_that_lean_its_way() -> None:
    told = found(world(effort("a", "O-1", 20), effort("b", "KR-1", 10), effort("b", "O-2", 10)))
    assert cell(told, "O-1", "a") == TeamGap(
        goal="O-1", team="a", person_days=20, share=1.0, target=0.5, points=0.25, health=None, width=0.25
    )
    assert (cell(told, "O-1", "b").points, cell(told, "O-2", "a").points) == (0.0, -0.25)
    assert (told.cells[0].goal, told.cells[0].team) == ("O-1", "a")


def test_missing_effort_counts_up_to_twice_the_worse_the_objective_stands() -> None:
    given = world(effort("a", "O-1", 20), effort("b", "O-1", 5), effort("b", "O-2", 15))
    widths = [
        cell(found(given, {"O-2": health}), "O-2", "a").width / cell(found(given), "O-2", "a").width
        for health in (1.7, 1.0, 0.5, 0.0, -0.4)
    ]
    assert widths == pytest.approx([1.0, 1.0, 1.5, 2.0, 2.0])
    assert cell(found(given, {"O-1": 0.0}), "O-1", "a").width == cell(found(given), "O-1", "a").width


def test_what_a_team_does_elsewhere_is_told_and_no_part_of_its_shares() -> None:
    told = found(world(effort("a", "O-1", 20), effort("a", None, 15), effort("a", "O-3", 5), effort("b", None, 1)))
    assert told.elsewhere == {"a": 0.5, "b": 1.0}
    assert {each.team for each in told.cells} == {"a"}


@pytest.mark.parametrize(("people", "told"), [(MIN_PEOPLE, {"a", "b"}), (MIN_PEOPLE - 1, {"b"})])
def test_a_team_of_too_few_people_counts_and_is_not_told(people: int, told: set[str]) -> None:
    given = world(effort("a", "O-1", 20), effort("b", "KR-1", 10), effort("b", "O-2", 10))
    seen = found(replace(given, workers={"a": people, "b": 9}))
    assert {each.team for each in seen.cells} == set(seen.elsewhere) == told
    assert cell(seen, "O-1", "b") == cell(found(given), "O-1", "b")


def test_too_little_effort_and_no_targets_tell_nothing() -> None:
    assert gaps(world(effort("a", "O-1", MIN_PERSON_DAYS - 0.1)), TODAY, 28, {}) is None
    assert gaps(world(effort("a", "O-1", MIN_PERSON_DAYS)), TODAY, 28, {}) is not None
    assert gaps(world(effort("a", "O-1", 50), targets=()), TODAY, 28, {}) is None
    assert gaps(world(effort("a", "O-1", 50, TODAY - timedelta(days=28))), TODAY, 28, {}) is None


ROWS = st.lists(
    st.builds(effort, st.sampled_from("abc"), st.sampled_from([*KEYS, "KR-1", None]), st.integers(1, 20)), min_size=8
)
SHARES = st.fixed_dictionaries({key: st.integers(1, 9) for key in KEYS})


@given(daily=ROWS, shares=SHARES)
def test_points_add_up_to_the_gap_of_the_objective_as_recomputed_by_sql(
    daily: list[DailyEffort], shares: dict[str, int]
) -> None:
    told = gaps(world(*daily, targets=tuple(TargetShare(key, share) for key, share in shares.items())), TODAY, 28, {})
    spent = [("O-1" if row.goal == "KR-1" else row.goal, row.team, row.person_days) for row in daily if row.goal]
    if told is None:
        assert sum(days for _, _, days in spent) < MIN_PERSON_DAYS
        return
    expected = recomputed(spent, shares)
    assert {(each.goal, each.team): each.points for each in told.cells} == pytest.approx(expected, abs=1e-4)


def recomputed(spent: list[tuple[str, str, float]], shares: dict[str, int]) -> dict[tuple[str, str], float]:
    db = duckdb.connect()
    db.execute("CREATE TABLE spent (goal VARCHAR, team VARCHAR, days DOUBLE)")
    db.executemany("INSERT INTO spent VALUES (?, ?, ?)", spent)
    db.execute("CREATE TABLE target (goal VARCHAR, share DOUBLE)")
    db.executemany(
        "INSERT INTO target VALUES (?, ?)", [(key, share / sum(shares.values())) for key, share in shares.items()]
    )
    rows = db.execute("""
        WITH cells AS (
            SELECT t.goal, m.team, t.share, m.days AS whole,
                coalesce((SELECT sum(days) FROM spent s WHERE s.goal = t.goal AND s.team = m.team), 0) AS days
            FROM target t, (SELECT team, sum(days) AS days FROM spent GROUP BY team) m
        ), lean AS (
            SELECT goal, team, (days - share * whole) / (SELECT sum(days) FROM spent) AS lean FROM cells
        ), gap AS (
            SELECT goal, sum(lean) AS gap, sum(CASE WHEN lean > 0 THEN lean ELSE 0 END) AS up,
                sum(CASE WHEN lean < 0 THEN lean ELSE 0 END) AS down
            FROM lean GROUP BY goal
        )
        SELECT goal, team, CASE
            WHEN gap > 1e-12 AND lean > 0 THEN gap * lean / up
            WHEN gap < -1e-12 AND lean < 0 THEN gap * lean / down ELSE 0 END
        FROM lean JOIN gap USING (goal)
    """).fetchall()
    return {(key, team): points for key, team, points in rows}
