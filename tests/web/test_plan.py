"""What would be written, what holds it up, and what was: as the use cases have it. A page itself writes nothing."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from core.guard import Limits
from scheduler.actor import acting
from scheduler.approving import save_plan
from scheduler.halting import resume
from scheduler.hub import Hub
from scheduler.letters import not_done
from scheduler.ordering import carry_out_orders, find_order
from scheduler.planning import plan_writes
from scheduler.undoing import newest_runs, plan_undo
from scheduler.web_settings import WebSettings
from tests.acceptance.kept import begun, travelled
from tests.web.visiting import HERE, SEED, closing_tools
from web.app import pages

HOSTILE = "<script>alert(1)</script>"
Here = tuple[Hub, TestClient]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Here]:
    """A hub whose guard holds the first plan, and somebody who may do everything."""
    with begun(travelled, tmp_path_factory.mktemp("plan"), SEED) as now:
        web = WebSettings(sign_in=False)
        hub = now.hub.edited(replace(now.hub.config, web=web, limits=Limits(visible_writes=1, learning_days=0)))
        with closing_tools(hub), TestClient(pages(lambda: hub), HERE) as client:
            yield hub, client


def asked(client: TestClient, path: str, **form: str) -> str:
    """Where it leads after that."""
    answered = client.post(path, data=form, follow_redirects=False)
    assert answered.status_code == 303, answered.text
    return answered.headers["location"]


def test_planning_is_waited_for_by_a_page_that_says_so(here: Here) -> None:
    _, client = here
    text = client.get("/plan").text
    assert "Planning" in text
    assert 'hx-get="/plan?now=true"' in text


def test_the_plan_is_that_of_the_use_case_and_says_why_it_is_held(here: Here) -> None:
    hub, client = here
    planned = plan_writes(hub)
    text = client.get("/plan?now=true").text
    assert f"Approve {planned.plan.digest} and write it" in text
    assert all(reason.partition(" (")[0] in text for reason in planned.held)
    assert f"<b>{len(planned.plan.notable):,} writes</b>" in text
    counts = {tool: sum(each.target.tool == tool for each in planned.plan.notable) for tool in hub.tools}
    for tool, number in counts.items():
        assert not number or f"{number:,} write" in text
        every = "".join(client.get(f"/plan?tool={tool}&start={start}").text for start in range(0, number, 60))
        assert every.count('<details class="write">') == number
    assert "Nobody serves this hub" in text
    assert f"fairlead apply {planned.plan.digest}" in text


def test_a_plan_is_saved_as_it_was_looked_at(here: Here) -> None:
    hub, client = here
    digest = plan_writes(hub).plan.digest
    assert client.post("/plan/save", data={"digest": "0123456789ab"}).status_code == 409
    assert asked(client, "/plan/save", digest=digest) == f"/plans/{digest}"
    text = client.get(f"/plans/{digest}").text
    assert "Saved by" in text
    assert f'href="/plans/{digest}"' in client.get("/plan").text
    assert client.get("/plans/0123").status_code == 404


def test_a_halt_stops_all_and_is_ended_on_the_same_page(here: Here) -> None:
    hub, client = here
    digest = plan_writes(hub).plan.digest
    asked(client, "/halt", reason=f"to look {HOSTILE}")
    text = client.get("/plan?now=true").text
    assert "Writing is halted since" in text
    assert HOSTILE not in text
    refused = client.post(f"/plans/{digest}/approve")
    assert (refused.status_code, "Writing is halted" in refused.text) == (409, True)
    assert asked(client, "/resume") == "/plan"
    assert hub.halted() is None


def test_four_eyes_hold_on_pages_too(here: Here) -> None:
    hub, _ = here
    careful = hub.edited(replace(hub.config, limits=Limits(visible_writes=1, learning_days=0, four_eyes=True)))
    with TestClient(pages(lambda: careful), HERE) as client:  # over the same connections
        digest = plan_writes(careful).plan.digest
        asked(client, "/plan/save", digest=digest)
        assert "You saved it, so somebody else must approve it" in client.get(f"/plans/{digest}").text
        refused = client.post(f"/plans/{digest}/approve")
        assert (refused.status_code, "omebody else must approve it" in refused.text) == (409, True)
        with acting("bo@acme.test"):
            save_plan(careful)
        assert f"Approve {digest} and write it" in client.get(f"/plans/{digest}").text


def test_what_is_approved_waits_for_the_service_and_its_page_tells_how_far_it_is(here: Here) -> None:
    hub, client = here
    planned = plan_writes(hub)
    path = asked(client, f"/plans/{planned.plan.digest}/approve")
    run = path.removeprefix("/runs/")
    text = client.get(path).text
    assert "It begins within seconds" in text
    assert "Nobody serves this hub" in text
    assert f'hx-get="/runs/{run}/progress"' in text
    assert "hx-refresh" not in client.get(f"{path}/progress").headers
    assert asked(client, f"/plans/{planned.plan.digest}/approve") == path
    assert [order.run for order in carry_out_orders(hub)] == [run]
    done = find_order(hub, run)
    assert done
    assert client.get(f"{path}/progress").headers["hx-refresh"] == "true"
    text = client.get(path).text
    assert (done.told or "") in text
    assert f'href="{path}"' in client.get("/runs").text
    assert len(re.findall("Added|Changed", text)) == 60  # writes are shown so many at a time
    assert client.get("/runs/nosuch").status_code == 404


def test_a_run_is_taken_back_after_a_look_at_what_that_would_do(here: Here) -> None:
    hub, client = here
    run = newest_runs(hub)[0].id
    wanted = plan_undo(hub, run)
    text = client.get(f"/runs/{run}/undo").text
    assert f"{len(wanted.plan.operations):,} writes would take it back" in text
    path = asked(client, f"/runs/{run}/undo")
    (order,) = carry_out_orders(hub)
    assert path == f"/runs/{order.run}"
    text = client.get(path).text
    assert f"Took back run {run}" in text
    assert client.get("/runs/nosuch/undo").status_code == 404
    assert client.post("/runs/nosuch/undo").status_code == 404


def test_what_was_put_aside_is_written_again_or_given_up(here: Here) -> None:
    hub, client = here
    aside = not_done(hub)
    assert {each.state for each in aside} == {"undone"}
    text = client.get("/outbox").text
    assert f"All {len(aside):,}" in text
    assert text.count('type="checkbox"') == min(len(aside), 60)
    assert client.post("/outbox", data={"deed": "replay"}).status_code == 409
    mark = aside[0].operation.mark
    asked(client, "/outbox", deed="replay", mark=mark)
    assert [each.state for each in not_done(hub) if each.operation.mark == mark] == ["planned"]
    asked(client, "/outbox", deed="drop", mark=mark)
    (dropped,) = (each for each in not_done(hub) if each.operation.mark == mark)
    assert (dropped.state, (dropped.error or "").startswith("dropped by ")) == ("undone", True)
    assert client.get("/outbox?state=nosuch").status_code == 422


def test_a_plan_that_waits_for_nobody_is_written_sooner(here: Here) -> None:
    hub, client = here
    resume(hub)
    path = asked(client, "/plan/write")
    assert "Writes what waits for nobody" in client.get(path).text
    (order,) = carry_out_orders(hub)
    assert find_order(hub, order.run)
