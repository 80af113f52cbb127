"""The benchmark of writing runs; how fast is never a test."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from bench.writes import floor
from bench.writes.company import app
from bench.writes.drain import FIRST, drained
from bench.writes.hub import settle
from sandbox import Sandbox, SimulatedClock, Tool
from scheduler.applying import apply_plan
from scheduler.hub import open_hub
from scheduler.linking import link
from scheduler.planning import plan_writes
from scheduler.reconciling import reconcile_findings
from scheduler.syncing import sync
from tests.bench.test_bench import bench
from tests.seeds import SOAK

ITEMS = 3


def servers(clock: SimulatedClock) -> Sandbox:
    return Sandbox({"jira": app("jira", clock, ITEMS), "github": app("github", clock, ITEMS)}, clock)


def asked(box: Sandbox, since: int = 0) -> tuple[Counter[tuple[str, str]], int]:
    """Writes by tool and method, and how often something was read; who we are is asked once, and no part of any write."""
    own = ("/user", "/rest/api/3/myself")
    wrote, read = Counter[tuple[str, str]](), 0
    for each in box.history[since:]:
        if each.is_write:
            wrote[each.tool, each.method] += 1
        else:
            read += each.path not in own
    return wrote, read


def test_a_plain_loop_writes_what_the_hub_writes(tmp_path: Path) -> None:
    clock = SimulatedClock(FIRST)
    with servers(clock) as box, open_hub(settle(tmp_path, box.urls.items()), clock, clock) as hub:
        sync(hub, lambda *_: None)
        link(hub)
        reconcile_findings(hub)
        plan, before = plan_writes(hub).plan, len(box.history)
        assert len(apply_plan(hub, plan.digest).done) == 4
        ours, looks = asked(box, before)
    assert sum(ours.values()) == len(plan.operations) == 2 * 2 * ITEMS
    assert looks == 2  # one in each tool
    with servers(SimulatedClock(datetime.now(UTC))) as box:
        told = {"operations": msgspec.to_builtins(plan.operations), "urls": box.urls}
        (tmp_path / "plan.json").write_text(json.dumps(told))
        floor.main(tmp_path / "plan.json")
        assert asked(box) == (ours, 0)
        assert {each.status // 100 for each in box.history} == {2}


@pytest.mark.parametrize(("tool", "least"), [("github", 3.0), ("jira", 0.3), ("slack", 3.0)])
def test_writes_drain_as_fast_as_a_tool_lets_them(tool: Tool, least: float) -> None:
    assert list(drained(tool, 4)) == pytest.approx([4, least / 60, least / 60, 1, 0])


@pytest.mark.skipif(not SOAK, reason="whole processes: two servers for each turn")
def test_a_small_run_writes_all_that_was_planned() -> None:
    told = bench("writes", "--items", "8")
    assert [table["title"] for table in told["tables"]] == ["Without limits", "Under each tool's own limits"]
