"""Issues and pull requests over GraphQL: pages, orders, filters, errors, and what a question costs."""

from datetime import timedelta

import httpx
import pytest

from sandbox.github import GitHubState
from tests.sandbox.github.asking import ask, data, error
from tests.sandbox.github.conftest import API, REPO, World

PAGES = """
query ($first: Int, $after: String, $last: Int, $before: String) {
  repository(owner: "acme", name: "web") {
    issues(first: $first, after: $after, last: $last, before: $before) {
      totalCount
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      nodes { number }
    }
  }
}"""


def test_a_walk_sees_every_issue_once_and_ends(state: GitHubState, client: httpx.Client) -> None:
    for number in range(7):
        state.create_issue(REPO, f"{number}", by="ann")
    seen, after = [], None
    while True:
        page = data(client, PAGES, first=3, after=after)["repository"]["issues"]
        seen += [each["number"] for each in page["nodes"]]
        assert page["totalCount"] == 7
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == [1, 2, 3, 4, 5, 6, 7]
    back = data(client, PAGES, last=2, before=after)["repository"]["issues"]
    assert [each["number"] for each in back["nodes"]] == [5, 6]
    assert back["pageInfo"]["hasPreviousPage"]


def test_a_page_begins_after_a_row_that_moved_away(world: World, client: httpx.Client) -> None:
    document = """query ($after: String) { repository(owner: "acme", name: "web") {
      issues(first: 2, after: $after, orderBy: {field: UPDATED_AT, direction: DESC}) {
        pageInfo { endCursor } nodes { number } } } }"""
    for number in range(4):
        world.clock.advance(timedelta(minutes=1))
        world.state.create_issue(REPO, f"{number}", by="ann")
    first = data(client, document)["repository"]["issues"]
    world.clock.advance(timedelta(minutes=1))
    world.state.comment(REPO, 3, "to the front", by="ann")
    second = data(client, document, after=first["pageInfo"]["endCursor"])["repository"]["issues"]
    assert [[each["number"] for each in page["nodes"]] for page in (first, second)] == [[4, 3], [2, 1]]


def test_issues_are_filtered(world: World, client: httpx.Client) -> None:
    state = world.state
    state.create_issue(REPO, "old", by="ann", labels=["bug"])
    state.create_pull(REPO, "no issue", by="ann")
    world.clock.advance(timedelta(hours=1))
    state.create_issue(REPO, "new", by="ann")
    state.close(REPO, 3, by="ann", reason="not_planned")
    document = """query ($by: IssueFilters) { repository(owner: "acme", name: "web") {
      issues(first: 9, filterBy: $by) { nodes { number state stateReason closed } } } }"""
    for wanted, numbers in (({}, [1, 3]), ({"since": "2026-03-02T12:30:00Z"}, [3]), ({"labels": ["bug"]}, [1])):
        found = data(client, document, by=wanted)["repository"]["issues"]["nodes"]
        assert [each["number"] for each in found] == numbers
    (closed,) = data(client, document, by={"states": ["CLOSED"]})["repository"]["issues"]["nodes"]
    assert closed == {"number": 3, "state": "CLOSED", "stateReason": "NOT_PLANNED", "closed": True}


def test_reviews_and_what_a_pull_request_closes(state: GitHubState, client: httpx.Client) -> None:
    state.create_issue(REPO, "broken", by="ann")
    far = state.create_issue(API, "broken there", by="ann")
    state.create_pull(REPO, "mend", by="dependabot[bot]", body=f"Fixes #1, resolves {API}#{far}, closes #99, see #1")
    state.reviewing.review(REPO, 2, "CHANGES_REQUESTED", by="ann", body="no")
    state.reviewing.review(REPO, 2, "APPROVED", by="ann")
    state.merge(REPO, 2, by="ann")
    document = """{ repository(owner: "acme", name: "web") { pullRequests(first: 1) { nodes {
      number state merged author { __typename login }
      reviews(first: 5) { totalCount nodes { state body author { login } } }
      closingIssuesReferences(first: 5) { nodes { number repository { nameWithOwner } } } } } } }"""
    (pull,) = data(client, document)["repository"]["pullRequests"]["nodes"]
    assert (pull["state"], pull["merged"]) == ("MERGED", True)
    assert pull["author"] == {"__typename": "Bot", "login": "dependabot"}
    assert [each["state"] for each in pull["reviews"]["nodes"]] == ["CHANGES_REQUESTED", "APPROVED"]
    closes = [
        (each["repository"]["nameWithOwner"], each["number"]) for each in pull["closingIssuesReferences"]["nodes"]
    ]
    assert closes == [(REPO, 1), (API, far)]
    state.repos[API].hidden = True
    assert (
        len(data(client, document)["repository"]["pullRequests"]["nodes"][0]["closingIssuesReferences"]["nodes"]) == 1
    )


@pytest.mark.parametrize(
    ("asked", "kind", "words"),
    [
        ("issues(first: 101) { totalCount }", "EXCESSIVE_PAGINATION", "Requesting 101 records on the `issues`"),
        ("issues(first: 0) { totalCount }", "EXCESSIVE_PAGINATION", "Requesting 0 records"),
        ("issues { totalCount }", "MISSING_PAGINATION_BOUNDARIES", "You must provide a `first` or `last`"),
        ('issues(first: 1, after: "x") { totalCount }', "INVALID_CURSOR_ARGUMENTS", "valid cursor"),
        ("issue(number: 7) { id }", "NOT_FOUND", "Could not resolve to an Issue with the number of 7."),
        ("pullRequest(number: 1) { id }", "NOT_FOUND", "Could not resolve to a PullRequest with the number of 1."),
    ],
)
def test_errors_have_a_type_and_a_path(
    state: GitHubState, client: httpx.Client, asked: str, kind: str, words: str
) -> None:
    state.create_issue(REPO, "x", by="ann")
    found = error(client, f'{{ repository(owner: "acme", name: "web") {{ {asked} }} }}')
    assert (found["type"], found["path"][0]) == (kind, "repository")
    assert words in found["message"]


