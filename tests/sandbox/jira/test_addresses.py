"""No address is made up: each stands in Atlassian's description, and answers as it says, of a site with everything in it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.clock import SimulatedClock
from sandbox.jira import JiraState
from sandbox.jira.routes import CLOUD, DATA_CENTER
from sandbox.jira.site import Deployment
from sandbox.server import Sandbox
from tests.contract.jira_contract import check
from tests.contract.jira_dc_contract import mended
from tests.sandbox.jira.conftest import NOW, filled, watched

CONTRACT = Path(__file__).parents[2] / "contract"
ASKED = {
    "/group/member": {"groupname": "payments"},
    "/mypermissions": {"permissions": "BROWSE_PROJECTS"},
    "/user/search": {"username": "."},
    "/search/jql": {"jql": "project = PAY", "fields": "*all", "expand": "changelog"},
    "/search": {"jql": "project = PAY", "fields": "*all", "expand": "changelog"},
}
DEPLOYMENTS: list[Deployment] = ["cloud", "data-center"]
READS = [
    (deployment, path)
    for deployment, table in zip(DEPLOYMENTS, (CLOUD, DATA_CENTER), strict=True)
    for method, path, handler in table
    if method == "GET" and handler.__name__ != "removed"
]


def rich(deployment: Deployment) -> JiraState:
    """One issue has all that an issue can have."""
    state = filled(JiraState(SimulatedClock(NOW), deployment=deployment))
    state.add_group("payments", ["ada", "ben"])
    epic, other = (state.create_issue("PAY", kind, kind, reporter="ada") for kind in ("Epic", "Bug"))
    key = state.create_issue("PAY", "Story", "s", reporter="ada", parent=epic, components=["web"], description="why")
    for name, value in (
        ("select", "Red"),
        ("multi-select", ["Web"]),
        ("cascading", ("Europe", "Bern")),
        ("user", "ada"),
    ):
        state.add_field(name, name)  # type: ignore[arg-type]
        state.set_field(key, name, value, by="ada")
    state.set_field(key, "Story Points", 3, by="ada")
    state.into_sprint(key, state.add_sprint("Sprint 1", NOW), by="ada")
    state.flag(key, by="ada")
    state.link(other, "Blocks", key, by="ada")
    state.log_work(key, 2, by="ada", text="done")
    state.assign(key, "ben", by="ada")
    state.transition(key, "Done", by="ben")
    state.add_comment(key, "hi" if deployment == "data-center" else {"type": "doc", "version": 1, "content": []},
                      [{"key": "mark", "value": {"id": 1}}], by="ada")  # fmt: skip
    state.links[state.find(key)["id"]] = [
        {
            "id": 7,
            "self": f"{state.base}/rest/api/3/issue/{key}/remotelink/7",
            "object": {"title": "x", "url": "https://a.test"},
        }
    ]
    return state


@pytest.fixture
def deployment() -> Deployment:
    return "cloud"


@pytest.fixture
def state(deployment: Deployment) -> JiraState:
    return rich(deployment)


@pytest.fixture
def sandbox(state: JiraState) -> Iterator[Sandbox]:
    yield from watched(state, check)


@pytest.mark.parametrize(("deployment", "path"), READS)
def test_every_address_answers_as_described(state: JiraState, sandbox: Sandbox, path: str) -> None:
    cloud = state.deployment == "cloud"
    secret: dict[str, Any] = {"auth": (state.email, state.token)} if cloud else {}
    headers = {} if cloud else {"Authorization": f"Bearer {state.token}"}
    names = {"project": "PAY", "issue": "PAY-3", "comment": state.comments("PAY-3")[0]["id"], "key": "mark"}
    query = ASKED.get(re.sub(r"^/rest/api/\d", "", path), {})
    answer = httpx.get(sandbox.urls["jira"] + path.format(**names), params=query, headers=headers, **secret)
    assert answer.status_code == 200, answer.text
    assert answer.json()


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_no_address_is_made_up(deployment: Deployment) -> None:
    described: set[tuple[str, str]] = set()
    for name in ("jira", "jira_dc"):
        description = json.loads((CONTRACT / f"{name}.openapi.json").read_text())
        paths = (mended(description) if name == "jira_dc" else description)["paths"]
        described |= {(verb.upper(), re.sub(r"\{\w+\}", "{}", path)) for path, verbs in paths.items() for verb in verbs}
    table = CLOUD if deployment == "cloud" else DATA_CENTER
    assert {(method, re.sub(r"\{\w+\}", "{}", path)) for method, path, _ in table} <= described
