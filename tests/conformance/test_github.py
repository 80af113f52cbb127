"""The kit on GitHub: all its streams, some of more than one page."""

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from typing import Any

import pytest

from connectors.github import plugin
from core.contract import Stream
from core.records import Checkpoint
from fairlead.testing import ConnectorConformance, Place, Webhook, World
from fairlead.testing.mirror import Pulled
from sandbox.github import GitHubState, app
from sandbox.github.telling import headers
from tests.conformance.stand import Stand, stand
from tests.contract.github_contract import check

REPO, HOOK_SECRET = "acme/web", "kit-hook-secret-5e1d"
COMMENTED = json.dumps({"action": "created", "issue": {"number": 2}, "repository": {"full_name": REPO}}).encode()


def company(state: GitHubState) -> None:
    state.add_repo(REPO)
    state.create_milestone(REPO, "Spring release")
    for number in range(1, 105):
        state.create_issue(
            REPO, f"Issue {number}", by="ann", labels=["web"], body=f"See #{number + 1} and PAY-{number}"
        )
    state.create_pull(REPO, "Pay by card", by="ben", body="Closes #1")
    state.assign(REPO, 1, "ben", by="ann")
    for number in (1, 2, 2):
        state.comment(REPO, number, "Looks good", by="ben")
    state.close(REPO, 3, by="ann")
    for number in (105, 105):
        state.reviewing.review(REPO, number, "APPROVED", by="ann")
    state.reviewing.remark(REPO, 105, "Why?", by="ann")
    state.structure.block((REPO, 5), (REPO, 6), by="ann")
    board = state.boards.create("acme", "Spring")
    board.set(board.add((REPO, 1), by="ann"), "Status", "In Progress")
    for number in range(60):
        board.draft(f"Idea {number}", by="ann")
    state.add_team("acme", "Payments", ["ann", "ben"])


class Moves:
    """What people do in it, and what can be seen."""

    def __init__(self, state: GitHubState) -> None:
        self.state, self._turns = state, count()

    def delete(self) -> str:
        self.state.delete(REPO, 4)
        return f"{REPO}#4"

    def change(self) -> str:
        number, turn = 2, next(self._turns)
        if turn % 2:
            self.state.close(REPO, number, by="ann") if turn % 4 == 1 else self.state.reopen(REPO, number, by="ann")
        else:
            self.state.comment(REPO, number, f"Word {turn}", by="ben")
        return f"{REPO}#{number}"

    def comments(self, *, ours: bool) -> list[Any]:
        return [each for each in self.state.comments(REPO, 1) if (each["user"]["login"] == self.state.login) == ours]

    def labels(self, *, ours: bool) -> list[str]:
        return [label for label in self.state.labels(REPO, 1) if label.startswith("fairlead") == ours]

    def pages(self, *, ours: bool) -> list[Any]:
        """Issues that say something now, with what is said below them."""
        issues = [self.state.issue(REPO, number) for number in self.state.repos[REPO].issues]
        made = [each for each in issues if (each["user"]["login"] == self.state.login) == ours]
        return [
            [each, *self.state.comments(REPO, each["number"])] for each in made if not ours or each["state"] == "open"
        ]

    def told(self) -> list[str]:
        return ["\n".join([page[0]["title"], *(each["body"] for each in page)]) for page in self.pages(ours=True)]

    def copied_page(self) -> None:
        ((issue, *_),) = self.pages(ours=True)
        self.state.create_issue(REPO, issue["title"], by="mallory", body=issue["body"])

    def copied(self) -> None:
        self.state.comment(REPO, 1, self.comments(ours=True)[0]["body"], by="mallory")


def world_of(stand: Stand) -> World:
    state = GitHubState(stand.anew())
    company(state)
    stand.put(app(state))
    moves, see = Moves(state), stand.see
    address = f"{REPO}#1"
    comment = Place(
        address,
        standing=see(lambda: [each["body"] for each in moves.comments(ours=True)]),
        foreign=see(lambda: moves.comments(ours=False)),
        copied=see(moves.copied),
    )
    page = Place(
        REPO,
        standing=see(moves.told),
        foreign=see(lambda: moves.pages(ours=False)),
        copied=see(moves.copied_page),
        shown=see(lambda: "\n".join(moves.told())),
    )
    label = Place(address, see(lambda: moves.labels(ours=True)), see(lambda: moves.labels(ours=False)))
    table = {
        "base_url": stand.url,
        "repositories": [REPO],
        "milestones_as_goals": True,
        "projects": ["acme/1"],
        "teams": ["acme/*"],
        "webhook_secret": {"env": "KIT_HOOK_SECRET"},
    }
    return World(
        settings={**table, "token": {"env": "KIT_TOKEN"}},
        wrong={**table, "token": {"env": "KIT_WRONG_TOKEN"}},
        change=see(moves.change),
        pass_time=stand.clock.advance,
        secrets=(state.token, HOOK_SECRET),
        places={"comment": comment, "label": label, "page": page},
        delete=see(moves.delete),
        webhook=Webhook(COMMENTED, _signed),
    )


def _signed(body: bytes, _at: datetime) -> dict[str, str]:
    return {name.lower(): value for name, value in headers(HOOK_SECRET, "issue_comment", "kit-1", body).items()}


@pytest.fixture(scope="module")
def github() -> Iterator[Stand]:
    with stand("github", check) as running:
        yield running


@pytest.fixture
def world(github: Stand, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv("KIT_TOKEN", "sandbox-github-token")
    monkeypatch.setenv("KIT_WRONG_TOKEN", "wrong-token-77c1")
    monkeypatch.setenv("KIT_HOOK_SECRET", HOOK_SECRET)
    return world_of(github)


class TestGitHub(ConnectorConformance):
    plugin = plugin
    writes = ("comment", "label", "page")

    def test_pulls_are_long_enough_to_be_cut(self, full: dict[Stream, Pulled]) -> None:
        lengths = {stream.name: sum(isinstance(each, Checkpoint) for each in pull) for stream, pull in full.items()}
        assert lengths["issues"] > 1
        assert lengths["events"] > 1
