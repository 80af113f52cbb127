"""`fairlead rules test`, as a CI job runs it: rule files alone, no configuration, no database."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.acceptance.command import fairlead, told

RULES = """
[[rule]]
id = "cards"
goal = "O-1"
when = { labels = "cards" }

[[test]]
name = "cards are O-1"
item = { labels = ["cards"] }
goal = "O-1"
"""
WRONG = """
[[test]]
name = "birds are O-2"
item = { labels = ["birds"] }
goal = "O-2"
"""
PAGE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text()


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    file = tmp_path / "mappings.toml"
    file.write_text(RULES)
    return file


def test_rule_files_are_tested_where_there_is_nothing_else(rules: Path) -> None:
    ran = fairlead("rules", "test", "--rules", str(rules), config=rules.with_name("none.toml"))
    assert (ran.returncode, ran.stdout) == (0, "1 passed\n")
    assert [each.name for each in rules.parent.iterdir()] == ["mappings.toml"]


def test_a_failure_names_file_and_line_and_why_and_ends_with_one(rules: Path) -> None:
    more, junit = rules.with_name("more.toml"), rules.with_name("out.xml")
    more.write_text(WRONG)
    arguments = ("rules", "test", str(more), "--rules", str(rules), "--junit", str(junit))
    ran = fairlead(*arguments)
    assert ran.returncode == 1
    assert ran.stdout.splitlines()[0] == f"{more}:2: birds are O-2: expected O-2, came no goal"
    assert ran.stdout.splitlines()[-1] == "1 passed, 1 failed"
    assert "no rule leads to O-2" in ran.stdout
    suite = ElementTree.parse(junit).getroot()
    assert (suite.attrib["tests"], suite.attrib["failures"]) == ("2", "1")
    assert [case.attrib["name"] for case in suite if case.find("failure") is not None] == ["birds are O-2"]

    document = told(*arguments, exit_code=1)
    assert (document["passed"], document["failed"]) == (1, 1)
    assert [(each["name"], each["passed"]) for each in document["tests"]] == [
        ("cards are O-1", True),
        ("birds are O-2", False),
    ]


def test_with_a_configuration_all_its_rule_files_are_tested(rules: Path) -> None:
    config = rules.with_name("config.toml")
    config.write_text('[[rules]]\nfile = "team.toml"\ngoals = ["O-2"]\n')
    rules.with_name("team.toml").write_text(
        '[[rule]]\nid = "birds"\ngoal = "O-2"\nwhen = { labels = "birds" }\n' + WRONG + 'rule = "birds"\n'
    )
    ran = fairlead("rules", "test", config=config)
    assert (ran.returncode, ran.stdout) == (0, "2 passed\n")
    assert not rules.with_name("fairlead.db").exists()
    rules.write_text(RULES + "weight = 3")
    ran = fairlead("rules", "test", config=config)
    assert ran.returncode == 1
    assert f'{rules}:11: error: unknown key "weight"' in ran.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), ["none.toml: no such file"]),
        (("--rules", "nowhere.toml"), ["nowhere.toml: no such file"]),
        (("nowhere.toml", "--rules", "RULES"), ["nowhere.toml: no such file"]),
        (("RULES", "--rules", "RULES"), ['RULES:2: error: unknown key "rule"']),
        (("--rules", "RULES", "--junit", "RULES/x/out.xml"), ["cannot be written"]),
    ],
)
def test_what_cannot_be_run_is_told(rules: Path, arguments: tuple[str, ...], words: list[str]) -> None:
    given = [each.replace("RULES", str(rules)) for each in arguments]
    ran = fairlead("rules", "test", *given, config=rules.with_name("none.toml"))
    assert (ran.returncode, ran.stdout) == (1, "")
    assert [word for word in words if word.replace("RULES", str(rules)) not in ran.stderr] == []


def test_without_a_test_it_says_so(rules: Path) -> None:
    rules.write_text("")
    ran = fairlead("rules", "test", "--rules", str(rules))
    assert ran.returncode == 0
    assert "no tests yet" in ran.stdout


def test_the_example_of_the_page_passes(tmp_path: Path) -> None:
    section = PAGE.partition("## Tests of rules")[2].partition("\n## ")[0]
    (example,) = re.findall(r"^```toml\n(.*?)^```", section, re.DOTALL | re.MULTILINE)
    file = tmp_path / "example.toml"
    file.write_text(example)
    ran = fairlead("rules", "test", "--rules", str(file), "--json")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert json.loads(ran.stdout)["passed"] == example.count("[[test]]") >= 4
