"""The company's Jira has what planning leaves there, and none of it says more about who did what than was so anyway."""

from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox.company import Company

NOW = datetime(2026, 3, 4, 14, tzinfo=UTC)
HABITS = {"Story Points", "Sprint", "Flagged", "Link", "timespent", "WorklogId"}


@pytest.fixture(scope="module")
def company() -> Company:
    return Company(7, people=40, now=NOW)


def issues(company: Company) -> list[dict[str, Any]]:
    return list(company.tools.jira.issues.values())


def test_work_is_estimated_put_into_sprints_and_sometimes_stuck(company: Company) -> None:
    jira, found = company.tools.jira, issues(company)
    points, flagged = jira.field_id("Story Points"), jira.field_id("Flagged")
    assert 0.2 < sum(bool(issue["fields"].get(points)) for issue in found) / len(found) < 0.6
    assert any(issue["fields"].get(flagged) for issue in found)
    assert any(jira.issue_links.values())
    assert any(issue["fields"]["worklog"]["worklogs"] for issue in found)


def test_every_team_is_in_one_sprint(company: Company) -> None:
    sprints = company.tools.jira.sprints.values()
    active = [sprint["name"].partition(" ")[0] for sprint in sprints if sprint["state"] == "active"]
    assert sorted(active) == sorted(company.tools.jira.projects)
    assert sum(sprint["state"] == "closed" for sprint in sprints) > 4 * len(active)


def test_a_habit_is_part_of_what_its_person_does_to_the_issue_that_day(company: Company) -> None:
    for issue in issues(company):
        fields = issue["fields"]
        acts = {(fields["creator"]["accountId"], fields["created"][:10])}
        acts |= {(c["author"]["accountId"], c["created"][:10]) for c in fields["comment"]["comments"]}
        habits: set[tuple[str, str]] = set()
        for history in issue["changelog"]["histories"]:
            who = history["author"]["accountId"], history["created"][:10]
            (habits if {item["field"] for item in history["items"]} <= HABITS else acts).add(who)
        assert habits <= acts, issue["key"]


def test_equal_seeds_have_equal_habits() -> None:
    first, second = (Company(3, now=NOW).tools.jira.snapshot() for _ in range(2))
    assert first == second
