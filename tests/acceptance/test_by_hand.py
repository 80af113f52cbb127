"""What people say of single items by hand, by the real command: the findings follow, and it can be taken back."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fairlead.demo.house import settle
from sandbox.company import Opened, open_company
from tests.acceptance.command import done, fairlead, told

TODAY = datetime.now(UTC).date()


@pytest.fixture(scope="module")
def opened() -> Iterator[Opened]:
    with open_company(101, now=datetime.now(UTC) - timedelta(minutes=2), people=16) as company:
        yield company


@pytest.fixture(scope="module")
def config(opened: Opened, tmp_path_factory: pytest.TempPathFactory) -> Path:
    settled = settle(opened.company, opened.sandbox.urls, tmp_path_factory.mktemp("hub"))
    done("run", config=settled)
    return settled


def drifting(config: Path, detector: str, kind: str) -> list[dict[str, Any]]:
    """What a detector says now of items, or of teams, without the time that a finding takes to go."""
    done("reconcile", config=config)
    ran = fairlead("reconcile", config=config)
    assert ran.returncode in (0, 3)
    seen = told("findings", config=config, exit_code=3)["findings"]
    return [each for each in seen if each["detector"] == detector and each["subject"]["kind"] == kind]


def test_an_unlinked_item_is_exempted_and_the_finding_goes(config: Path) -> None:
    item = drifting(config, "D1", "item")[0]["subject"]["key"]
    week = str(TODAY + timedelta(days=7))
    tried = told("exempt", item, "--reason", "an experiment", "--until", week, "--dry-run", config=config)
    assert (tried["dry_run"], tried["before"], tried["after"][0]["goal"]) == (True, [], None)
    assert item in [each["subject"]["key"] for each in drifting(config, "D1", "item")]
    ran = fairlead("exempt", item, "--reason", "an experiment", "--until", week, config=config, FAIRLEAD_USER="ana")
    assert ran.returncode == 0
    assert ran.stdout == f"{item} was without a goal, is now exempt (by ana); nothing else moves.\n"
    assert item not in [each["subject"]["key"] for each in drifting(config, "D1", "item")]
    assert ["ana", "exempt", item] in audit(config)

    ran = fairlead("unlink", item, config=config, FAIRLEAD_USER="bo")
    assert ran.stdout == f"{item} was exempt (by ana), is now without a goal; nothing else moves.\n"
    assert item in [each["subject"]["key"] for each in drifting(config, "D1", "item")]
    assert ["bo", "unlink", item] in audit(config)


def test_a_finding_names_the_item_as_link_asks_for_it(config: Path) -> None:
    finding = drifting(config, "D1", "item")[0]
    listed = fairlead("findings", config=config).stdout
    line = next(line for line in listed.splitlines() if finding["title"] in line)
    item = line.split()[1]
    assert "`fairlead link ITEM GOAL`" in listed
    ran = told("link", item, "O-1", "--dry-run", config=config)
    assert (f"{ran['source']}:{ran['item']}", ran["after"][0]["goal"]) == (finding["subject"]["key"], "O-1")


def test_work_on_a_goal_that_is_over_moves_and_the_team_is_told_no_more(config: Path) -> None:
    (team,) = drifting(config, "D7", "team")
    for item in team["evidence"]["items"]:
        moved = told("link", item, "O-1=0.75", "O-2=0.25", "--reason", "carried over", config=config)
        assert [(each["goal"], each["share"]) for each in moved["after"]] == [("O-1", 0.75), ("O-2", 0.25)]
        assert moved["before"][0]["rule"].startswith("label-")
    assert drifting(config, "D7", "team") == []
    explained = told("rules", "explain", item, config=config)
    assert [each["via"] for each in explained["links"]] == ["manual", "manual"]


def test_a_disputed_link_stays_away_after_mapping_everything(config: Path) -> None:
    with sqlite3.connect(config.with_name("fairlead.db")) as database:
        query = "SELECT i.source || ':' || i.key, l.goal, l.rule FROM links l JOIN items i ON i.id = l.item_id WHERE valid_to"
        found = f"{query} IS NULL AND l.via = 'rule' AND l.goal IS NOT NULL AND i.kind = 'epic' ORDER BY 1"
        item, goal, rule = database.execute(found).fetchone()
    ran = fairlead("unlink", item, "--reason", "another theme", config=config)
    assert f'{item} was linked to {goal} (rule "{rule}"), is now without a goal' in ran.stdout
    assert f"nothing links it to {goal} by itself any more" in ran.stdout
    told("map", "--all", config=config)
    assert told("rules", "explain", item, config=config)["links"] == []
    back = fairlead("link", item, goal, config=config, FAIRLEAD_USER="ana")
    assert f"{item} was without a goal, is now linked to {goal} (by ana)" in back.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("link", "NOWHERE-1", "O-1"), ["no item NOWHERE-1"]),
        (("link", "PAY-2", "o-1"), ["no goal o-1", 'did you mean "O-1"?']),
        (("link", "PAY-2", "O-1=all"), ["no goal O-1=all", 'did you mean "O-1"?']),
        (("link", "PAY-2", "O-1", "O-2"), ["each needs its share"]),
        (("link", "PAY-2", "O-1=0.5", "O-2=0.6"), ["add up to 1.1"]),
        (("link", "PAY-2", "O-1", "--until", "soon"), ["--until soon", "2026-01-31"]),
        (("link", "PAY-2", "O-1", "--until", "2020-01-01"), ["2020-01-01 is past"]),
        (("exempt", "PAY-2", "--reason", " "), ["say why"]),
        (("unlink", "PAY-2", "O-99"), ["no goal O-99"]),
        (("link", "PAY-\udcff", "O-1"), ["'PAY-\\udcff' is not valid Unicode; type it again"]),
        (("link", "PAY-2", "O-1", "--reason", "caf\udce9"), ["'caf\\udce9' is not valid Unicode"]),
    ],
)
def test_what_cannot_be_said_is_told_with_the_mend(config: Path, arguments: tuple[str, ...], words: list[str]) -> None:
    ran = fairlead(*arguments, config=config)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert [word for word in words if word not in ran.stderr] == []


def test_an_exemption_without_a_reason_is_no_command(config: Path) -> None:
    ran = fairlead("exempt", "PAY-2", config=config)
    assert ran.returncode == 2
    assert "--reason" in ran.stderr


def audit(config: Path) -> list[list[str]]:
    with sqlite3.connect(config.with_name("fairlead.db")) as database:
        return [list(row) for row in database.execute("SELECT actor, action, target FROM audit ORDER BY id")]
