"""Puts the third party's connector where an installed package would be."""

from pathlib import Path

import pytest


def install(folder: Path, entry: str) -> None:
    """What `pip install` leaves of a package that declares this entry point."""
    info = folder / "fairlead_todo-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: fairlead-todo\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[fairlead.connectors]\n{entry}\n")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    install(folder, "todo = tests.conformance.todo:plugin")
    return folder


@pytest.fixture(autouse=True)
def _installed(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(site)
