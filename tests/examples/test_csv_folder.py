"""The example connector as a third party would have it: its own package, its own tests, and a hub that uses it."""

import ast
import shutil
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.contract import Stream
from core.records import Checkpoint, Goal
from scheduler import linking, reconciling, syncing
from scheduler.hub import Hub, open_hub
from store import pulls

pytest_plugins = ["pytester"]

NOW = datetime(2026, 3, 16, 9, tzinfo=UTC)
BOOK = Stream("OKRs", "book")
CONFIG = """
[hub]
rules = "mappings.toml"

[connectors.csv]
folder = "{folder}"
statuses = {{ "to do" = "todo", "at work" = "doing", "done" = "done" }}
"""
RULES = """
[[rule]]
id = "certificates"
goal = "O-12"
when = { source = "csv", labels = "tls" }
"""
TASKS = """\
id,title,status,owner,labels,updated
1,Renew the certificates,at work,ana@example.com,tls,2026-03-02
2,Sort the cables,at work,bo@example.com,,2026-03-02
3,Buy cables,to do,,,2026-03-02
4,Nobody knows when,to do,,,soon
"""


def test_its_own_tests_pass_where_it_is_installed(csv_folder: Path, pytester: pytest.Pytester) -> None:
    for file in csv_folder.glob("*.*"):
        shutil.copy(file, pytester.path)
    outcomes = pytester.runpytest_inprocess("--disable-plugin-autoload", "-W", "error").parseoutcomes()
    assert outcomes["passed"] >= 50
    assert not outcomes.keys() & {"failed", "errors"}


def test_it_is_one_short_module_that_knows_only_fairlead(csv_folder: Path) -> None:
    source = (csv_folder / "fairlead_csv.py").read_text()
    assert len(source.splitlines()) < 120
    nodes = list(ast.walk(ast.parse(source)))
    modules = {each.module for each in nodes if isinstance(each, ast.ImportFrom)}
    modules |= {alias.name for each in nodes if isinstance(each, ast.Import) for alias in each.names}
    declared = tomllib.loads((csv_folder / "pyproject.toml").read_text())["project"]["dependencies"]
    assert modules & {"core", "connectors", "scheduler", "store", "fairlead.testing"} == set()
    assert {"fairlead", "msgspec", "pydantic"} == set(declared) <= modules


def settle(folder: Path) -> tuple[Path, Path]:
    """A hub for one file of tasks; the file, and the hub's configuration."""
    tasks = folder / "tasks" / "OPS.csv"
    tasks.parent.mkdir()
    tasks.write_text(TASKS)
    (folder / "mappings.toml").write_text(RULES)
    config = folder / "config.toml"
    config.write_text(CONFIG.format(folder=tasks.parent))
    return tasks, config


def add_goal(hub: Hub) -> None:
    """As a tool that keeps goals would bring it."""
    goal = Goal(source="sheets", key="O-12", level="objective", title="No outage", place="OKRs!A2")
    with hub.store.write() as tx:
        pulls.commit(tx, "sheets", BOOK, [goal], Checkpoint("1").cursor, hub.clock())
        pulls.succeeded(tx, "sheets", BOOK, hub.clock(), complete=True, every_minutes=60)


@pytest.mark.usefixtures("csv_folder")
def test_a_hub_links_its_rows_and_flags_the_one_without_a_goal(tmp_path: Path) -> None:
    tasks, config = settle(tmp_path)
    now = [NOW]
    with open_hub(config, lambda: now[0]) as hub:
        (pulled,) = syncing.sync(hub, lambda *_: None)
        assert (pulled.error, pulled.counts.new, pulled.counts.rejected) == (None, 3, 1)
        add_goal(hub)
        linked = linking.link(hub)
        assert (linked.by_via, linked.unlinked) == ({"rule": 1}, 2)
        seen = [finding.observation for finding in reconciling.reconcile_findings(hub).open]
        assert [(o.subject.key, o.owner) for o in seen if o.detector == "D1"] == [("csv:OPS-2", "bo@example.com")]
        assert [o.subject.key for o in seen if o.detector == "D26"] == [f"csv:{tasks}:5"]

        tasks.write_text(TASKS.replace("Sort the cables", "Sort the cables [O-12]").replace("soon", "2026-03-03"))
        now[0] += timedelta(minutes=5)
        (pulled,) = syncing.sync(hub, lambda *_: None)
        assert (pulled.counts.changed, pulled.counts.new, pulled.counts.rejected) == (1, 1, 0)
        linking.link(hub)
        for _ in range(2):
            now[0] += timedelta(minutes=5)
            still = reconciling.reconcile_findings(hub).open
        assert not [f for f in still if f.observation.detector in ("D1", "D26")]
