"""Puts the example packages where installed ones would be, by what their own `pyproject.toml` declares."""

import tomllib
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


def install(example: Path, site: Path) -> None:
    """What `pip install --editable` leaves of a package: its metadata, and the way to its module."""
    project = tomllib.loads((example / "pyproject.toml").read_text())["project"]
    info = site / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
    groups = project["entry-points"].items()
    lines = [f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in each.items()) for group, each in groups]
    (info / "entry_points.txt").write_text("".join(lines))


@pytest.fixture
def csv_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example of a connector, installed."""
    return _installed("csv-folder", tmp_path_factory, monkeypatch)


@pytest.fixture
def unmoved_result(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example of a detector, installed."""
    return _installed("unmoved-result", tmp_path_factory, monkeypatch)


def _installed(name: str, folders: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    site, example = folders.mktemp("site"), EXAMPLES / name
    install(example, site)
    monkeypatch.syspath_prepend(site)
    monkeypatch.syspath_prepend(example)
    return example
