"""What a token or an app may do beyond what the hub needs, as GitHub tells it (S1)."""

import re
from pathlib import Path
from typing import Any

import pytest

from connectors.github.scopes import CLASSIC, PERMISSIONS, of_app
from connectors.github.settings import GitHubSettings
from tests.github.conftest import REPO, World

PAGE = (Path(__file__).parents[2] / "docs" / "connect.md").read_text()
GRANTED = "repo, read:org, read:project, workflow, delete_repo, admin:org, public_repo"
ALL = {"teams": ["acme/*"], "projects": ["acme/3"]}


def settings(**given: Any) -> GitHubSettings:
    return GitHubSettings.model_validate({"token": {"env": "A"}, "repositories": [REPO], **given})


@pytest.mark.parametrize(
    ("given", "read_only", "spare"),
    [
        (ALL, False, ("workflow", "delete_repo", "admin:org")),
        (ALL, True, ("workflow", "delete_repo", "admin:org", "public_repo")),
        ({}, False, ("read:org", "read:project", "workflow", "delete_repo", "admin:org")),
        ({"people": ["acme"]}, False, ("read:project", "workflow", "delete_repo", "admin:org")),
    ],
)
def test_scopes_of_a_classic_token(world: World, given: Any, read_only: bool, spare: tuple[str, ...]) -> None:
    world.state.scopes = GRANTED
    assert world.connect(read_only=read_only, **given).check().excess == spare


def test_what_github_does_not_tell_is_not_too_much(world: World) -> None:
    world.state.scopes = ""
    assert world.connect().check().excess == ()


@pytest.mark.parametrize(
    ("writes", "given", "spare"),
    [
        (True, ALL, ("administration:write", "contents:read", "members:write")),
        (False, ALL, ("administration:write", "contents:read", "issues:write", "members:write")),
        (True, {}, ("administration:write", "contents:read", "members:write", "organization_projects:read")),
    ],
)
def test_permissions_of_an_app(writes: bool, given: Any, spare: tuple[str, ...]) -> None:
    granted = {
        "metadata": "read", "issues": "write", "pull_requests": "read", "members": "write",
        "organization_projects": "read", "administration": "write", "contents": "read",
    }  # fmt: skip
    assert of_app(granted, settings(**given), writes=writes) == spare


def rows(first: str) -> list[list[str]]:
    (table,) = re.findall(rf"^\| {first} \|.*\n\|[-|]+\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in table.splitlines()]


def test_the_page_names_the_scopes_that_the_hub_knows() -> None:
    assert sorted(name.strip("`") for name, _ in rows("classic scope")) == sorted(scope.name for scope in CLASSIC)


def test_the_page_names_the_permissions_that_the_hub_knows() -> None:
    told = {
        (words.partition(" (")[0].lower().replace(" ", "_"), right, column)
        for words, *columns, _ in rows("fine-grained permission")
        for column, rights in zip(("reading", "writing"), columns, strict=True)
        for right in rights.split(" and ")
    }
    known = {
        (name.removeprefix("organization_"), right, column)
        for scope in PERMISSIONS
        for name, _, right in [scope.name.partition(":")]
        for column in (("writing",) if scope.writes else ("reading", "writing"))
    }
    assert told == known
