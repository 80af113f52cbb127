"""Projects over GraphQL: boards, fields of every kind, cards of every sort, and who may see them."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from sandbox.github import GitHubState
from sandbox.github.boards import Board, Value
from tests.sandbox.github.asking import ask, data, error
from tests.sandbox.github.conftest import API, REPO, World

ITEMS = """
query ($after: String) {
  organization(login: "acme") {
    projectV2(number: 1) {
      title updatedAt
      items(first: 2, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes {
          id type isArchived updatedAt
          content {
            __typename
            ... on Issue { title }
            ... on PullRequest { title isDraft }
            ... on DraftIssue { title body creator { login } assignees(first: 5) { nodes { login } } }
          }
          fieldValues(first: 20) {
            nodes {
              __typename
              ... on ProjectV2ItemFieldTextValue { text }
              ... on ProjectV2ItemFieldNumberValue { number }
              ... on ProjectV2ItemFieldDateValue { date }
              ... on ProjectV2ItemFieldSingleSelectValue { name optionId }
              ... on ProjectV2ItemFieldIterationValue { title startDate duration }
              ... on ProjectV2ItemFieldLabelValue { labels(first: 5) { nodes { name } } }
              ... on ProjectV2ItemFieldMilestoneValue { milestone { title } }
              ... on ProjectV2ItemFieldRepositoryValue { repository { nameWithOwner } }
              ... on ProjectV2ItemFieldUserValue { users(first: 5) { nodes { login } } }
              ... on ProjectV2ItemFieldValueCommon { field { ... on ProjectV2FieldCommon { name } } }
            }
          }
          fieldValueByName(name: "Status") { ... on ProjectV2ItemFieldSingleSelectValue { name } }
        }
      }
    }
  }
}"""


@pytest.fixture
def board(state: GitHubState) -> Board:
    board = state.boards.create("acme", "Roadmap")
    board.add_field("Target date", "DATE")
    board.add_field("Points", "NUMBER")
    board.add_field("Why", "TEXT")
    board.add_field("Sprint", "ITERATION", iterations={"Sprint 1": date(2026, 3, 2)})
    return board


def items(client: httpx.Client, after: str | None = None) -> list[Any]:
    rows: list[Any] = data(client, ITEMS, after=after)["organization"]["projectV2"]["items"]["nodes"]
    return rows


def test_a_card_has_a_value_for_each_field(state: GitHubState, board: Board, client: httpx.Client) -> None:
    milestone = state.create_milestone(REPO, "v2")
    state.create_issue(REPO, "ship it", by="ann", labels=["bug"], assignees=["bob"], milestone=milestone)
    card = board.add((REPO, 1), by="ann")
    chosen: dict[str, Value] = {
        "Status": "In Progress",
        "Target date": date(2026, 4, 1),
        "Points": 3.5,
        "Why": "money",
        "Sprint": "Sprint 1",
    }
    for name, value in chosen.items():
        board.set(card, name, value)
    (item,) = items(client)
    values = {each.pop("__typename").removeprefix("ProjectV2ItemField"): each for each in item["fieldValues"]["nodes"]}
    assert (item["type"], item["content"]) == ("ISSUE", {"__typename": "Issue", "title": "ship it"})
    assert values["NumberValue"] == {"number": 3.5, "field": {"name": "Points"}}
    assert values["DateValue"] == {"date": "2026-04-01", "field": {"name": "Target date"}}
    assert values["TextValue"] == {"text": "money", "field": {"name": "Why"}}
    assert values["SingleSelectValue"]["name"] == item["fieldValueByName"]["name"] == "In Progress"
    assert values["IterationValue"] == {
        "title": "Sprint 1", "startDate": "2026-03-02", "duration": 14, "field": {"name": "Sprint"},
    }  # fmt: skip
    assert values["LabelValue"]["labels"]["nodes"] == [{"name": "bug"}]
    assert values["MilestoneValue"]["milestone"] == {"title": "v2"}
    assert values["RepositoryValue"]["repository"] == {"nameWithOwner": REPO}
    assert values["UserValue"]["users"]["nodes"] == [{"login": "bob"}]
    board.set(card, "Status", None)
    assert items(client)[0]["fieldValueByName"] is None
    with pytest.raises(KeyError):
        board.set(card, "Status", "Later")


def test_pages_of_drafts_pulls_and_what_is_hidden(state: GitHubState, board: Board, client: httpx.Client) -> None:
    board.draft("an idea", by="ann", body="later", assignees=["bob"])
    state.create_pull(REPO, "mend", by="ann", draft=True)
    state.create_issue(API, "secret", by="ann")
    for address in ((REPO, 1), (API, 1)):
        board.add(address, by="ann")
    state.repos[API].hidden = True
    first = data(client, ITEMS)["organization"]["projectV2"]["items"]
    assert (first["totalCount"], first["pageInfo"]["hasNextPage"]) == (3, True)
    draft, pull = first["nodes"]
    assert draft["type"] == "DRAFT_ISSUE"
    assert draft["content"]["assignees"]["nodes"] == [{"login": "bob"}]
    assert pull["content"] == {"__typename": "PullRequest", "title": "mend", "isDraft": True}
    (redacted,) = items(client, first["pageInfo"]["endCursor"])
    assert (redacted["type"], redacted["content"], redacted["fieldValues"]["nodes"]) == ("REDACTED", None, [])


def test_a_change_touches_its_card_and_the_board(world: World, board: Board, client: httpx.Client) -> None:
    cards = [board.draft(title, by="ann") for title in ("one", "two")]
    world.clock.advance(timedelta(hours=1))
    board.archive(cards[1])
    one, two = items(client)
    assert (one["isArchived"], one["updatedAt"]) == (False, "2026-03-02T12:00:00Z")
    assert (two["isArchived"], two["updatedAt"]) == (True, "2026-03-02T13:00:00Z")
    board.remove(cards[0])
    assert [item["id"] for item in items(client)] == [two["id"]]


def test_cards_follow_issues_that_move_and_go(state: GitHubState, board: Board, client: httpx.Client) -> None:
    state.create_issue(REPO, "moves", by="ann")
    state.create_issue(REPO, "goes", by="ann")
    for number in (1, 2):
        board.add((REPO, number), by="ann")
    new = state.transfer(REPO, 1, API)
    state.delete(REPO, 2)
    state.rename_repo(API, "acme/core")
    assert [card.address for card in board.cards.values()] == [("acme/core", new)]
    (item,) = items(client)
    assert item["content"]["title"] == "moves"


def test_fields_with_their_options(board: Board, client: httpx.Client) -> None:
    document = """{ organization(login: "acme") { projectV2(number: 1) { fields(first: 20) { nodes {
      ... on ProjectV2FieldCommon { name dataType }
      ... on ProjectV2SingleSelectField { options { name } }
      ... on ProjectV2IterationField { configuration { duration iterations { title startDate } } } } } } } }"""
    fields = {f["name"]: f for f in data(client, document)["organization"]["projectV2"]["fields"]["nodes"]}
    assert fields["Title"]["dataType"] == "TITLE"
    assert [option["name"] for option in fields["Status"]["options"]] == ["Todo", "In Progress", "Done"]
    assert fields["Sprint"]["configuration"]["iterations"] == [{"title": "Sprint 1", "startDate": "2026-03-02"}]


def test_a_person_has_boards_too(state: GitHubState, client: httpx.Client) -> None:
    state.boards.create("ann", "Mine")
    document = '{ user(login: "ann") { projectsV2(first: 5) { nodes { number title url } } } }'
    (board,) = data(client, document)["user"]["projectsV2"]["nodes"]
    assert board == {"number": 1, "title": "Mine", "url": "https://github.com/users/ann/projects/1"}


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ('{ organization(login: "acme") { projectV2(number: 9) { id } } }', "ProjectV2 with the number 9."),
        ('{ organization(login: "nobody") { id } }', "an Organization with the login of 'nobody'."),
        ('{ user(login: "acme") { id } }', "a User with the login of 'acme'."),
    ],
)
def test_what_is_not_there(client: httpx.Client, document: str, words: str) -> None:
    problem = error(client, document)
    assert problem["type"] == "NOT_FOUND"
    assert problem["message"].endswith(words)


def test_a_token_without_the_scope_is_told_so(state: GitHubState, board: Board, client: httpx.Client) -> None:
    state.scopes = "repo"
    answer = ask(client, ITEMS)
    assert answer["data"] == {"organization": {"projectV2": None}}
    (problem,) = answer["errors"]
    assert (problem["type"], problem["path"]) == ("INSUFFICIENT_SCOPES", ["organization", "projectV2"])
    assert "one of the following scopes: ['read:project']" in problem["message"]


def test_members_and_teams_of_an_organisation(state: GitHubState, client: httpx.Client) -> None:
    state.add_user("ann", name="Ann Lee", email="ann@acme.test")
    state.add_team("acme", "Platform", ["ann", "bob"])
    document = """{ organization(login: "acme") {
      membersWithRole(first: 5) { nodes { login name email } }
      teams(first: 5) { nodes { slug members(first: 5) { nodes { login } } } } } }"""
    org = data(client, document)["organization"]
    assert org["membersWithRole"]["nodes"][0] == {"login": "ann", "name": "Ann Lee", "email": "ann@acme.test"}
    assert org["teams"]["nodes"] == [{"slug": "platform", "members": {"nodes": [{"login": "ann"}, {"login": "bob"}]}}]
