"""`POST /hooks/{connector}` from the raw request to what is due: on record before it is answered, once, and bounded."""

import asyncio
import hmac
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.routing import Route

from core.contract import Stream
from core.times import moment
from sandbox.slack.signing import signed as signed_by_slack
from scheduler.hub import Hub, open_hub
from scheduler.service.jobs import perform
from store import Store, StoreError, deliveries, duties, pulls, roster
from tests.store.samples import NOW
from web.hooks import MOST, PATH, Hooks

SECRET, REPO = "hook-secret-77c1", "acme/web"
CONFIG = """
[hub]
database = "sqlite:///fairlead.db"
[connectors.github]
token = { env = "NOBODY_READS_IT" }
webhook_secret = { env = "HOOK_SECRET" }
repositories = ["acme/*"]
[connectors.slack]
token = { env = "NOBODY_READS_IT" }
signing_secret = { env = "HOOK_SECRET" }
channels = ["payments"]
[connectors.jira]
enabled = false
base_url = "https://acme.atlassian.net"
email = "a@b.example"
token = { env = "NOBODY_READS_IT" }
webhook_secret = { env = "HOOK_SECRET" }
projects = ["PAY"]
[connectors.sheets]
service_account = { env = "NOBODY_READS_IT" }
spreadsheet = "1AbC"
"""
Posted = tuple[str, Mapping[str, str], bytes]


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setenv("HOOK_SECRET", SECRET)
    config = tmp_path / "config.toml"
    config.write_text(CONFIG)
    (tmp_path / "mappings.toml").write_text("")
    with open_hub(config, lambda: NOW) as hub:
        known = {
            "github": [Stream("issues", REPO), Stream("events", REPO)],
            "slack": [Stream("threads", "payments", ref="C1")],
        }
        for name, streams in known.items():
            with hub.store.write() as tx:
                duties.assume(tx, "discover", known, NOW - timedelta(hours=2))
                duties.begin(tx, "discover", name, NOW - timedelta(hours=1))
                duties.end(tx, "discover", name, NOW - timedelta(hours=1), None)
                roster.known(tx, name, streams, NOW - timedelta(hours=1))
            for stream in streams:
                with hub.store.write() as tx:
                    pulls.succeeded(tx, name, stream, NOW - timedelta(hours=1), complete=True, every_minutes=120)
        yield hub


def answers(hub: Hub, *posted: Posted, method: str = "POST") -> Sequence[httpx.Response]:
    """All at once."""

    async def sent() -> Sequence[httpx.Response]:
        web = Starlette(routes=[Route(PATH, Hooks(lambda: hub).post, methods=["POST"])])
        async with httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url="http://hub.example") as client:
            return await asyncio.gather(
                *(
                    client.request(method, f"/hooks/{name}", headers=headers, content=body)
                    for name, headers, body in posted
                )
            )

    return asyncio.run(sent())


def statuses(hub: Hub, *posted: Posted) -> list[int]:
    return [each.status_code for each in answers(hub, *posted)]


def told(event: str = "issues", delivery: str = "d-1", name: str = REPO, secret: str = SECRET) -> Posted:
    body = json.dumps({"action": "opened", "repository": {"full_name": name}}).encode()
    signature = "sha256=" + hmac.new(secret.encode(), body, sha256).hexdigest()
    return "github", {"X-GitHub-Event": event, "X-GitHub-Delivery": delivery, "X-Hub-Signature-256": signature}, body


def said(payload: Mapping[str, Any]) -> Posted:
    body = json.dumps(payload).encode()
    return "slack", signed_by_slack(SECRET, int(NOW.timestamp()), body), body


def due(hub: Hub) -> list[tuple[str, str]]:
    with hub.store.read() as tx:
        at = NOW + deliveries.SETTLING
        found = [stream for name in ("github", "slack") for stream in roster.due(tx, name, at)]
    return [(stream.name, stream.container) for stream in found]


def listed_at(hub: Hub, name: str = "github") -> Any:
    with hub.store.read() as tx:
        found = tx.execute(
            text("SELECT next_due_at FROM duties WHERE job = 'discover' AND key = :name"), {"name": name}
        )
        at = found.scalar()
    return at and moment(at)


def kept(hub: Hub) -> int:
    with hub.store.read() as tx:
        return int(tx.execute(text("SELECT count(*) FROM deliveries")).scalar_one())


def test_a_change_is_on_record_and_its_streams_are_due_soon(hub: Hub) -> None:
    assert statuses(hub, told()) == [202]
    assert due(hub) == [("issues", REPO), ("events", REPO)]
    assert (kept(hub), listed_at(hub)) == (1, None)


def test_the_same_again_does_nothing(hub: Hub) -> None:
    assert statuses(hub, told(), told()) == [202, 202]
    with hub.store.write() as tx:
        pulls.succeeded(
            tx, "github", Stream("issues", REPO), NOW + timedelta(seconds=3), complete=True, every_minutes=120
        )
    assert statuses(hub, told()) == [202]
    assert (kept(hub), due(hub)) == (1, [("events", REPO)])


def test_after_thirty_days_it_is_forgotten(hub: Hub) -> None:
    with hub.store.write() as tx:
        duties.assume(tx, "tidy", [""], NOW)
        for days in (29, 31):
            deliveries.keep(tx, "github", f"of {days} days ago", NOW - timedelta(days=days))
    perform(hub, "tidy", "")
    assert kept(hub) == 1


