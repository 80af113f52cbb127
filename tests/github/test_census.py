"""The census of a repository: every issue and pull request that it shows, each once, or an error."""

import json
from datetime import timedelta

import pytest

from connectors.github.connector import GitHub
from core.contract import ConnectorError, Refused, Seen, Stream, Unavailable
from core.records import Item
from sandbox.faults import Fault
from tests.github.conftest import REPO, World, pull

ISSUES = Stream("issues", REPO)


def seen(hub: GitHub) -> set[Seen]:
    rows = [row for page in hub.census(ISSUES) for row in page]
    assert len({row.id for row in rows}) == len(rows)
    return set(rows)


def known(hub: GitHub) -> set[Seen]:
    return {Seen(item.id, item.updated_at) for item in pull(hub, "issues")[0] if isinstance(item, Item)}


def fill(world: World, issues: int, pulls: int) -> None:
    for number in range(issues + pulls):
        create = world.state.create_pull if number % 5 == 4 and pulls else world.state.create_issue
        create(REPO, f"{number}", by="ann")
        world.clock.advance(timedelta(seconds=7))
    world.state.close(REPO, 1, by="ann")


def test_it_names_what_a_full_pull_brings(world: World, hub: GitHub) -> None:
    fill(world, 260, 60)
    world.state.delete(REPO, 3)
    assert len(known(hub)) == 319
    before = len(world.box.history)
    assert seen(hub) == known(hub)
    assert [line.split()[0] for line in world.requests(before)][:5] == ["GET", "POST", "POST", "POST", "POST"]


def test_an_empty_repository_shows_nothing(hub: GitHub) -> None:
    assert seen(hub) == set()


REFUSAL = json.dumps({"errors": [{"type": "FORBIDDEN_BY_PROXY", "message": "no GraphQL here"}]}).encode()


@pytest.mark.parametrize(
    "fault", [{"status": 404, "body": b'{"message": "Not Found"}'}, {"status": 200, "body": REFUSAL}]
)
def test_where_graphql_is_refused_the_list_says_the_same(world: World, hub: GitHub, fault: dict[str, object]) -> None:
    fill(world, 260, 60)
    world.box.faults.append(Fault("github", "graphql", times=None, **fault))  # type: ignore[arg-type]
    assert seen(hub) == known(hub)


def test_ids_of_the_other_form_bury_nothing(world: World, hub: GitHub) -> None:
    """A body as a server sends it that names its things in GraphQL otherwise than in REST."""
    fill(world, 3, 0)
    row = {"id": "I_another_form", "updatedAt": "2026-03-02T12:00:00Z"}
    rows = {"totalCount": 1, "pageInfo": {"hasNextPage": False, "endCursor": None}, "nodes": [row]}
    body = json.dumps({"data": {"repository": {"rows": rows}}}).encode()
    world.box.faults.append(Fault("github", "graphql", times=None, status=200, body=body))
    assert seen(hub) == known(hub)


def test_what_cannot_be_read_cuts_the_census_short(world: World, hub: GitHub) -> None:
    fill(world, 3, 0)
    world.box.faults.append(Fault("github", "graphql", times=None, status=404, body=b'{"message": "Not Found"}'))
    world.state.repos[REPO].issues[2]["updated_at"] = "yesterday"
    with pytest.raises(Refused, match="nothing is known to be gone"):
        seen(hub)
    world.violations.clear()


def test_an_oldest_issue_that_cannot_be_read_is_no_empty_repository(world: World, hub: GitHub) -> None:
    fill(world, 3, 0)
    world.box.faults.append(Fault("github", "graphql", times=None, status=404, body=b'{"message": "Not Found"}'))
    world.box.faults.append(Fault("github", "per_page=1$", status=200, body=b'[{"id": 1}]'))
    with pytest.raises(Refused, match="nothing is known to be gone"):
        seen(hub)
    world.violations.clear()


@pytest.mark.parametrize(("status", "error"), [(502, Unavailable), (403, ConnectorError)])
def test_trouble_is_no_absence(world: World, hub: GitHub, status: int, error: type[ConnectorError]) -> None:
    fill(world, 130, 0)
    world.box.faults.append(Fault("github", "graphql", times=None, status=status, body=b'{"message": "trouble"}'))
    with pytest.raises(error):
        seen(hub)


def test_a_hidden_repository_is_an_error_and_not_empty(world: World, hub: GitHub) -> None:
    fill(world, 3, 0)
    world.state.repos[REPO].hidden = True
    with pytest.raises(Refused):
        seen(hub)


@pytest.mark.parametrize("name", ["milestones", "teams"])
def test_what_is_no_item_is_not_counted(hub: GitHub, name: str) -> None:
    assert list(hub.census(Stream(name, REPO))) == []
