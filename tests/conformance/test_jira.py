"""The kit on Jira, Cloud and Data Center: pages of two issues, people, groups, and goals that are epics."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from itertools import count
from typing import Any

import pytest

from connectors.jira import plugin
from connectors.jira.settings import Deployment
from core.contract import Stream
from core.records import Checkpoint
from fairlead.testing import ConnectorConformance, Place, Webhook, World
from fairlead.testing.mirror import Pulled
from sandbox.jira import JiraState, app
from sandbox.jira.telling import headers
from tests.conformance.stand import Stand, stand
from tests.contract.jira_contract import check

HOOK_SECRET = "kit-hook-secret-5e1d"
CHANGED = json.dumps({"webhookEvent": "jira:issue_updated", "timestamp": 1, "issue": {"key": "PAY-4"}}).encode()


def company(state: JiraState) -> None:
    state.page_limit = 2
    state.add_user("ada", "Ada", "ada@acme.test")
    state.add_user("ci", "CI", None, app=True)
    state.add_group("pay-core", ["ada"])
    state.add_project("PAY", "Payments")
    state.add_project("OPS", "Operations")
    state.create_issue("OPS", "Task", "Rotate the keys", reporter="ada")
    epic = state.create_issue("PAY", "Epic", "Renewals", reporter="ada", due=date(2026, 6, 30))
    for number in range(5):
        text = f"Needed by PAY-{number + 1}, see https://acme.test/a"
        state.create_issue(
            "PAY", "Task", f"Task {number}", reporter="ada", parent=epic, labels=["web"], description=text
        )
    state.transition("PAY-3", "Done", by="ada")
    state.comment("PAY-2", "Looks good", by="ada")
    link = {"id": 9, "self": f"{state.base}/rest/api/3/issue/PAY-2/remotelink/9", "globalId": "wiki-1"}
    state.links[state.find("PAY-2")["id"]] = [{**link, "object": {"title": "Wiki", "url": "https://wiki.example/1"}}]


class Moves:
    """What people do in it, and what can be seen."""

    def __init__(self, state: JiraState) -> None:
        self.state, self._turns = state, count()

    def change(self) -> str:
        match next(self._turns) % 4:
            case 0:
                self.state.transition("PAY-4", "In Progress", by="ada")
            case 1:
                self.state.comment("PAY-4", "On it", by="ada")
            case 2:
                self.state.assign("PAY-4", "ada", by="ada")
            case 3:
                self.state.transition("PAY-4", "Done", by="ci")
        return "PAY-4"

    def delete(self) -> str:
        self.state.delete("PAY-6")
        return "PAY-6"

    def move(self) -> tuple[str, str]:
        return "PAY-5", self.state.move("PAY-5", "OPS", by="ada")

    def comments(self, *, ours: bool) -> list[Any]:
        written = self.state.comments("PAY-2")
        return [each for each in written if (each["author"]["accountId"] == self.state.account) == ours]

    def copied(self) -> None:
        (comment,) = self.comments(ours=True)
        self.state.add_comment("PAY-2", comment["body"], comment["properties"], by="ada")

    def labels(self, *, ours: bool) -> list[str]:
        return [label for label in self.state.labels("PAY-2") if label.startswith("fairlead") == ours]

    def pages(self, *, ours: bool) -> list[Any]:
        """Issues of PAY that say something now, with what is said below them."""
        issues = [issue for issue in self.state.issues.values() if issue["key"].startswith("PAY-")]
        made = [each for each in issues if (each["fields"]["creator"]["accountId"] == self.state.account) == ours]
        open_ = [each for each in made if not ours or each["fields"]["status"]["name"] != "Done"]
        return [
            [each["fields"]["summary"], each["fields"]["description"], self.state.comments(each["key"])]
            for each in open_
        ]

    def told(self) -> list[str]:
        return [str(page) for page in self.pages(ours=True)]

    def copied_page(self) -> None:
        found = [each for each in self.state.issues.values() if "properties" in each]
        fields = found[0]["fields"]
        key = self.state.create_issue("PAY", "Task", fields["summary"], reporter="ada", labels=fields["labels"])
        self.state.find(key)["properties"] = found[0]["properties"]

    def links(self, *, ours: bool) -> list[Any]:
        links = [link for link in self.state.remote_links("PAY-2") if (link["globalId"] != "wiki-1") == ours]
        return [f"{link['object']['title']} {link['object']['url']}" for link in links]


def world_of(stand: Stand, deployment: Deployment = "cloud") -> World:
    state = JiraState(stand.anew(), deployment=deployment)
    company(state)
    stand.put(app(state))
    moves, see = Moves(state), stand.see
    comment = Place(
        "PAY-2",
        standing=see(lambda: [str(each["body"]) for each in moves.comments(ours=True)]),
        foreign=see(lambda: moves.comments(ours=False)),
        copied=see(moves.copied),
    )
    label = Place("PAY-2", see(lambda: moves.labels(ours=True)), see(lambda: moves.labels(ours=False)))
    link = Place("PAY-2", see(lambda: moves.links(ours=True)), see(lambda: moves.links(ours=False)))
    page = Place(
        "PAY",
        standing=see(moves.told),
        foreign=see(lambda: moves.pages(ours=False)),
        copied=see(moves.copied_page),
        shown=see(lambda: "\n".join(moves.told())),
    )
    about = {"email": state.email} if deployment == "cloud" else {"deployment": deployment}
    scope = {"projects": ["PAY", "OPS"], "goal_types": ["Epic"], "groups": ["pay-*"]}
    table = {"base_url": stand.url, "webhook_secret": {"env": "KIT_HOOK_SECRET"}, **scope, **about}
    return World(
        settings={**table, "token": {"env": "KIT_TOKEN"}},
        wrong={**table, "token": {"env": "KIT_WRONG_TOKEN"}},
        change=see(moves.change),
        pass_time=stand.clock.advance,
        secrets=(state.token, "wrong-token-77c1", HOOK_SECRET),
        places={"comment": comment, "label": label, "link": link, "page": page},
        delete=see(moves.delete),
        move=see(moves.move),
        webhook=Webhook(CHANGED, _signed),
    )


def _signed(body: bytes, _at: datetime) -> dict[str, str]:
    return {name.lower(): value for name, value in headers(HOOK_SECRET, "kit-1", body).items()}


@pytest.fixture(scope="module")
def jira() -> Iterator[Stand]:
    with stand("jira", check) as running:
        yield running


@pytest.fixture
def world(jira: Stand, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv("KIT_TOKEN", "sandbox-jira-token")
    monkeypatch.setenv("KIT_WRONG_TOKEN", "wrong-token-77c1")
    monkeypatch.setenv("KIT_HOOK_SECRET", HOOK_SECRET)
    return world_of(jira)


class TestJira(ConnectorConformance):
    plugin = plugin
    writes = ("comment", "label", "link", "page")

    def test_pulls_are_long_enough_to_be_cut(self, full: dict[Stream, Pulled]) -> None:
        lengths = {stream: sum(isinstance(each, Checkpoint) for each in pull) for stream, pull in full.items()}
        assert max(length for stream, length in lengths.items() if stream.name == "issues") == 3


class TestJiraDataCenter(ConnectorConformance):
    plugin = plugin
    writes = ("comment", "label", "link", "page")

    @pytest.fixture
    def world(self, jira: Stand, monkeypatch: pytest.MonkeyPatch) -> World:
        monkeypatch.setenv("KIT_TOKEN", "sandbox-jira-token")
        monkeypatch.setenv("KIT_WRONG_TOKEN", "wrong-token-77c1")
        monkeypatch.setenv("KIT_HOOK_SECRET", HOOK_SECRET)
        return world_of(jira, "data-center")
