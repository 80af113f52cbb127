"""`python -m bench.writes.drain TOOL WRITES`: how long writes take under the limits of a tool, beside the least they allow.

Hours pass on a simulated clock. Prints a row for `bench.writes.case`, as JSON.
"""

import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

from bench.result import Cell
from bench.writes import messages
from bench.writes.company import WRITES, github_site, jira_site
from bench.writes.hub import settle
from connectors.github.opening import CEILINGS
from connectors.transport.pace import Ceiling
from sandbox import Sandbox, SimulatedClock, Tool, github, jira, slack
from sandbox.server import App
from scheduler.applying import apply_plan
from scheduler.hub import Hub, open_hub
from scheduler.linking import link
from scheduler.planning import plan_writes
from scheduler.reconciling import reconcile_findings
from scheduler.service.hub_jobs import apply
from scheduler.syncing import sync
from scheduler.waiting import next_moment
from store import outbox

FIRST = datetime(2026, 6, 15, 6, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LIMITS: Mapping[str, Sequence[Ceiling]] = {"jira": ((1, 0.1),), "github": ((1, 1.0), *CEILINGS), "slack": ((1, 1.0),)}
"""What each tool takes, as (count, seconds): of Jira, which tells no such thing of writes, what the hub holds to by itself."""


def drained(tool: Tool, writes: int) -> tuple[Cell, ...]:
    """Writes, minutes at least, minutes, their ratio, and answers that said it was too fast."""
    clock = SimulatedClock(FIRST)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        servers = stack.enter_context(Sandbox(_tools(tool, clock, writes // WRITES), clock))
        took = (_messages if tool == "slack" else _notes)(servers, clock, Path(folder), writes)
        refused = sum(each.status in (403, 429) for each in servers.history)
    least = timedelta(seconds=_least(writes, LIMITS[tool]))
    return (writes, least / MINUTE, took / MINUTE, took / least, refused)


def _messages(servers: Sandbox, clock: SimulatedClock, folder: Path, writes: int) -> timedelta:
    with open_hub(messages.settle(folder, servers.urls["slack"]), clock, clock) as hub:
        return messages.drain(hub, clock, writes)


def _notes(servers: Sandbox, clock: SimulatedClock, folder: Path, writes: int) -> timedelta:
    """The service's own job is done whenever it says that it is due."""
    with open_hub(settle(folder, servers.urls.items(), paced=True), clock, clock) as hub:
        sync(hub, lambda *_: None)
        link(hub)
        reconcile_findings(hub)
        begun, plan = clock(), plan_writes(hub).plan
        assert len(plan.operations) == writes
        return _drain(hub, clock, plan.digest) - begun


def _tools(tool: Tool, clock: SimulatedClock, count: int) -> dict[Tool, App]:
    """Of Jira and GitHub the other one has nothing to be written to; the epic of Jira is the goal that all could serve."""
    if tool == "slack":
        return {"slack": slack.app(messages.workspace(clock))}
    site, forge = jira_site(clock, count * (tool == "jira")), github_site(clock, count * (tool == "github"))
    forge.limits.secondary = True
    return {"jira": jira.app(site), "github": github.app(forge)}


def _drain(hub: Hub, clock: SimulatedClock, plan: str) -> datetime:
    """The moment of the last write."""
    apply_plan(hub, plan)
    due = next_moment(hub)
    while _waits(hub):
        clock.advance(max((due or clock()) - clock(), timedelta(seconds=1)))
        due = apply(hub, "")
    return clock()


def _waits(hub: Hub) -> bool:
    with hub.store.read() as tx:
        return bool(outbox.on_their_way(tx))


def _least(writes: int, limits: Sequence[Ceiling]) -> float:
    """Seconds from the first of so many writes to the last, when each is made as soon as all limits let it pass."""
    made: list[float] = []
    for number in range(writes):
        made.append(max([0.0, *(made[-count] + span for count, span in limits if number >= count)]))
    return made[-1]


if __name__ == "__main__":
    print(json.dumps(drained(cast(Tool, sys.argv[1]), int(sys.argv[2]))))
