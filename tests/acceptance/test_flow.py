"""Flow of the simulated company, by the real command."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from fairlead.demo.house import settle
from sandbox.company import open_company
from tests.acceptance.command import done, fairlead, told


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with open_company(7, now=datetime.now(UTC) - timedelta(minutes=2), people=16) as opened:
        settled = settle(opened.company, opened.sandbox.urls, tmp_path_factory.mktemp("hub"))
        done("run", config=settled)
        yield settled


@pytest.fixture(scope="module")
def whole(config: Path) -> dict[str, Any]:
    return told("flow", config=config)


def test_the_teams_have_all_the_work(whole: dict[str, Any]) -> None:
    teams = whole["teams"].values()
    assert len(teams) > 2
    for name in ("finished", "doing", "dated"):
        assert whole["whole"][name] == sum(team[name] for team in teams)
    assert whole["whole"]["cycle"]["p50"] > 0
    assert whole["whole"]["completion"]["n"] > whole["whole"]["finished"] > 20


def test_one_goal_has_the_same_figures_alone(config: Path, whole: dict[str, Any]) -> None:
    alone = told("flow", "--goal", "O-1", config=config)
    figures = {name: value for name, value in alone["goals"]["O-1"].items() if name not in ("title", "pace")}
    assert alone["whole"] == figures
    # time has passed since
    assert {n: alone["goals"]["O-1"][n] for n in ("finished", "doing", "pace")} == {
        n: whole["goals"]["O-1"][n] for n in ("finished", "doing", "pace")
    }
    assert "O-2" not in alone["goals"]
    (team, *_), (part, *_) = zip(*alone["teams"].items(), strict=True)
    assert told("flow", "--goal", "O-1", "--team", team, config=config)["whole"]["finished"] == part["finished"]


def test_a_goal_shows_its_main_figures(config: Path, whole: dict[str, Any]) -> None:
    flow = told("goals", "O-1", config=config)["goal"]["flow"]
    assert (flow["days"], flow["finished"]) == (90, whole["goals"]["O-1"]["finished"])
    assert f"{flow['finished']} finished in 90 days" in fairlead("goals", "O-1", config=config).stdout


def test_as_of_a_day_before_the_hub_teams_are_known_and_goals_are_not(config: Path) -> None:
    day = (datetime.now(UTC) - timedelta(days=40)).date()
    then = told("flow", "--as-of", str(day), "--days", "30", config=config)
    assert then["as_of"] == f"{day}T23:59:59.999000Z"
    assert then["whole"]["finished"] > 0
    assert (then["goals"], then["days"], len(then["whole"]["came"])) == ({}, 30, 4)


def test_the_pages_show_the_figures_and_nobody(config: Path, whole: dict[str, Any]) -> None:
    team = next(iter(whole["teams"]))
    pages = [
        fairlead("flow", *more, config=config).stdout for more in ((), ("--team", team), ("--goal", "O-1", "--json"))
    ]
    people = told("people", "list", config=config)["people"]
    assert people
    for page in pages:
        assert not [each["person"] for each in people if each["person"] in page or each["name"] in page]
    assert "Goals, each with all below it" in pages[0]
    assert f"{whole['teams'][team]['finished']}, " in pages[1]
    assert "Slowest statuses" in pages[1]


def test_of_a_team_of_two_nothing_is_told(config: Path, whole: dict[str, Any], tmp_path: Path) -> None:
    own = Path(copytree(config.parent, tmp_path / "hub")) / config.name
    with closing(sqlite3.connect(own.with_name("fairlead.db"), isolation_level=None)) as db:
        team, *_ = whole["teams"]
        two = [person for (person,) in db.execute("SELECT person FROM people WHERE team = ? LIMIT 2", (team,))]
        db.execute("UPDATE people SET team = NULL WHERE team = ? AND person NOT IN (?, ?)", (team, *two))
    seen = told("flow", config=own)
    assert list(seen["teams"]) == [name for name in whole["teams"] if name != team]
    assert seen["whole"]["finished"] == whole["whole"]["finished"]
    refused = fairlead("flow", "--team", team, config=own)
    assert (refused.returncode, "its flow would be that of a person" in refused.stderr) == (1, True)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--goal", "O-11"), "no goal O-11 on"),
        (("--team", "paymets"), "no team paymets; did you mean payments?"),
        (("--as-of", "2999-01-01"), "--as-of 2999-01-01 lies ahead; name a day of the past"),
        (("--days", "6"), "--days 6: a window has 7 to 3,660 days"),
        (("--days", "3661"), "a window has 7 to 3,660 days"),
        (("--as-of", "0001-01-01", "--days", "3660"), "--as-of 0001-01-01: no window"),
    ],
)
def test_what_cannot_be_asked_is_said(config: Path, asked: tuple[str, ...], said: str) -> None:
    ran = fairlead("flow", *asked, config=config)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert said in ran.stderr
