"""`docs/write-a-connector.md` does what it says, word for word; and the kit stays apart from the product."""

import re
import tomllib
from pathlib import Path

import pytest

from fairlead.testing import ConnectorConformance, World
from tests.conformance.conftest import install

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "write-a-connector.md").read_text()
GUIDE, _, _ = PAGE.partition("## A package of its own")  # tests/examples holds that part to its package
HERE = Path(__file__).parent


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)


def test_its_code_is_the_code_that_is_tested_and_typed_here() -> None:
    connector, suite = blocks("python")
    assert connector == (HERE / "todo.py").read_text()
    assert suite == (HERE / "test_todo.py").read_text().replace("tests.conformance.todo", "todo")


def test_its_code_passes_as_a_package_of_its_own(pytester: pytest.Pytester) -> None:
    connector, suite = blocks("python")
    (project,) = blocks("toml")
    ((name, value),) = tomllib.loads(project)["project"]["entry-points"]["fairlead.connectors"].items()
    install(pytester.path, f"{name} = {value}")
    pytester.syspathinsert()
    pytester.makepyfile(todo=connector, test_suite=suite)
    outcomes = pytester.runpytest_inprocess("--disable-plugin-autoload").parseoutcomes()
    assert outcomes["passed"] >= 40
    assert not outcomes.keys() & {"failed", "errors"}


def test_it_names_every_part_of_a_world() -> None:
    named = re.findall(r"^\| `(\w+)` \|", GUIDE, re.MULTILINE)
    assert sorted(named) == sorted(World.__dataclass_fields__)


def test_it_names_every_check() -> None:
    told = " ".join(GUIDE.partition("## What the kit checks")[2].split())
    checks = [name for name in dir(ConnectorConformance) if name.startswith("test_")]
    assert len(checks) >= 80
    assert [name for name in checks if name.removeprefix("test_").replace("_", " ") not in told] == []


def test_nothing_in_the_product_needs_the_kit_or_pytest() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert not [each for each in project["project"]["dependencies"] if "pytest" in each]
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    files = [file for package in packages for file in (ROOT / package).rglob("*.py") if "testing" not in file.parts]
    importing = re.compile(r"^\s*(from|import) (pytest|fairlead\.testing)\b", re.MULTILINE)
    assert len(files) > 100
    assert [file for file in files if importing.search(file.read_text())] == []
