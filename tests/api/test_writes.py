"""What leaves the hub is looked at, approved, taken back and stopped over the API: once, and in the name of who asked."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from core.guard import Limits
from scheduler.actor import actor
from scheduler.hub import Hub
from scheduler.letters import not_done
from scheduler.planning import plan_writes
from scheduler.service.due import assume_duties
from scheduler.service.jobs import perform
from scheduler.web_settings import WebSettings
from store import audit, runs, seals, writes
from tests.acceptance.kept import begun, travelled
from tests.web.visiting import HERE
from web.app import pages

API = "/api/v1"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Hub, TestClient]]:
    with begun(travelled, tmp_path_factory.mktemp("writes"), 7) as now:
        guard, web = Limits(visible_writes=1, learning_days=0), WebSettings(sign_in=False)
        hub = now.hub.edited(replace(now.hub.config, limits=guard, web=web))
        with hub.store.write() as tx:
            assume_duties(hub, tx)
        with TestClient(pages(lambda: hub), HERE) as client:
            yield hub, client
        hub.disconnect()


def every(client: TestClient, path: str, *, key: str = "items", **asked: Any) -> list[Any]:
    """All of a list, in pages of 40."""
    told, cursor = [], None
    while True:
        page = client.get(
            f"{API}{path}", params={**asked, "limit": 40, **({"cursor": cursor} if cursor else {})}
        ).json()
        assert len(page[key]) <= 40
        told += page[key]
        cursor = page["next"]
        if cursor is None:
            return told


def test_from_plan_to_undo(here: tuple[Hub, TestClient]) -> None:
    hub, client = here
    planned, digest = plan_writes(hub).plan, plan_writes(hub).plan.digest
    shown = every(client, "/plan", key="operations")
    assert [each["mark"] for each in shown] == [each.mark for each in planned.operations]
    assert len(planned.notable) > 1

    assert client.get(f"{API}/plans/{digest}").status_code == 404
    assert client.post(f"{API}/plans", json={"plan": "another"}).status_code == 409
    assert client.post(f"{API}/plans", json={"plan": digest}).status_code == 201
    (saved,) = client.get(f"{API}/plans").json()
    assert (saved["plan"], saved["saved_by"], saved["run"]) == (digest, actor(), None)
    kept = every(client, f"/plans/{digest}", key="operations")
    assert [each["mark"] for each in kept] == [each.mark for each in planned.notable]

    order = client.post(f"{API}/plans/{digest}/approve", headers={"Idempotency-Key": "once"})
    assert order.status_code == 202
    assert order.json() == client.post(f"{API}/plans/{digest}/approve", headers={"Idempotency-Key": "once"}).json()
    run = order.json()["run"]
    before = client.get(f"{API}/runs/{run}").json()
    assert (before["order"]["about"], before["order"]["ended_at"], before["run"], before["writes"]) == (
        digest,
        None,
        None,
        [],
    )
    perform(hub, "apply", "")
    _is_told_as_it_was(hub, client, run)

    would = client.post(f"{API}/runs/{run}/undo", json={"dry_run": True}).json()
    assert (would["undoes"], would["order"]) == (run, None)
    assert would["operations"]
    undone = client.post(f"{API}/runs/{run}/undo").json()["order"]
    perform(hub, "apply", "")
    after = client.get(f"{API}/runs/{run}").json()
    assert after["run"]["undone_by"] == [undone["run"]]
    assert every(client, "/letters", state="undone")


def _is_told_as_it_was(hub: Hub, client: TestClient, run: str) -> None:
    with hub.store.read() as tx:
        made = [each.id for each in runs.newest(tx)]
        done = [(each.operation.mark, each.at) for each in writes.newest(tx, run_id=run, at_most=10_000)]
    assert [each["id"] for each in every(client, "/runs")] == made
    for path, key, asked in ((f"/runs/{run}", "writes", {}), ("/writes", "items", {"run": run})):
        told = every(client, path, key=key, **asked)
        assert [each["mark"] for each in told] == [mark for mark, _ in done]
    told = client.get(f"{API}/runs/{run}").json()
    assert (told["run"]["actor"], told["order"]["is_wrong"]) == (actor(), False)
    later = client.get(f"{API}/writes", params={"since": hub.clock().replace(year=2030).isoformat()})
    assert later.json()["items"] == []


def test_a_cursor_of_another_plan_is_refused(here: tuple[Hub, TestClient]) -> None:
    _, client = here
    for odd in ("MTIz", "WyJ4IiwxXQ", "ä", "WyJ4IiwtMV0"):
        assert client.get(f"{API}/plan", params={"cursor": odd}).status_code in (409, 422)
        assert client.get(f"{API}/runs", params={"cursor": odd}).status_code == 422
        assert client.get(f"{API}/letters", params={"cursor": odd}).status_code == 422


def test_what_cannot_be_done_says_why(here: tuple[Hub, TestClient]) -> None:
    _, client = here
    refused = client.post(f"{API}/plans/0123456789ab/approve")
    assert (refused.status_code, "none was saved under it" in refused.json()["title"]) == (409, True)
    assert client.post(f"{API}/runs/none/undo", json={"dry_run": True}).status_code == 404
    assert client.post(f"{API}/runs/none/undo").status_code == 404
    assert client.get(f"{API}/runs/none").status_code == 404
    assert client.post(f"{API}/runs/none/undo", json={"dry_rum": True}).status_code == 422
    assert client.post(f"{API}/letters/drop", json={"marks": ["zz"]}).status_code == 409


def test_whoever_halts_is_named_and_nothing_is_written_until_it_goes_on(here: tuple[Hub, TestClient]) -> None:
    hub, client = here
    told = client.post(f"{API}/halt", json={"reason": "to look"}).json()["halted"]
    assert (told["reason"], told["actor"]) == ("to look", actor())
    digest = plan_writes(hub).plan.digest
    refused = client.post(f"{API}/plans/{digest}/approve")
    assert (refused.status_code, "to look" in refused.json()["title"]) == (409, True)
    assert "to look" in client.get(f"{API}/plan").json()["halted"]
    assert client.post(f"{API}/resume").json() == {"halted": None}
    assert hub.halted() is None


def test_what_waits_for_nobody_is_written_sooner(here: tuple[Hub, TestClient]) -> None:
    hub, client = here
    order = client.post(f"{API}/plan/write").json()
    assert (order["act"], order["about"], order["actor"]) == ("apply", "", actor())
    perform(hub, "apply", "")
    assert client.get(f"{API}/runs/{order['run']}").json()["order"]["ended_at"]


def test_writes_that_are_not_done_are_tried_again_or_given_up(here: tuple[Hub, TestClient]) -> None:
    hub, client = here
    found = every(client, "/letters")
    assert {each["mark"] for each in found} == {each.operation.mark for each in not_done(hub)}
    mark = found[0]["mark"]
    for deed, state in (("replay", "planned"), ("drop", "undone")):
        assert client.post(f"{API}/letters/{deed}", json={"marks": [mark[:12]]}).json() == {"marks": [mark]}
        assert [each["state"] for each in every(client, "/letters") if each["mark"] == mark] == [state]


def test_the_record_tells_all_of_that(here: tuple[Hub, TestClient]) -> None:
    hub, client = here
    told = every(client, "/audit")
    with hub.store.read() as tx:
        assert len(told) == seals.verify(tx).rows
        approved = audit.entries(tx, "approved")
    assert [each["id"] for each in told] == sorted((each["id"] for each in told), reverse=True)
    some = every(client, "/audit", action="approved", actor=actor())
    assert [each["target"] for each in reversed(some)] == [each.target for each in approved]
    assert every(client, "/audit", until=told[-1]["at"]) == []
    assert every(client, "/audit", text=some[0]["target"], action="approved")[0] == some[0]
    assert client.get(f"{API}/audit/chain").json() is None
    assert client.post(f"{API}/audit/check", json={"head": "ab"}).json()["seen"] is False
    chain = client.post(f"{API}/audit/check").json()
    assert (chain["rows"], chain["broken"], chain["seen"]) == (len(told), None, True)
    assert client.get(f"{API}/audit/chain").json() == chain
