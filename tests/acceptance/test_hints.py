"""P27: whether all webhooks come, half of them, or none, in whatever order and however often, the hub ends up with the same;
and with them it knows within seconds."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from threading import Thread

import pytest
import uvicorn
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.routing import Route

from sandbox import github, jira, slack
from sandbox.clock import SimulatedClock
from sandbox.github import GitHubState
from sandbox.history import Tool
from sandbox.jira import JiraState
from sandbox.posting import Posting
from sandbox.server import Sandbox
from sandbox.slack import SlackState
from scheduler.hub import Hub, open_hub
from scheduler.service.due import assume_duties, due_jobs
from scheduler.service.jobs import perform
from store import deliveries
from tests.seeds import some
from tests.slack.conftest import eventually
from web.hooks import PATH, Hooks

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
REPO, SECRET, MOVES = "acme/web", "hook-secret-77c1", 16
CONFIG = """
[hub]
database = "sqlite:///fairlead.db"
[connectors.github]
base_url = "{github}"
token = {{ env = "TOWN_GITHUB" }}
webhook_secret = {{ env = "TOWN_HOOK" }}
repositories = ["acme/*"]
[connectors.jira]
base_url = "{jira}"
email = "bot@acme.test"
token = {{ env = "TOWN_JIRA" }}
webhook_secret = {{ env = "TOWN_HOOK" }}
projects = ["PAY", "OPS"]
[connectors.slack]
base_url = "{slack}"
token = {{ env = "TOWN_SLACK" }}
signing_secret = {{ env = "TOWN_HOOK" }}
channels = ["payments"]
"""
KNOWN = """
SELECT 'item', source, external_id, key, status, category, title FROM items WHERE gone_at IS NULL
UNION ALL SELECT 'activity', source, id, item_key, kind, actor, '' FROM activities
ORDER BY 1, 2, 3
"""


class Town:
    """Three small tools, and a hub before them on the same clock."""

    def __init__(self) -> None:
        self.clock = SimulatedClock(NOW)
        self.github, self.jira, self.slack = GitHubState(self.clock), JiraState(self.clock), SlackState(self.clock)
        self.slack.talk.signing_secret = SECRET
        self.github.add_repo(REPO)
        self.jira.add_user("ada", "Ada", "ada@acme.test")
        for project in ("PAY", "OPS"):
            self.jira.add_project(project, project)
        self.slack.add_channel("payments")
        self.slack.add_user("U1", "Ana", "ana@acme.test")
        self.issues = [self.github.create_issue(REPO, "First", by="ann")]
        self.keys = [self.jira.create_issue("PAY", "Task", "First", reporter="ada")]
        self.threads = [self.slack.post("payments", "U1", "PAY-1 is late")]
        self.box = Sandbox(
            {"github": github.app(self.github), "jira": jira.app(self.jira), "slack": slack.app(self.slack)}, self.clock
        )
        self.hub: Hub

    def sleep(self, seconds: float) -> None:
        self.box.call(lambda: self.clock.advance(timedelta(seconds=seconds)))

    def monotonic(self) -> float:
        return self.clock().timestamp()

    def work(self) -> set[tuple[str, str]]:
        """Does what is due, until nothing is. What it was."""
        done = set[tuple[str, str]]()
        while jobs := self._due():
            for job in jobs:
                perform(self.hub, *job)
            done.update(jobs)
        return done

    def _due(self) -> list[tuple[str, str]]:
        with self.hub.store.read() as tx:
            return list(due_jobs(self.hub, tx, self.clock(), by_container=True))

    def known(self) -> list[tuple[object, ...]]:
        with self.hub.store.read() as tx:
            assert tx.execute(text("SELECT last_error FROM streams WHERE last_error IS NOT NULL")).all() == []
            return [tuple(row) for row in tx.execute(text(KNOWN))]

    def move(self, luck: Random) -> None:
        """Something that people do."""
        number, key, thread = luck.choice(self.issues), luck.choice(self.keys), luck.choice(self.threads)
        moves: list[Callable[[], object]] = [
            lambda: self.issues.append(self.github.create_issue(REPO, "Another", by="ann", body="Refs PAY-1")),
            lambda: self.github.comment(REPO, number, "Hm", by="ben"),
            lambda: self.github.close(REPO, number, by="ann"),
            lambda: self.github.assign(REPO, number, "ben", by="ann"),
            lambda: self.keys.append(self.jira.create_issue("OPS", "Task", "Another", reporter="ada")),
            lambda: self.jira.transition(key, luck.choice(["In Progress", "Done"]), by="ada"),
            lambda: self.jira.comment(key, "Hm", by="ada"),
            lambda: self.jira.move(key, luck.choice(["PAY", "OPS"]), by="ada"),
            lambda: self.threads.append(self.slack.post("payments", "U1", f"What about {key}?")),
            lambda: self.slack.post("payments", "U1", "On it", thread_ts=thread),
        ]
        self.box.call(luck.choice(moves))


@contextmanager
def town(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """All that there is has been pulled."""
    made = Town()
    tokens = {"GITHUB": made.github.token, "JIRA": made.jira.token, "SLACK": made.slack.token, "HOOK": SECRET}
    for name, token in tokens.items():
        monkeypatch.setenv(f"TOWN_{name}", token)
    folder.mkdir()
    config = folder / "config.toml"
    (folder / "mappings.toml").write_text("")
    with made.box:
        config.write_text(CONFIG.format(**made.box.urls))
        with open_hub(config, made.clock, made) as made.hub:
            with made.hub.store.write() as tx:
                assume_duties(made.hub, tx)
            made.work()
            yield made


@contextmanager
def listening(hub: Hub) -> Iterator[str]:
    web = Starlette(routes=[Route(PATH, Hooks(lambda: hub).post, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(web, port=0, log_level="warning", lifespan="off", ws="none"))
    running = Thread(target=server.run, daemon=True)
    running.start()
    eventually(lambda: server.started or None)
    (socket, *_) = server.servers[0].sockets
    yield f"http://127.0.0.1:{socket.getsockname()[1]}/hooks"
    server.should_exit = True
    running.join(5)


@contextmanager
def told_of(town: Town, address: str, lost: float, luck: Random) -> Iterator[Callable[[], list[int]]]:
    """A third comes twice, and nothing in its order. What waits until all that was posted is answered."""
    with ExitStack() as open_:
        tools: tuple[Tool, ...] = ("github", "jira", "slack")
        ways = [Posting(f"{address}/{tool}", lost=lost, twice=1 / 3, shuffled=4, luck=luck) for tool in tools]
        for way in ways:
            open_.enter_context(way)
        town.github.webhooks.add(SECRET, ways[0].post)
        town.jira.webhooks.add(SECRET, ways[1].post)
        town.slack.events.subscribe(ways[2].post)

        def settled() -> list[int]:
            for way in ways:
                way.settle()
            return [status for way in ways for status in way.answers]

        yield settled


@pytest.mark.parametrize("seed", some((1, 2, 3, 4, 5), 1))
def test_the_end_is_the_same_with_all_lost_with_half_and_with_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    ends = []
    for lost in (0.0, 0.5, 1.0):
        with town(tmp_path / str(lost), monkeypatch) as here, listening(here.hub) as address:
            before, luck = here.known(), Random(seed)
            with told_of(here, address, lost, Random(seed)) as settled:
                for _ in range(MOVES):
                    here.move(luck)
                    statuses = settled()
                    here.sleep(20)
                    here.work()
                assert set(statuses) <= {202}
                assert bool(statuses) == (lost < 1)
            here.sleep(deliveries.CALM.total_seconds())
            here.work()
            soon = here.known()
            here.sleep(20 * 60)
            here.work()
            ends.append(here.known())
            assert (soon == before) == (lost == 1)
            assert lost or soon == ends[0]
    assert ends[0] == ends[1] == ends[2]
    assert len(ends[0]) > len(before) + MOVES // 2


def test_a_change_is_known_seconds_later_by_a_pull_of_its_place_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with town(tmp_path / "town", monkeypatch) as here, listening(here.hub) as address:
        here.sleep(60)
        here.work()
        with told_of(here, address, 0.0, Random(1)) as settled:
            here.box.call(lambda: here.jira.transition(here.keys[0], "Done", by="ada"))
            settled()
            assert here.work() == set()
            here.sleep(2)
            assert here.work() == {("pull", "jira PAY")}
            assert [row[5] for row in here.known() if row[:2] == ("item", "jira")] == ["done"]
            here.sleep(2)
            assert here.work() == {("judge", "")}
