"""The benchmarks run; how fast is never a test."""

import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from bench import suggesting
from bench.judging import one
from bench.mapping.by_fairlead import toml
from bench.mapping.case import agree
from bench.mapping.company import Company
from bench.rule_edit import one as rule_edit
from mappings import load
from mappings.rules import leaves
from tests.databases import NewUrl
from tests.seeds import SOAK

ROOT = Path(__file__).parents[2]


def bench(case: str, *options: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench", case, "--runs", "1", "--json", *options]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    told: dict[str, Any] = json.loads(ran.stdout)
    return told


def test_a_small_mapping_measures_engines_that_name_the_same_winners() -> None:
    told = bench("mapping", "--items", "300", "--only", "fairlead", "--only", "sqlite")
    seen = [(table["title"], [row[0] for row in table["rows"]]) for table in told["tables"]]
    assert seen == [("By 100 rules", ["fairlead", "sqlite"]), ("By 1,000 rules", ["fairlead", "sqlite"])]
    assert all(0 < row[-1] < 1 for table in told["tables"] for row in table["rows"])


def test_engines_that_disagree_end_the_run() -> None:
    agree("fewer", ["a", None], [["a", None, "b"], ["a"]])
    with pytest.raises(SystemExit, match=r"^other names other winners$"):
        agree("other", ["a", None], [["a", "b"]])


def test_rules_of_the_benchmark_are_of_every_kind() -> None:
    ruleset = load(toml(Company().rules(300)), "mappings.toml")
    asked = {(condition.field, condition.op) for rule in ruleset.rules for condition in leaves(rule.when)}
    equal = {(field, "any") for field in ("project", "labels", "components", "parent", "team")}
    assert asked == {("title", "glob"), ("text", "regex")} | equal
    assert any(rule.unless for rule in ruleset.rules)
    assert any(rule.stop for rule in ruleset.rules)
    assert len({rule.weight for rule in ruleset.rules}) == 300


def here(case: ModuleType, monkeypatch: pytest.MonkeyPatch, *options: str) -> None:
    """`python -m` of it, without a process of its own."""
    monkeypatch.setattr(sys, "argv", [case.__name__, *options])
    case.main()


def test_a_small_run_edits_rules(tmp_path: Path) -> None:
    assert rule_edit.settle(tmp_path, 400)["items"] == 400
    assert rule_edit.mapped("nothing", tmp_path)["items"] == 0
    seen = rule_edit.mapped("label", tmp_path)
    assert 0 < seen["items"] < 400
    for judged in (False, True):
        assert 0 < rule_edit.previewed("label", tmp_path, judged=judged)["items"] <= seen["items"]


def test_a_small_hub_tells_what_suggestions_cost(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    here(suggesting, monkeypatch, "--links", "200", "--items", "50")
    told = capsys.readouterr().out
    assert told.startswith("200 links, 50 items without a goal")
    assert float(told.splitlines()[2].split()[0]) > 0


def test_a_small_hub_is_judged_in_full_and_by_what_changed() -> None:
    databases = ("sqlite", "postgresql") if SOAK else ("sqlite",)  # a PostgreSQL of its own takes long to begin
    told = bench("judging", "--items", "1000", *(f"--only={name}" for name in databases))
    assert len(told["tables"]) == 2
    for table in told["tables"]:
        assert [row[0].split()[0] for row in table["rows"]] == ["fairlead", "plain", "the"] * len(databases)
        assert all(row[table["heads"].index(head)] > 0 for row in table["rows"] for head in ("median s", "goals"))


def test_so_it_is_on_postgresql(new_url: NewUrl, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    url = new_url("postgresql")
    one.fill(url, tmp_path, 1000)
    one.turn(url, tmp_path, 1000, 10, 1, 1)
    told = json.loads(capsysbinary.readouterr().out)
    assert [told[step]["goals"] > 0 for step in ("full", "changed")] == [True, True]
