"""The tool of many issues: what it lists, and how that changes. The benchmarks themselves run where FAIRLEAD_SOAK is set."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from bench.scale.company import REPOSITORIES, TEAMS, Company, people
from core.times import moment
from tests.seeds import SOAK

ROOT = Path(__file__).parents[2]
NOW = 1_800_000_000
ALL = 10_000


@pytest.fixture
def company() -> Company:
    return Company(400, NOW)


def test_each_issue_is_listed_once_and_in_order_of_its_last_change(company: Company) -> None:
    listed = [read(company, name) for name in REPOSITORIES]
    assert sorted(issue["number"] for issues in listed for issue in issues) == list(range(400))
    for issues in listed:
        times = [issue["updated_at"] for issue in issues]
        assert times == sorted(times)


def test_a_million_are_told_apart_by_what_the_hub_knows_them_by(company: Company) -> None:
    issues = [issue for name in REPOSITORIES for issue in read(company, name)]
    assert len({issue["node_id"] for issue in issues}) == len({issue["html_url"] for issue in issues}) == 400


def test_what_is_edited_comes_last_and_gets_on(company: Company) -> None:
    before = {issue["number"]: issue["state"] for name in REPOSITORIES for issue in read(company, name)}
    edited = company.edit(40, NOW)
    after = [issue for name in REPOSITORIES for issue in read(company, name, since=NOW)]
    assert sorted(issue["number"] for issue in after) == sorted(edited)
    assert all(issue["title"].endswith(" 1") for issue in after)
    assert all(issue["state"] == "closed" for issue in after if before[issue["number"]] == "closed")


def test_twins_are_begun_by_people_of_two_teams(company: Company) -> None:
    one, other = (read(company, name, since=NOW)[0] for name in company.twin("the same ledger", NOW))
    assert one["title"] == other["title"] == "the same ledger"
    assert one["created_at"] == moment(NOW * 1000).strftime("%Y-%m-%dT%H:%M:%SZ")
    persons = tomllib.loads("\n".join(people()))["people"]
    teams = {persons[f"{issue['assignee']['login']}@example.com"]["team"] for issue in (one, other)}
    assert len(teams) == 2 <= TEAMS


@pytest.mark.skipif(not SOAK, reason="half a minute by the clock")
def test_the_service_finds_twins_in_a_small_company() -> None:
    command = [sys.executable, "-m", "bench.service", "--items", "300", "--minutes", "1.6"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "from a change to its finding" in ran.stdout


def read(company: Company, repository: str, since: int = 0) -> list[dict[str, Any]]:
    return [json.loads(issue) for issue in company.issues(repository, since, 0, ALL)]
