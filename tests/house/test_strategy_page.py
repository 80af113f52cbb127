"""docs/strategy.md names every check of the strategy with its level, and no other."""

import re
from pathlib import Path

from tests.house.commands import ROOT

TABLE = dict(re.findall(r"^\| `([\w-]+)` \| ([\w, ]+) \|", (ROOT / "docs" / "strategy.md").read_text(), re.MULTILINE))


def checks() -> set[str]:
    source = "\n".join(path.read_text() for path in Path(ROOT, "core", "strategy").glob("*.py"))
    return set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', source))


def test_the_page_names_the_checks_that_there_are() -> None:
    assert sorted(TABLE) == sorted(checks())


def test_each_check_is_tested_with_the_level_that_the_page_gives() -> None:
    tests = (ROOT / "tests" / "core" / "test_strategy.py").read_text()
    for check, levels in TABLE.items():
        assert f'"{check}"' in tests
        assert set(levels.split(", ")) <= {"error", "warning"}
