"""The company's GitHub has what planning and reviewing leave there, and none of it says more than was so anyway."""

from datetime import UTC, datetime

import pytest

from sandbox.company import Company
from sandbox.company.roadmap import DOING, DONE, TODO
from sandbox.github import Board
from sandbox.github.pull_shapes import number_of

NOW = datetime(2026, 3, 4, 14, tzinfo=UTC)


@pytest.fixture(scope="module")
def company() -> Company:
    return Company(7, people=40, now=NOW)


@pytest.fixture
def board(company: Company) -> Board:
    return company.tools.github.boards.of["acme"][1]


def test_every_piece_is_a_card_in_the_column_of_its_state(company: Company, board: Board) -> None:
    repos = company.tools.github.repos
    everything = {(name, number) for name, repo in repos.items() for number in repo.issues}
    assert {card.address for card in board.cards.values()} == everything
    columns = set()
    for card in board.cards.values():
        assert card.address
        issue = repos[card.address[0]].issues[card.address[1]]
        column = str(card.values["Status"][0])
        assert (column == DONE) == (issue["state"] == "closed")
        assert (column == TODO) <= (issue["assignee"] is None)
        columns.add(column)
    assert columns >= {DOING, DONE}


def test_a_merge_is_reviewed_by_whoever_merges_and_by_the_robot(company: Company) -> None:
    reviewed = 0
    for repo in company.tools.github.repos.values():
        merged = {number: event for number, event in repo.events if event["event"] == "merged"}
        for review in repo.reviews.values():
            event = merged[number_of(review)]
            assert review["submitted_at"] == event["created_at"]
            assert review["user"] == event["actor"] or review["user"]["type"] == "Bot"
            author = repo.issues[number_of(review)]["user"]["login"]
            assert review["state"] != "APPROVED" or review["user"]["login"] != author
        reviewed += len(repo.reviews)
        assert len(repo.reviews) == 2 * len(merged)
    assert reviewed


def test_teams_stand_in_the_organisation(company: Company) -> None:
    teams = company.tools.github.orgs["acme"].teams
    assert sorted(teams) == sorted(team.name for team in company.staff.teams)
    for team in company.staff.teams:
        assert teams[team.name].members == [person.login for person in team.members if person.on_github]
