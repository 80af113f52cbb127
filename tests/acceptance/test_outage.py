"""P12, P28 and P8: a tool is away for a day while people work on. The others go on at their pace, what is known of it stays as
it was and is told to be late, and when it is back all is caught up. One that hangs holds up no other either."""

import threading
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from core.contract import Identity, Plugin, Stream
from core.records import Checkpoint, Record
from core.times import moment
from sandbox.faults import Fault
from sandbox.jira import JiraState
from scheduler.clock import system_clock
from scheduler.config import load_config
from scheduler.hub import Hub, open_hub
from scheduler.reconciling import reconcile_findings
from scheduler.service.service import Service
from scheduler.syncing import sync
from store import Store, findings
from store.export import canonical
from tests.acceptance.road import Scene, scene
from tests.acceptance.served import CONNECTORS, LONGEST
from tests.acceptance.test_moved_clock import Settings
from tests.acceptance.virtual import Virtual
from tests.seeds import SOAK

EVERY, DAY = timedelta(hours=4), timedelta(days=1)
MORE = """
[service]
judge_minutes = 1440
listen_on = "127.0.0.1:0"
"""
ITEMS = 10_000 if SOAK else None
TRIES = 5  # of one request


@pytest.fixture
def now(tmp_path: Path) -> Iterator[Scene]:
    with scene(tmp_path / "hub", 5, people=16, items=ITEMS, more=MORE) as made:
        said = made.config.read_text().replace('mode = "live"', 'mode = "dry-run"')
        for name in CONNECTORS:
            said = said.replace(
                f"[connectors.{name}]\n", f"[connectors.{name}]\nevery_minutes = {EVERY / timedelta(minutes=1)}\n"
            )
        made.config.write_text(said)
        with open_hub(made.config, made.company.clock, made.hub._waiting) as hub:
            yield Scene(made.company, made.opened, hub, made.config)


def known(hub: Hub) -> list[str]:
    """Of Jira."""
    with hub.store.read() as tx:
        return [
            line
            for line in canonical(tx)
            if line.startswith(('{"table":"items"', '{"table":"activities"')) and '"source":"jira"' in line
        ]


def standing(now: Scene) -> set[str]:
    with now.hub.store.read() as tx:
        return {finding.fingerprint for finding in findings.open_findings(tx)}


def ages(now: Scene, connector: str) -> list[timedelta]:
    """Since each of its streams was last read to its end."""
    with now.hub.store.read() as tx:
        query = text("SELECT last_success FROM streams WHERE connector = :name")
        return [now.company.clock() - moment(at) for at in tx.execute(query, {"name": connector}).scalars()]


def test_a_tool_that_is_away_for_a_day_is_caught_up_with(now: Scene, tmp_path: Path) -> None:
    call, jira = now.opened.sandbox.call, now.company.tools.jira
    service = Virtual(now.hub, now.company.clock, timedelta(hours=1))
    service.serve(hours=3)
    before, stood = known(now.hub), standing(now)
    away, asked = Fault("jira", times=None, status=503), len(now.opened.sandbox.history)
    now.opened.sandbox.faults.append(away)
    call(lambda: label_all(jira))
    service.serve(hours=24)
    assert known(now.hub) == before
    assert min(ages(now, "jira")) >= DAY
    assert max(age for name in CONNECTORS if name != "jira" for age in ages(now, name)) <= 1.1 * EVERY
    told = reconcile_findings(now.hub)
    assert told.late == ("jira",)
    assert stood <= standing(now)
    tries = [each for each in now.opened.sandbox.history[asked:] if each.tool == "jira"]
    assert 12 <= len(tries) / TRIES <= 2 * 40
    now.opened.sandbox.faults.remove(away)
    service.serve(hours=5)
    assert reconcile_findings(now.hub).late == ()
    assert known(now.hub) == anew(now, tmp_path) != before


def label_all(jira: JiraState) -> None:
    somebody = next(iter(jira.users))
    for key in list(jira.issues):
        jira.label(key, add=["moved"], by=somebody)


def anew(now: Scene, folder: Path) -> list[str]:
    """What a hub knows that reads all of it now for the first time."""
    config = now.config.with_name("anew.toml")
    config.write_text(now.config.read_text().replace("fairlead.db", "anew.db"))
    with open_hub(config, now.company.clock, now.hub._waiting) as hub:
        assert [row.error for row in sync(hub, lambda *_: None) if row.error] == []
        return known(hub)


class Slow:
    """Answers once it may."""

    def __init__(self, may: threading.Event | None = None) -> None:
        self._may, self.pulled = may, 0
        self.often = threading.Event()

    def check(self) -> Identity:
        return Identity("me", "Me")

    def streams(self) -> Sequence[Stream]:
        return [Stream("items", "a"), Stream("items", "b")]

    def pull(self, stream: Stream, cursor: str | None) -> Iterator[Record | Checkpoint]:
        del cursor, stream
        if self._may:
            assert self._may.wait(LONGEST)
        self.pulled += 1
        if self.pulled >= 6:
            self.often.set()
        yield Checkpoint("a")

    def close(self) -> None:
        pass


def test_tools_that_hang_take_no_thread_from_the_others(tmp_path: Path) -> None:
    """The quick one is pulled again and again meanwhile."""
    may = threading.Event()
    tools = {"one": Slow(may), "other": Slow(may), "third": Slow(may), "quick": Slow()}
    plugins = {name: Plugin(Settings, ("items",), lambda *_, tool=tool: tool) for name, tool in tools.items()}
    (tmp_path / "config.toml").write_text("".join(f"[connectors.{name}]\nevery_minutes = 0.01\n" for name in tools))
    (tmp_path / "mappings.toml").write_text("")
    config = load_config(tmp_path / "config.toml", plugins)
    hub = Hub(config, Store.open(config.database), plugins, system_clock)
    with Service(hub).running():
        assert tools["quick"].often.wait(LONGEST)
        assert [tools[name].pulled for name in ("one", "other", "third")] == [0, 0, 0]
        may.set()
        assert all(tool.often.wait(LONGEST) for tool in tools.values())
    hub.close()
