"""Grades as people see them, and as JSON tells them."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.records import Goal
from fairlead.commands.grading import grades
from tests.scheduler.little import little, written
from tests.store.samples import goal

FIRST, LAST, LATER = date(2026, 1, 1), date(2026, 3, 31), date(2026, 6, 30)
AFTER = date(2026, 5, 1)


def result(key: str, current: float | None, **more: Any) -> Goal:
    dates = {"effective_from": FIRST, "effective_to": LAST, "start": 0.0, "target": 50.0, "parent": "O-1"}
    return goal(key, level="key_result", current=current, **{**dates, **more})


GOALS = (
    goal("O-1", title="Calm releases", effective_from=FIRST, effective_to=LAST),
    result("KR-1", 40.0, superseded_by="KR-2"),
    result("KR-3", 5.0),
    result("KR-4", None),
    result("KR-2", None, effective_from=AFTER, effective_to=LATER),
)


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of a hub that is asked in a wide terminal."""
    monkeypatch.setenv("COLUMNS", "120")
    made = written(tmp_path, "")
    with little(made, GOALS):
        return made


def test_an_objective_stands_before_its_key_results(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    grades(config, None, AFTER, json=False)
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    begin = lines.index("Ended on 2026-03-31")
    assert lines[begin + 1 : begin + 5] == [
        "0.45 progress O-1 Calm releases",
        "0.80 delivered KR-1 Goal KR-1 superseded by KR-2, 20% of the way left (+10)",
        "0.10 short KR-3 Goal KR-3",
        "– not known KR-4 Goal KR-4",
    ]


def test_json_and_one_goal(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    grades(config, "KR-3", AFTER, json=True)
    (grade,) = json.loads(capsys.readouterr().out)["grades"]
    assert (grade["goal"], grade["score"], grade["band"], grade["final"]) == ("KR-3", 0.1, "short", True)
    grades(config, "O-1", AFTER, json=True)
    assert [each["goal"] for each in json.loads(capsys.readouterr().out)["grades"]] == ["KR-1", "KR-3", "KR-4", "O-1"]


def test_before_any_period_ended(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    grades(config, None, LAST, json=False)
    assert "No period has ended yet" in capsys.readouterr().out
