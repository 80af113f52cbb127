"""What people get wrong: one clear message with the place and the mend, a failing exit, no traceback, no secret."""

import json
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fairlead.commands.road import moment
from fairlead.demo.house import settle
from sandbox.company import Opened, open_company
from sandbox.company.goals import BOOK, TAB
from sandbox.faults import Fault
from sandbox.history import Tool
from scheduler.config import ConfigError
from tests.acceptance.command import FAIRLEAD, begun, done, fairlead, surroundings, told

CANARY = "canary-token-5f2c9e"


@pytest.fixture(scope="module")
def opened() -> Iterator[Opened]:
    with open_company(31, now=datetime.now(UTC) - timedelta(minutes=2), people=16) as company:
        yield company


@pytest.fixture
def config(opened: Opened, tmp_path: Path) -> Path:
    return settle(opened.company, opened.sandbox.urls, tmp_path)


@pytest.fixture(scope="module")
def read(opened: Opened, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The configuration of a hub that has read everything, for tests that change nothing of it."""
    config = settle(opened.company, opened.sandbox.urls, tmp_path_factory.mktemp("read"))
    done("run", config=config)
    return config


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def complaint(ran: subprocess.CompletedProcess[str], exit_code: int, *words: str) -> None:
    said = ran.stderr + ran.stdout
    assert ran.returncode == exit_code, said
    assert "Traceback" not in said
    assert CANARY not in said
    assert [word for word in words if word not in said] == []


@pytest.mark.parametrize("tool", ["jira", "github", "slack", "sheets"])
def test_wrong_token(config: Path, tool: str) -> None:
    (config.parent / f"{tool}.token").write_text(CANARY)
    complaint(fairlead("doctor", config=config), 1, tool, "token")
    complaint(fairlead("sync", config=config), 4, tool, "token")


def test_one_tool_that_cannot_be_reached_leaves_the_others(opened: Opened, tmp_path: Path) -> None:
    """Each try waits, so the hubs try at the same time."""
    tools: list[Tool] = ["jira", "sheets"]

    def synced(tool: Tool) -> list[dict[str, Any]]:
        config = settle(opened.company, opened.sandbox.urls, tmp_path / tool)
        edit(config, opened.sandbox.urls[tool], "http://127.0.0.1:9")
        rows: list[dict[str, Any]] = told("sync", config=config, exit_code=4)["streams"]
        return rows

    with ThreadPoolExecutor() as pool:
        for tool, rows in zip(tools, pool.map(synced, tools), strict=True):
            assert {row["connector"] for row in rows if row["error"]} == {tool}
            assert "base_url" in next(row["error"] for row in rows if row["error"])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("goal_types", "gaol_types", ["[connectors.jira]", "gaol_types", "did you mean goal_types"]),
        ('mode = "live"', 'mode = "alive"', ["[hub]", "mode", "live"]),
        ("[connectors.slack]", "[connectors.slak]", ["connectors.slak", "did you mean slack"]),
        ("[hub]", "[hubb]", ["[hubb]", "did you mean hub"]),
        ("http://127.0.0.1", "http://jira.example.com", ["[connectors.jira]", "base_url", "https"]),
        ('email = "bot@acme.test"', "", ["[connectors.jira]: email is missing", "data-center"]),
        ("[hub]", "[detectors.D2]\nat_risk = 3\n[hub]", ["[detectors.D2]", "at_risk"]),
        ("[hub]", "[hub", ["not valid TOML", "line"]),
    ],
)
def test_configuration_that_cannot_be_used(config: Path, old: str, new: str, words: list[str]) -> None:
    edit(config, old, new)
    complaint(fairlead("sync", config=config), 1, "config.toml", *words)


@pytest.mark.parametrize("since", ["yesterday", "2026-02-30", "2999-01-01", "-3d", "9999999d"])
def test_a_day_from_which_nothing_can_be_read(since: str) -> None:
    now = datetime(2026, 6, 17, tzinfo=UTC)
    with pytest.raises(ConfigError, match=f"--since {since}: "):
        moment(since, now)
    assert (moment("90d", now), moment("2026-06-17", now)) == (now - timedelta(days=90), now)


def test_a_token_written_into_the_configuration_is_refused_and_not_shown(config: Path) -> None:
    edit(config, "token = { file", f'token = "{CANARY}" # {{ file')
    complaint(fairlead("sync", config=config), 1, "[connectors.jira] token")


def test_a_token_file_that_is_missing(config: Path) -> None:
    (config.parent / "github.token").unlink()
    complaint(fairlead("doctor", config=config), 1, "github.token", "cannot be read")


def test_no_configuration_at_all(tmp_path: Path) -> None:
    complaint(fairlead("sync", config=tmp_path / "config.toml"), 1, "no such file", "fairlead init")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('[[rule]]\nid = "x"\ngaol = "O-1"\n', ["gaol", "goal"]),
        ('[[rule]]\nid = "x"\ngoal = "O-1"\nwhen = { lables = "a" }\n', ["lables", "labels"]),
        ('[[rule]]\nid = "x"\ngoal = "O-1"\nwhen = { title = { regex = "(a" } }\n', ["title", "pattern", "column"]),
        ("[[rule]\n", ["TOML"]),
    ],
)
def test_broken_rules(config: Path, line: str, words: list[str]) -> None:
    rules = config.parent / "mappings.toml"
    number = rules.read_text().count("\n") + 1
    rules.write_text(rules.read_text() + line)
    for command in (("rules", "check"), ("map",), ("doctor",)):
        complaint(fairlead(*command, config=config), 1, "mappings.toml:", *words)
    place = fairlead("rules", "check", config=config).stdout.partition(".toml:")[2]
    assert number <= int(place.partition(":")[0]) <= number + 3


def test_rules_that_break_leave_those_of_before_in_force(config: Path) -> None:
    before = told("run", config=config, exit_code=3)["links"]
    rules = config.parent / "mappings.toml"
    whole = rules.read_text()
    rules.write_text(whole + "[[rule]\n")
    ran = fairlead("run", config=config)
    assert (ran.returncode, "the rules of before stay in force" in ran.stderr, "mappings.toml:" in ran.stderr) == (
        4,
        True,
        True,
    )
    assert "Findings:" in ran.stdout
    mapped = fairlead("map", "--json", config=config)
    complaint(mapped, 1, "mappings.toml:", "not valid TOML")
    assert json.loads(mapped.stdout)["links"]["by_via"] == before["by_via"]
    rules.write_text(whole)
    assert told("map", config=config)["links"]["mistakes"] == []


def test_a_rule_for_an_unknown_goal_is_told_and_the_others_work(config: Path) -> None:
    done("run", config=config)
    rules = config.parent / "mappings.toml"
    rules.write_text(rules.read_text() + '[[rule]]\nid = "x"\ngoal = "KR-9.1"\nwhen = { source = "jira" }\n')
    complaint(fairlead("rules", "check", config=config), 1, "KR-9.1", "did you mean")
    assert told("map", config=config)["links"]["by_via"]["rule"] > 20


def test_a_sheet_without_the_expected_header(config: Path, opened: Opened) -> None:
    sheets = opened.company.tools.sheets
    rows = [list(row) for row in sheets.rows(BOOK, TAB)]
    names = ["ID", "Title", "Level"]
    cells = [f"{TAB}!{chr(65 + rows[0].index(name))}1" for name in names]
    for cell in cells:
        opened.sandbox.call(lambda cell=cell: sheets.set(BOOK, cell, "nonsense"))  # type: ignore[misc]
    try:
        complaint(fairlead("sync", "--only", "sheets", config=config), 4, TAB, "nonsense", "columns")
    finally:
        for cell, name in zip(cells, names, strict=True):
            opened.sandbox.call(lambda cell=cell, name=name: sheets.set(BOOK, cell, name))  # type: ignore[misc]


def test_dry_run_sends_no_write_and_says_how_to_go_live(config: Path, opened: Opened) -> None:
    edit(config, 'mode = "live"', 'mode = "dry-run"')
    before = sum(exchange.is_write for exchange in opened.sandbox.history)
    done("run", config=config)
    digest = told("plan", config=config)["plan"]
    complaint(fairlead("apply", "--approve", digest, config=config), 1, "dry-run", 'mode = "live"')
    assert sum(exchange.is_write for exchange in opened.sandbox.history) == before


def test_a_held_plan_waits_for_exactly_its_approval(read: Path) -> None:
    digest = told("plan", config=read)["plan"]
    complaint(fairlead("apply", config=read), 1, "guard holds", digest)
    complaint(fairlead("apply", "--approve", "0" * 12, config=read), 1, digest)
    assert told("plan", config=read)["plan"] == digest


def lines(*arguments: str, config: Path) -> list[str]:
    return fairlead(*arguments, config=config).stdout.splitlines()


def test_explain_tells_why_and_names_unknown_items(read: Path) -> None:
    item = next(iter(told("goals", config=read)["goals"]))["item"] or "PAY-1"
    story = told("rules", "explain", item, config=read)
    assert story["item"] == item
    assert story["rules"]
    complaint(fairlead("rules", "explain", "NOPE-1", config=read), 1, "NOPE-1", "sync")


def test_explain_shows_of_the_rules_that_fail_only_those_that_are_asked_for(read: Path) -> None:
    rules = told("rules", "explain", "PAY-1", config=read)["rules"]
    failing = next(rule for rule in rules if rule["verdict"] == "fails" and len(rule["when"]) == 1)
    ask = ("rules", "explain", "PAY-1")
    heading = f"  {failing['rule']} → "
    assert heading not in fairlead(*ask, config=read).stdout
    assert heading in fairlead(*ask, "--goal", failing["goal"], config=read).stdout
    assert sum(line.startswith("  ") and " → " in line for line in lines(*ask, "--all", config=read)) == len(rules)
    assert (
        "nothing can link it to KR-9.9: KR-9.9 is not known" in fairlead(*ask, "--goal", "KR-9.9", config=read).stdout
    )


def test_why_not_tells_the_nearest_rule(read: Path) -> None:
    rules = told("rules", "explain", "PAY-1", config=read)["rules"]
    goal = next(rule["goal"] for rule in rules if rule["verdict"] == "fails")
    story = told("rules", "explain", "PAY-1", "--goal", goal, config=read)
    assert story["why_not"]["goal"] == goal
    assert story["why_not"]["nearest"].startswith("nearest: ")
    assert lines("rules", "explain", "PAY-1", "--goal", goal, config=read)[-1].startswith("nearest: ")
    assert not story["rules_edited"]
    assert all(each["since"] for each in story["history"])


@pytest.fixture
def slow(opened: Opened) -> Iterator[None]:
    """Nobody gets to the end meanwhile, however late it is that he is stopped."""
    late = Fault("jira", "", times=None, delay=1.0)
    opened.sandbox.faults.append(late)
    yield
    opened.sandbox.faults.remove(late)


def test_ctrl_c_says_that_nothing_is_lost(config: Path, slow: None) -> None:
    command = [str(FAIRLEAD), "sync", "--config", str(config)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=surroundings(), text=True) as running:
        while not list(config.parent.glob("*.db")):
            assert running.poll() is None
            time.sleep(0.01)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=60)
    assert (running.returncode, said.count("\n")) == (130, 1)
    assert "run it again to go on" in said


def test_a_stop_by_the_system_ends_like_ctrl_c(config: Path, tmp_path: Path, slow: None) -> None:
    said = tmp_path / "said"
    running = begun("sync", config=config, outputs=(tmp_path / "out", said))
    while not list(config.parent.glob("*.db")):
        assert running.is_alive()
        time.sleep(0.01)
    running.terminate()
    running.join(60)
    assert (running.exitcode, said.read_text().count("\n")) == (130, 1)
    assert "run it again to go on" in said.read_text()


def test_ctrl_c_waits_for_no_tool_that_is_silent(config: Path, opened: Opened) -> None:
    """It has taken the request and says nothing; an answer would be waited for much longer."""
    command = [str(FAIRLEAD), "sync", "--config", str(config)]
    with socket.create_server(("127.0.0.1", 0)) as silent:
        edit(config, opened.sandbox.urls["jira"], f"http://127.0.0.1:{silent.getsockname()[1]}")
        running = subprocess.Popen(command, stderr=subprocess.PIPE, env=surroundings(), text=True)
        with running, silent.accept()[0]:
            running.send_signal(signal.SIGINT)
            _, said = running.communicate(timeout=60)
    assert (running.returncode, said.count("\n")) == (130, 1)
    assert told("sync", "--only", "github", config=config)["streams"]


def test_init_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    complaint(fairlead("init", str(tmp_path / "taken")), 1, "taken", "cannot be written")
