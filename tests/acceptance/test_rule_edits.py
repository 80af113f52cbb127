"""Edits of the mapping rules by the real command: seen before they are done, and never a surprise for the tools."""

import json
import time
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.times import midnight
from fairlead.demo.house import settle
from sandbox.company import Opened, open_company
from tests.acceptance.command import done, fairlead, told


@pytest.fixture(scope="module")
def opened() -> Iterator[Opened]:
    with open_company(83, now=datetime.now(UTC) - timedelta(minutes=2), people=16) as company:
        yield company


@pytest.fixture(scope="module")
def written(opened: Opened, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub whose plan has been approved and written: nothing is left to do."""
    config = settle(opened.company, opened.sandbox.urls, tmp_path_factory.mktemp("hub"))
    done("run", config=config)
    plan = told("plan", config=config)
    assert fairlead("apply", "--approve", plan["plan"], config=config).returncode == 0
    assert told("plan", config=config)["operations"] == []
    return config


def linked(config: Path) -> list[str]:
    lines = fairlead("export", config=config).stdout.splitlines()
    return [line for line in lines if json.loads(line)["table"] == "links"]


@pytest.fixture(scope="module")
def links(written: Path) -> list[str]:
    return linked(written)


@pytest.fixture
def config(written: Path) -> Iterator[Path]:
    """With rules and settings as they were, before and after."""
    texts = {path: path.read_text() for path in (written, written.with_name("mappings.toml"))}
    yield written
    for path, text in texts.items():
        path.write_text(text)
    assert fairlead("map", config=written).returncode == 0


def writes(opened: Opened) -> int:
    return sum(exchange.is_write for exchange in opened.sandbox.history)


def begin_within_a_day(config: Path) -> None:
    """Figures of a new day are written whatever waits, so that day has to have them already, and must not end meanwhile."""
    now = datetime.now(UTC)
    left = midnight(now.date() + timedelta(days=1)) - now
    if left < timedelta(minutes=1):
        time.sleep(left.total_seconds() + 1)
    if datetime.fromtimestamp(config.with_name("fairlead.key").stat().st_mtime, UTC).date() != datetime.now(UTC).date():
        for command in ("reconcile", "apply"):
            done(command, config=config)


def without_labels(text: str) -> str:
    """Every rule that asks for a label is gone."""
    return "\n".join(rule for rule in text.split("\n\n") if "labels" not in rule) + "\n"


SILLY: dict[str, Callable[[str], str]] = {
    "rules are deleted": without_labels,
    "one rule takes everything": lambda text: (
        text + '\n[[rule]]\nid = "all"\ngoal = "O-1"\nweight = 99\nwhen = { key = { exists = true } }\n'
    ),
    "a pattern that fits every text": lambda text: (
        text + '\n[[rule]]\nid = "all"\ngoal = "O-1"\nwhen = { title = { regex = ".*" } }\n'
    ),
    "an empty pattern": lambda text: text + '\n[[rule]]\nid = "all"\ngoal = "O-1"\nwhen = { title = { regex = "" } }\n',
    "a renamed field": lambda text: text.replace("labels =", "label_names ="),
}


@pytest.mark.parametrize("edit", SILLY)
def test_no_silly_edit_ends_in_a_write(
    edit: str, config: Path, opened: Opened, links: list[str], tmp_path: Path
) -> None:
    """P14: whether it is put in place of the file or saved by the command, held or refused, nothing goes out."""
    rules, candidate = config.with_name("mappings.toml"), tmp_path / "new.toml"
    begin_within_a_day(config)
    text, before = rules.read_text(), writes(opened)
    candidate.write_text(SILLY[edit](text))
    saved = fairlead("rules", "save", str(candidate), config=config)
    assert saved.returncode == 1
    assert "rules approve" in saved.stderr or f"{candidate}:" in saved.stderr
    assert rules.read_text() == text
    rules.write_text(candidate.read_text())
    mapped = fairlead("map", config=config)
    assert "The edited rules wait" in mapped.stderr or mapped.returncode == 1
    for command in ("reconcile", "reconcile", "apply"):
        fairlead(command, config=config)
    assert writes(opened) == before
    assert linked(config) == links


def test_an_edit_is_shown_held_approved_mapped_and_on_record(config: Path, tmp_path: Path) -> None:
    rules, candidate = config.with_name("mappings.toml"), tmp_path / "new.toml"
    before = rules.read_text()
    config.write_text(config.read_text().replace("[guard]\n", "[guard]\nfour_eyes = true\n"))
    candidate.write_text(without_labels(before))
    diff = told("rules", "diff", str(candidate), config=config)
    lost = diff["diff"]["counts"]["lost"]
    assert len([move for move in diff["diff"]["moves"] if move["kind"] == "lost"]) == lost > 0
    assert {each["detector"] for each in diff["diff"]["opening"]} >= {"D1"}
    seen = fairlead("rules", "diff", str(candidate), config=config).stdout
    approval = diff["diff"]["held"]["approval"]
    assert [word for word in ("→ no goal", "person-days", "would open", approval) if word not in seen] == []

    base = ("--base", diff["base"]["digest"])
    refused = told("rules", "save", str(candidate), *base, config=config, exit_code=1)
    assert refused["saved"] is False
    assert rules.read_text() == before
    held = told("rules", "held", config=config)["held"]
    assert [each["approval"] for each in held if each["digest"] == refused["held"]] == [approval]
    assert "-when = { labels" in fairlead("rules", "held", refused["held"], config=config).stdout
    own = fairlead("rules", "approve", refused["held"], config=config)
    assert (own.returncode, "somebody else must approve it" in own.stderr) == (1, True)
    assert fairlead("rules", "approve", refused["held"], config=config, FAIRLEAD_USER="ana").returncode == 0
    assert rules.read_text() == candidate.read_text()
    stale = fairlead("rules", "save", str(candidate), *base, config=config)
    assert (stale.returncode, "make the edit again" in stale.stderr) == (1, True)
    (past,) = told("rules", "history", config=config)["edits"][-1:]
    assert (past["actor"], past["before"], past["moved"]["lost"]) == ("ana", base[1], lost)
    assert fairlead("rules", "history", "--show", past["before"], config=config).stdout == before
    (row,) = fairlead("rules", "history", config=config, COLUMNS="80").stdout.splitlines()[1:2]
    assert (past["before"] in row, past["after"] in row, " mappings.toml " in row) == (True, True, True)
    assert fairlead("rules", "history", "--show", "1" * 16, config=config).returncode == 1
    again = told("rules", "diff", config=config)
    assert (again["diff"]["counts"], again["diff"]["held"]) == ({}, None)


def test_rules_are_added_set_and_removed_where_they_stand(config: Path) -> None:
    rules = config.with_name("mappings.toml")
    before = "# Ask Ana.\n" + rules.read_text()
    rules.write_text(before)
    told("map", config=config)
    added = ("--goal", "O-1", "--when", "title={ regex = '^zzz' }", "--unless", "type=Bug", "weight=2")
    tried = fairlead("rules", "add", "mine", *added, "--dry-run", config=config)
    assert '+id = "mine"' in tried.stdout
    assert rules.read_text() == before
    assert told("rules", "add", "mine", *added, config=config)["saved"]
    assert rules.read_text().startswith(before)
    mine = {"id": "mine", "goal": "O-1", "when": {"title": {"regex": "^zzz"}}, "unless": {"type": "Bug"}, "weight": 2}
    assert tomllib.loads(rules.read_text())["rule"][-1] == mine
    assert told("rules", "set", "mine", "weight=3", "unless=", "when.labels=zzz", config=config)["saved"]
    assert tomllib.loads(rules.read_text())["rule"][-1]["when"] == {"title": {"regex": "^zzz"}, "labels": "zzz"}
    assert told("rules", "remove", "mine", config=config)["saved"]
    assert rules.read_text().rstrip() == before.rstrip()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("set", "bugz", "weight=3"), ['no rule "bugz"', 'did you mean "bugs"']),
        (("set", "bugs", "weight"), ["weight", "write KEY=VALUE"]),
        (("set", "bugs", "goal=O-44"), ['unknown goal "O-44"', "did you mean"]),
        (("set", "bugs", "wieght=3"), ['unknown key "wieght"', "mappings.toml:"]),
        (("set", "bugs", "goal.x=3"), ["goal is no table"]),
        (("add", "bugs", "--goal", "O-1", "--when", "type=Bug"), ['a rule "bugs" already', "rules set"]),
        (("add", "x", "--goal", "O-1"), ["`when` is empty"]),
        (("remove", "bugz"), ['no rule "bugz"']),
        (("save", "none.toml"), ["none.toml: no such file"]),
        (("diff", "none.toml", "--as", "x.toml"), ["x.toml: no rule file"]),
    ],
)
def test_what_cannot_be_done_is_told_with_the_mend(written: Path, arguments: tuple[str, ...], words: list[str]) -> None:
    before = written.with_name("mappings.toml").read_text()
    ran = fairlead("rules", *arguments, config=written)
    assert ran.returncode == 1
    assert [word for word in words if word not in ran.stderr] == []
    assert written.with_name("mappings.toml").read_text() == before
