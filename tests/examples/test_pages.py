"""What the pages say of the example package is what stands in it."""

import re
import tomllib
from pathlib import Path

from tests.examples.conftest import EXAMPLES

ROOT = EXAMPLES.parent
_, _, WALK = (ROOT / "docs" / "write-a-connector.md").read_text().partition("## A package of its own")


def fenced(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)


def test_each_step_of_the_guide_is_the_code_of_the_package() -> None:
    code = (EXAMPLES / "csv-folder" / "fairlead_csv.py").read_text()
    steps = fenced(WALK, "python")
    assert [step for step in steps if step not in code] == []
    rest = code
    for step in steps:
        rest = rest.replace(step, "", 1)
    assert [name for name in re.findall(r"def (\w+)", rest) if name not in ("__init__", "close")] == []


def test_the_guide_shows_its_entry_point() -> None:
    project = tomllib.loads((EXAMPLES / "csv-folder" / "pyproject.toml").read_text())["project"]
    ((name, value),) = project["entry-points"]["fairlead.connectors"].items()
    assert f'`{name} = "{value}"`' in " ".join(WALK.split())


def test_its_own_page_shows_the_defaults_and_every_column(csv_folder: Path) -> None:
    from fairlead_csv import CsvSettings, Row

    page = (csv_folder / "README.md").read_text()
    (block,) = fenced(page, "toml")
    given = CsvSettings(**tomllib.loads(block)["connectors"]["csv"])
    assert given == CsvSettings(folder=given.folder)
    assert set(CsvSettings.model_fields) == given.model_fields_set
    columns = re.findall(r"^\| (`.+`) \|", page, re.MULTILINE)
    assert sorted(re.findall(r"`(\w+)`", " ".join(columns))) == sorted(Row.__struct_fields__)
