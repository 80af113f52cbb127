"""How a goal stands, as people see it and as JSON tells it."""

import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from core.facts import GoalFact
from core.records import Goal
from core.standing import standings
from fairlead import goal_tree
from fairlead.commands.goal import goals as shown
from fairlead.standings import brief, rows
from tests.scheduler.little import little, written
from tests.store.samples import NOW, goal

FIRST, LAST = date(2026, 1, 1), date(2026, 5, 1)  # 61 of 121 days are over


def result(key: str, current: float | None, **more: Any) -> Goal:
    values = {"start": 0.0, "target": 121.0, "effective_from": FIRST, "effective_to": LAST, "parent": "O-1", **more}
    return goal(key, level="key_result", current=current, **values)


OBJECTIVE = goal("O-1", declared="On track", target_share=0.52)
GOALS = (
    OBJECTIVE,
    result("KR-1", 61.0, declared="green", weight=3),
    result("KR-2", 12.2, declared="so so", confidence=0.4),
)


def line(key: str) -> str:
    return brief(standings([GoalFact(goal=each, confidence=each.confidence) for each in GOALS], NOW)[key]).plain


def test_the_line_of_a_goal_has_both_healths_side_by_side() -> None:
    assert line("O-1") == "  40%  pace 0.80  sure 40%  said on track, seen off track"
    assert line("KR-1") == "  50%  pace 1.00  said and seen on track"
    assert line("KR-2") == "  10%  pace 0.20  sure 40%  said “so so”, seen off track"


def test_a_target_share_is_not_told_as_if_it_were_the_actual_one() -> None:
    console = Console(file=StringIO(), width=150)
    console.print(goal_tree.alignment_tree([GoalFact(goal=each) for each in GOALS], (), at=NOW))
    assert "target share 52%" in console.file.getvalue()  # type: ignore[attr-defined]


def test_the_page_says_what_words_mean_and_where_they_part_from_the_figures() -> None:
    found = standings([GoalFact(goal=each) for each in GOALS], NOW)
    told = dict(rows(found["O-1"]))
    assert told["progress"] == "40% of the way, by those below (100% of their weight is known)"
    assert told["observed"] == "off track: 0.80 of the progress expected below it; the owner says otherwise"
    assert dict(rows(found["KR-1"]))["declared"] == "green (on track)"
    assert dict(rows(found["KR-2"]))["declared"] == "so so (in words that the hub does not know)"


def hub_of(folder: Path) -> Path:
    config = written(folder, "")
    with little(config, GOALS):
        return config


def test_json_tells_each_figure_with_its_parts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown(hub_of(tmp_path), "O-1", None, json=True)
    told = json.loads(capsys.readouterr().out)["goal"]
    assert (told["basis"], told["coverage"], told["declared_health"]) == ("below", 1.0, "on track")
    assert [(part["goal"], part["weight"]) for part in told["parts"]] == [("KR-1", 0.75), ("KR-2", 0.25)]


def test_the_page_of_an_objective_lists_what_it_is_made_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown(hub_of(tmp_path), "O-1", None, json=False)
    out = capsys.readouterr().out
    assert "What stands below, by weight" in out
    assert [word for word in out.split() if word == "75%"]
