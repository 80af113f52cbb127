"""The strategy as it is written: shown by place, told after a sync, and no goal is lost from the tree."""

import json
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from core.facts import GoalFact
from core.records import Goal, Reading
from fairlead import goal_tree
from fairlead.commands import road, strategy
from fairlead.commands.goal import goals as shown
from store.goal_facts import goal_facts
from store.strategy import strategy as stored
from tests.scheduler.little import little, stock, written
from tests.store.samples import NOW, goal

ANA = ("ana@example.com",)
SOUND = (goal("S-1", level="strategy"), goal("O-1", parent="S-1", owners=ANA))
WRONG = (
    *SOUND,
    goal("O-2", place="OKRs!A4", parent="O-3", owners=ANA, cells={"parent": "OKRs!D4"}),
    goal("O-3", place="OKRs!A5", parent="O-2", owners=()),
    goal("O-4", place="OKRs!A6", parent="O-3", owners=ANA),
)


def drawn(seen: tuple[GoalFact, ...]) -> str:
    console = Console(file=StringIO(), width=100)
    console.print(goal_tree.alignment_tree(seen, (), at=NOW))
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def hub_of(folder: Path, *goals: Goal) -> Path:
    """The configuration of a hub that has these goals. Its clock stands, as the command's does not."""
    config = written(folder, "")
    with little(config, goals):
        return config


@pytest.mark.parametrize(("goals", "code"), [(SOUND, 0), (WRONG, 1)])
def test_an_error_ends_the_command_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], goals: tuple[Goal, ...], code: int
) -> None:
    with pytest.raises(SystemExit) as ended:
        strategy.lint(hub_of(tmp_path, *goals), None, None, json=True)
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert ended.value.code == code
    told = [("OKRs!D4", "parent-circle"), ("OKRs!A5", "owner-one")]
    assert [(each["place"], each["check"]) for each in problems] == (told if code else [])


def test_problems_of_one_goal_and_of_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = hub_of(tmp_path, *WRONG)
    with pytest.raises(SystemExit) as ended:
        strategy.lint(config, "O-3", None, json=False)
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("OKRs!A5: warning: O-3 (Goal O-3) has no owner; name one person")
    with pytest.raises(SystemExit):
        strategy.lint(config, "O-1", None, json=False)
    assert "Nothing is wrong or odd about O-1 as it is written" in capsys.readouterr().out
    with pytest.raises(SystemExit) as refused:
        strategy.lint(config, "O-11", None, json=False)
    assert refused.value.code == 1
    assert capsys.readouterr().err.startswith("fairlead: no goal O-11; did you mean O-1")


def test_a_sync_says_in_one_line_how_many_there_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with little(written(tmp_path, ""), WRONG) as hub:
        problems = strategy.problems_of(hub)
    road.show_pulled([], 0, problems)
    assert "The strategy as it is written has 1 error and 1 warning: `fairlead goals --lint`" in capsys.readouterr().out
    road.show_pulled([], 0, [])
    assert "strategy" not in capsys.readouterr().out
    assert strategy.counts(problems) == {"errors": 1, "warnings": 1}


def test_goals_in_a_circle_stay_in_the_tree(tmp_path: Path) -> None:
    with little(written(tmp_path, ""), [*WRONG, goal("O-9", parent="O-9")]) as hub, hub.store.read() as tx:
        tree = drawn(goal_facts(tx, NOW))
    for key in ("S-1", "O-1", "O-2", "O-3", "O-4", "O-9"):
        assert tree.count(f"Goal {key}") == 1
    assert [line.split()[0] for line in tree.splitlines() if "hangs below itself" in line] == ["O-2", "O-9"]


def test_what_is_read_for_the_checks(tmp_path: Path) -> None:
    """A long series of a metric stays in the store, but for what is dated ahead."""

    def reading(subject: str, days: int) -> Reading:
        at = NOW.date().replace(day=NOW.day + days)
        return Reading(source="sheets", id=f"{subject}/{at}", subject=subject, at=at, place="M!A1", value=1)

    with little(written(tmp_path, "")) as hub:
        stock(hub, [*SOUND, reading("O-1", -1), reading("M-1", 0), reading("M-1", 1)])
        with hub.store.read() as tx:
            seen = stored(tx, NOW.date())
    assert [(each.subject, each.at.day) for each in seen.readings] == [("M-1", NOW.day + 1), ("O-1", NOW.day - 1)]
    assert [each.key for each in seen.goals] == ["O-1", "S-1"]


def test_the_command_still_shows_the_tree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown(hub_of(tmp_path, *WRONG), None, None, json=False)
    assert "hangs below itself" in capsys.readouterr().out
