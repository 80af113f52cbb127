"""What has changed between two evaluations: each kind of news, and nothing where nothing has."""

from datetime import date
from typing import Any

from core.allocation import Allocation
from core.facts import GoalFact
from core.health import Health
from core.rollup import Rolled
from core.since import Changed, Moment, changed
from core.standing import GoalStanding
from tests.core.worlds import goal


def stands(seen: Health, progress: float | None = None) -> GoalStanding:
    rolled = Rolled(basis="own", progress=progress)
    return GoalStanding(words="", declared="unknown", observed=seen, why="", rolled=rolled)


def moment(given: dict[str, GoalStanding], over: tuple[str, ...] = (), **shares: float) -> Moment:
    facts = [GoalFact(goal=goal(key), ended=date(2026, 6, 1) if key in over else None) for key in given]
    empty: Any = {"begin": date(2026, 5, 1), "end": date(2026, 5, 28), "person_days": 9, "coverage": 1, "measured": {}}
    return Moment(facts, given, Allocation(actual=shares, target={}, **empty))


def test_health_that_changed_comes_with_the_bad_news_first() -> None:
    before = moment({"A": stands("behind"), "B": stands("on track"), "C": stands("unknown"), "D": stands("at rest")})
    after = moment({"A": stands("on track"), "B": stands("off track"), "C": stands("behind"), "D": stands("at rest")})
    told = changed(before, after).turned
    assert [(turn.goal, turn.better) for turn in told] == [("B", False), ("C", None), ("A", True)]
    assert (told[0].title, told[0].before, told[0].after) == ("Grow", "on track", "off track")


def test_steps_of_a_point_and_more_are_told_the_largest_first() -> None:
    before = moment({"A": stands("on track", 0.5), "B": stands("on track", 0.5), "C": stands("on track")}, O=0.3, P=0.7)
    after = moment({"A": stands("on track", 0.51), "B": stands("on track", 0.2), "C": stands("on track", 0.9)}, O=0.305)
    told = changed(before, after)
    assert [(step.goal, round(step.size, 4)) for step in told.progressed] == [("B", -0.3), ("A", 0.01)]
    assert told.shifted == (), "half a point is no move, and what is known of one side only is none either"


def test_shares_of_effort_that_moved() -> None:
    one = {"A": stands("on track")}
    told = changed(moment(one, A=0.3), moment(one, A=0.4)).shifted
    assert [(step.goal, step.before, step.after) for step in told] == [("A", 0.3, 0.4)]


def test_goals_begin_and_end_once() -> None:
    before = moment(dict.fromkeys("ABCD", stands("on track")), over=("D",))
    after = moment(dict.fromkeys("BCDE", stands("on track")), over=("C", "D"))
    told = changed(before, after)
    assert (dict(told.begun), dict(told.ended)) == ({"E": "Grow"}, {"A": "Grow", "C": "Grow"})


def test_nothing_is_no_news() -> None:
    same = moment({"A": stands("on track", 0.5)}, A=1.0)
    assert not changed(same, same)
    assert changed(same, same) == Changed(turned=(), progressed=(), shifted=(), begun={}, ended={})