def test_talk_is_of_the_channel_that_has_this_id(hub: Hub) -> None:
    event = {"type": "message", "channel": "C1", "channel_type": "channel", "user": "U1"}
    assert statuses(hub, said({"type": "event_callback", "event_id": "Ev1", "event": event})) == [202]
    assert due(hub) == [("threads", "payments")]


def test_what_the_tool_wants_echoed_is(hub: Hub) -> None:
    (answer,) = answers(hub, said({"type": "url_verification", "challenge": "3eZb<b>"}))
    assert (answer.status_code, answer.text, answer.headers["content-type"].partition(";")[0]) == (
        200,
        "3eZb<b>",
        "text/plain",
    )


def test_a_change_of_repositories_and_an_unknown_one_have_them_listed(hub: Hub) -> None:
    assert statuses(hub, told("repository")) == [202]
    assert listed_at(hub) == NOW + deliveries.SETTLING
    assert due(hub) == []
    assert statuses(hub, told(delivery="d-2", name="acme/new")) == [202]
    assert listed_at(hub) == NOW


def test_what_touches_nothing_is_taken_and_not_kept(hub: Hub) -> None:
    assert statuses(hub, told("ping"), told("push"), told(name="else/web")) == [202] * 3
    assert (kept(hub), due(hub)) == (0, [])


def test_who_cannot_prove_it_learns_nothing_and_moves_nothing(hub: Hub, caplog: pytest.LogCaptureFixture) -> None:
    found = answers(hub, told(secret="guess"), ("github", {}, b"{}"), ("github", {}, b"\xff"), told(secret=""))
    assert [(each.status_code, each.content) for each in found] == [(401, b"")] * 4
    assert (kept(hub), due(hub), listed_at(hub)) == (0, [], None)
    (said,) = [record.getMessage() for record in caplog.records]
    assert "check webhook_secret on both sides" in said, "once a minute, however many there are"


@pytest.mark.parametrize("name", ["jira", "sheets", "rest", "nothing", "..", "%00"])
def test_there_is_nobody_else_to_tell(hub: Hub, name: str) -> None:
    """One that is switched off, one without webhooks, and none."""
    assert statuses(hub, (name, *told()[1:])) == [404]


def test_what_cannot_be_read_is_refused(hub: Hub) -> None:
    _, headers, _ = told()
    body = b"[" * 100_000
    signature = "sha256=" + hmac.new(SECRET.encode(), body, sha256).hexdigest()
    assert statuses(hub, ("github", {**headers, "X-Hub-Signature-256": signature}, body)) == [400]


@pytest.mark.parametrize("length", [None, str(MOST + 1), "-1", "many"])
def test_more_than_a_megabyte_is_not_read(hub: Hub, length: str | None) -> None:
    headers = {"Content-Length": length} if length else {"Transfer-Encoding": "chunked"}
    assert statuses(hub, ("github", {**told()[1], **headers}, b"a" * (MOST + 1))) == [413]


def test_who_goes_before_all_is_said_is_no_mistake_of_ours(hub: Hub) -> None:
    """Or anybody could fill the log."""
    web = Starlette(routes=[Route(PATH, Hooks(lambda: hub).post, methods=["POST"])])
    scope = {"type": "http", "method": "POST", "path": "/hooks/github", "headers": [], "query_string": b""}
    parts = iter(({"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}))

    async def receive() -> Any:
        return next(parts)

    async def send(message: Any) -> None:
        assert message["type"].startswith("http.response")

    asyncio.run(web(scope, receive, send))
    assert due(hub) == []


def test_only_posts_are_answered(hub: Hub) -> None:
    (answer,) = answers(hub, told(), method="GET")
    assert answer.status_code == 405


def test_more_than_the_hub_takes_in_a_minute_come_back_later(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "IN_A_MINUTE", 5)
    found = statuses(hub, *(told(delivery=f"d-{number}") for number in range(8)))
    assert sorted(found) == [202] * 5 + [429] * 3
    assert kept(hub) == 5


def test_a_burst_waits_for_the_disk_a_few_times(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    commits = counted(hub.store.write)
    monkeypatch.setattr(hub.store, "write", commits)
    assert statuses(hub, *(told(delivery=f"d-{number}") for number in range(200))) == [202] * 200
    assert kept(hub) == 200
    assert 1 <= commits.calls <= 20
    assert commits.durable, "or a power cut would lose what was answered for"


class counted:  # noqa: N801 - stands for a function
    def __init__(self, write: Callable[..., Any]) -> None:
        self._write, self.calls, self.durable = write, 0, True

    def __call__(self, *, durable: bool = False) -> Any:
        self.calls += 1
        self.durable = self.durable and durable
        return self._write(durable=durable)


def test_a_database_that_cannot_be_used_is_told_to_all_who_wait(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_self: Store, **_: bool) -> Any:
        raise StoreError("the disk is full")

    with monkeypatch.context() as trouble:
        trouble.setattr(Store, "write", broken)
        assert statuses(hub, told(), told(delivery="d-2")) == [503, 503]
    assert statuses(hub, told()) == [202]
