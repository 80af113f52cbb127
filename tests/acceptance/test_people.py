"""Who is who, as an admin looks at it and mends it: by the real command, in a real file."""

import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fairlead.demo.house import settle
from sandbox.company import Opened, open_company
from tests.acceptance.command import done, fairlead, told


@pytest.fixture(scope="module")
def opened() -> Iterator[Opened]:
    with open_company(81, now=datetime.now(UTC) - timedelta(minutes=2), people=16) as company:
        yield company


@pytest.fixture
def config(opened: Opened, tmp_path: Path) -> Path:
    settled = settle(opened.company, opened.sandbox.urls, tmp_path)
    done("sync", config=settled)
    return settled


def people_of(config: Path) -> Path:
    return config.with_name("people.toml")


def test_everybody_is_listed_with_team_and_accounts_in_all_tools(config: Path, opened: Opened) -> None:
    told("map", config=config)
    listed = told("people", "list", config=config)
    rows = {row["person"]: row for row in listed["people"]}
    assert set(rows) == {person.email for person in opened.company.staff}
    someone = next(team.members[0] for team in opened.company.staff.teams if team.members[0].on_github)
    assert rows[someone.email]["accounts"]["slack"] == [someone.slack]
    assert rows[someone.email]["team_from"] == "people.toml"
    assert listed["unknown"] == []


def test_an_account_of_nobody_is_named_guessed_and_mapped_and_the_next_map_knows_it(
    config: Path, opened: Opened
) -> None:
    members = [person for team in opened.company.staff.teams for person in team.members]
    someone = next(person for person in members if person.on_github)
    handle = f"github:{someone.login}"
    people = people_of(config)
    people.write_text("# do not lose me\n" + people.read_text().replace(f', "{handle}"', ""))
    told("map", config=config)
    (unknown,) = told("people", "list", "--unknown", config=config)["unknown"]
    assert (unknown["source"], unknown["id"]) == ("github", someone.login)
    assert unknown["perhaps"]["person"] == someone.email
    assert 0 < unknown["perhaps"]["confidence"] <= 1
    assert someone.email in fairlead("people", "list", "--unknown", config=config).stdout

    before = people.read_text()
    tried = fairlead("people", "map", someone.email, handle, "--dry-run", config=config)
    assert f"{handle}" in tried.stdout
    assert people.read_text() == before
    assert fairlead("people", "map", someone.email, handle, config=config).returncode == 0
    assert people.read_text().startswith("# do not lose me\n")
    assert handle in tomllib.loads(people.read_text())["people"][someone.email]["accounts"]
    told("map", config=config)
    assert told("people", "list", "--unknown", config=config)["unknown"] == []
    assert "already" in fairlead("people", "map", someone.email, handle, config=config).stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("ana@x.test", "gitlab:ana"), ["gitlab:ana", "github"]),
        (("ana@x.test", "github:"), ["github:", "such as github:ana-l"]),
    ],
)
def test_what_cannot_be_mapped_is_told_with_the_mend(
    config: Path, arguments: tuple[str, ...], words: list[str]
) -> None:
    ran = fairlead("people", "map", *arguments, config=config)
    assert ran.returncode == 1
    assert [word for word in words if word not in ran.stderr] == []


def test_a_person_of_another_is_not_taken_over(config: Path, opened: Opened) -> None:
    someone = opened.company.staff.teams[0].members[0]
    ran = fairlead("people", "map", "else@acme.test", f"slack:{someone.slack}", config=config)
    assert ran.returncode == 1
    assert f"mapped to {someone.email} already" in ran.stderr
