"""What the sandbox's tools tell by themselves is what the vendors say, and what the connectors understand."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

import connectors.github
import connectors.jira
import connectors.slack
from core.contract import Plugin
from core.hints import Echo, Hint
from sandbox.clock import SimulatedClock
from sandbox.github import GitHubState
from sandbox.jira import JiraState
from sandbox.slack import SlackState
from tests.house.commands import ROOT

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
REPO, SECRET = "acme/web", "a-secret"
EVENTS = json.loads((ROOT / "tests" / "contract" / "github.webhooks.json").read_text())["events"]
TABLES: dict[str, dict[str, Any]] = {
    "github": {"repositories": ["acme/*"], "projects": ["acme/1"]},
    "jira": {"base_url": "https://acme.atlassian.net", "email": "a@b.example", "projects": ["PAY", "OPS"]},
    "slack": {"channels": ["pay"], "signing_secret": {"env": "HOOK"}},
}


class Ear:
    """Hears what a tool posts, and what its connector makes of it."""

    def __init__(self, plugin: Plugin, name: str) -> None:
        secret = {} if name == "slack" else {"webhook_secret": {"env": "HOOK"}}
        self._settings = plugin.settings(token={"env": "NOBODY_READS_IT"}, **secret, **TABLES[name])
        self._intake = plugin.intake
        self.posted: list[tuple[Mapping[str, str], Any]] = []
        self.hints: list[Hint] = []
        self._names: set[str] = set()

    def __call__(self, headers: Mapping[str, str], body: bytes) -> None:
        self.posted.append((headers, json.loads(body)))
        assert self._intake
        found = self._intake(self._settings, {key.lower(): value for key, value in headers.items()}, body, NOW)
        assert not isinstance(found, Echo)
        names = {hint.delivery for hint in found}
        assert len(names) <= 1
        assert not names & self._names, "no two deliveries have one name"
        self._names |= names
        self.hints += found

    def told(self) -> list[tuple[str, tuple[str, ...]]]:
        """Container and streams of what was heard since the last time."""
        found, self.hints = [(hint.container, hint.streams) for hint in self.hints], []
        return found


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK", SECRET)


def test_github_tells_of_each_move() -> None:
    state, ear = GitHubState(SimulatedClock(NOW)), Ear(connectors.github.plugin, "github")
    state.add_org("acme")
    state.add_repo(REPO)
    state.webhooks.add(SECRET, ear)
    state.add_repo("acme/new")
    assert ear.told() == [("", ())]
    issue = state.create_issue(REPO, "One", by="ann")
    assert ear.told() == [(REPO, ("issues", "events"))]
    said = state.comment(REPO, issue, "Hm", by="ben")
    state.edit_comment(REPO, said, "Ha")
    assert ear.told() == [(REPO, ("issues", "comments"))] * 2
    state.delete_comment(REPO, said, by="ben")
    state.close(REPO, issue, by="ann")
    state.retitle(REPO, issue, "Two", by="ann")
    assert ear.told() == [(REPO, ("issues", "comments")), *[(REPO, ("issues", "events"))] * 2]
    pull = state.create_pull(REPO, "Three", by="ann")
    state.reviewing.review(REPO, pull, "APPROVED", by="ben")
    state.reviewing.remark(REPO, pull, "Why?", by="ben")
    state.merge(REPO, pull, by="ann")
    whole = ("issues", "events", "reviews")
    told = [whole, ("issues", "reviews"), ("issues", "review_comments"), whole]
    assert ear.told() == [(REPO, streams) for streams in told]
    other = state.create_issue("acme/new", "Four", by="ann")
    state.structure.block((REPO, issue), ("acme/new", other), by="ann")
    state.structure.nest((REPO, issue), under=("acme/new", other), by="ann")
    board = state.boards.create("acme", "Spring")
    board.set(board.add((REPO, issue), by="ann"), "Status", "Todo")
    state.create_milestone(REPO, "Spring")
    assert {streams for _, streams in ear.told()} >= {("issues",), ("projects",), ("milestones",)}
    moved = state.transfer(REPO, issue, "acme/new")
    state.delete("acme/new", moved)
    state.rename_repo(REPO, "acme/site")
    assert ear.told()[-1] == ("", ())
    _known_to_github(ear)


def _known_to_github(ear: Ear) -> None:
    """Event, action, and those parts of it that anybody reads."""
    for headers, payload in ear.posted:
        actions = EVENTS[headers["X-GitHub-Event"]]
        required = actions[payload["action"]]
        assert not {"repository", "organization", "sender", "issue", "pull_request"}.intersection(required) - set(
            payload
        )


def test_jira_tells_of_each_move() -> None:
    state, ear = JiraState(SimulatedClock(NOW)), Ear(connectors.jira.plugin, "jira")
    state.add_user("ada", "Ada", "ada@acme.test")
    for project in ("PAY", "OPS", "HR"):
        state.add_project(project, project)
    state.webhooks.add(SECRET, ear)
    key = state.create_issue("PAY", "Task", "One", reporter="ada")
    state.comment(key, "Hm", by="ada")
    state.transition(key, "Done", by="ada")
    assert ear.told() == [("PAY", ("issues",))] * 3
    moved = state.move(key, "OPS", by="ada")
    assert {place for place, _ in ear.told()} == {"PAY", "OPS"}
    state.delete(moved)
    state.create_issue("HR", "Task", "Not read", reporter="ada")
    assert ear.told() == [("OPS", ("issues",))]
    events = [payload["webhookEvent"] for _, payload in ear.posted]
    assert events[:4] == ["jira:issue_created", "comment_created", "jira:issue_updated", "jira:issue_updated"]
    assert events[4:] == ["jira:issue_deleted", "jira:issue_created"]


def test_slack_tells_of_talk_where_the_app_is_and_of_nothing_that_it_said() -> None:
    state, ear = SlackState(SimulatedClock(NOW)), Ear(connectors.slack.plugin, "slack")
    state.talk.signing_secret = SECRET
    pay, away = state.add_channel("pay"), state.add_channel("away", member=False)
    state.add_user("U1", "Ana", "ana@acme.example")
    state.events.subscribe(ear)
    first = state.post("pay", "U1", "PAY-1 is late")
    state.edit("pay", first, "PAY-2 is late")
    state.post("pay", "U1", "On it", thread_ts=first)
    state.remove("pay", first)
    assert ear.told() == [(pay, ("threads",))] * 4
    state.post("pay", state.bot_user, "PAY-1 drifts")
    state.post("away", "U1", "Unheard")
    state.post(state.add_direct("U1"), "U1", "Unheard, too")
    assert ear.told() == []
    assert away not in json.dumps([payload for _, payload in ear.posted])
    state.invite("away")
    state.rename("pay", "payments")
    state.archive("payments")
    state.add_user("U2", "Ben", "ben@acme.example")
    assert ear.told() == [("", ())] * 3 + [("", ("accounts",))]


def test_nobody_is_told_before_somebody_asks() -> None:
    """And a company of ten thousand items is not copied for nothing."""
    state = GitHubState(SimulatedClock(NOW))
    state.add_repo(REPO)
    assert state.create_issue(REPO, "One", by="ann") == 1