def test_one_error_leaves_the_rest_of_the_answer(state: GitHubState, client: httpx.Client) -> None:
    document = (
        '{ here: repository(owner: "acme", name: "web") { name } gone: repository(owner: "acme", name: "no") { name } }'
    )
    answer = ask(client, document)
    assert answer["data"] == {"here": {"name": "web"}, "gone": None}
    (problem,) = answer["errors"]
    assert (problem["type"], problem["path"]) == ("NOT_FOUND", ["gone"])
    assert problem["message"] == "Could not resolve to a Repository with the name 'acme/no'."


def test_nodes_by_id(state: GitHubState, client: httpx.Client) -> None:
    state.create_issue(REPO, "here", by="ann")
    state.create_issue(API, "hidden", by="ann")
    ids = [state.issue(name, 1)["node_id"] for name in (REPO, API)]
    state.repos[API].hidden = True
    document = "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Issue { title } } }"
    answer = ask(client, document, ids=[*ids, "I_nothing"])
    assert answer["data"]["nodes"] == [{"id": ids[0], "title": "here"}, None, None]
    assert [(each["type"], each["path"]) for each in answer["errors"]] == [
        ("NOT_FOUND", ["nodes", 1]), ("NOT_FOUND", ["nodes", 2]),
    ]  # fmt: skip
    assert "more than 100 node ids" in error(client, document, ids=["x"] * 101)["message"]


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("{ repository(owner: 1) { name } }", "String cannot represent"),
        ('{ repository(owner: "a", name: "b") { stars } }', "Cannot query field 'stars'"),
        ("{ repository", "Syntax Error"),
        ("mutation { addComment { clientMutationId } }", "mutation"),
    ],
)
def test_a_question_against_the_schema_is_answered_by_errors_alone(
    client: httpx.Client, world: World, document: str, words: str
) -> None:
    answer = ask(client, document)
    assert "data" not in answer
    assert words in answer["errors"][0]["message"]
    assert len(world.violations) == 1
    world.violations.clear()


def test_what_is_no_question_at_all(client: httpx.Client) -> None:
    for body in (b"x", b"[]", b"{}"):
        assert client.post("/graphql", content=body).status_code == 400


def test_a_question_costs_points_and_the_limit_is_an_error_in_the_answer(world: World, client: httpx.Client) -> None:
    document = """{ rateLimit { cost nodeCount limit remaining used resetAt }
      repository(owner: "acme", name: "web") { pullRequests(first: 100) { nodes { reviews(first: 50) { totalCount }
      labels(first: 10) { totalCount } } } } }"""
    rate = data(client, document)["rateLimit"]
    assert (rate["cost"], rate["nodeCount"]) == (2, 100 + 100 * 50 + 100 * 10)
    assert (rate["limit"], rate["used"], rate["remaining"], rate["resetAt"]) == (5000, 2, 4998, "2026-03-02T13:00:00Z")
    world.state.limits.hourly["graphql"] = 3
    answer = client.post("/graphql", json={"query": "{ viewer { login } }"})
    assert (answer.headers["x-ratelimit-resource"], answer.headers["x-ratelimit-remaining"]) == ("graphql", "0")
    limited = client.post("/graphql", json={"query": document})
    assert limited.status_code == 200
    assert limited.json()["errors"][0]["type"] == "RATE_LIMITED"
    assert world.state.limits.violations == []
    assert client.get("/user").status_code == 200
    world.clock.advance(timedelta(hours=1))
    assert data(client, document)["rateLimit"]["used"] == 2


def test_too_many_nodes_are_refused(client: httpx.Client) -> None:
    document = """query ($n: Int = 100) { repository(owner: "acme", name: "web") { issues(first: $n) { nodes {
      comments(first: 100) { nodes { id } } subIssues(first: 100) { nodes { labels(first: 50) { totalCount } } } } } } }"""
    problem = error(client, document)
    assert problem["type"] == "MAX_NODE_LIMIT_EXCEEDED"
    assert "possible nodes which exceeds the maximum limit of 500,000" in problem["message"]


def test_bad_credentials_and_sso(world: World, client: httpx.Client) -> None:
    with world.client("wrong") as stranger:
        assert stranger.post("/graphql", json={"query": "{ viewer { login } }"}).status_code == 401
    world.state.orgs["acme"].sso = True
    problem = error(client, '{ repository(owner: "acme", name: "web") { name } }')
    assert (problem["type"], problem["extensions"]) == ("FORBIDDEN", {"saml_failure": True})
    refused = client.get(f"/repos/{REPO}")
    assert (refused.status_code, refused.headers["x-github-sso"][:9]) == (403, "required;")


def test_a_renamed_repository_is_found(state: GitHubState, client: httpx.Client) -> None:
    state.rename_repo(REPO, "acme/site")
    found = data(client, '{ repository(owner: "acme", name: "web") { nameWithOwner } }')
    assert found["repository"]["nameWithOwner"] == "acme/site"
