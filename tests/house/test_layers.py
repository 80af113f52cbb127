"""The house rules hold: layers, who may read the clock, who may speak HTTP."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def ran(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)


def test_layer_contracts_hold() -> None:
    found = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout + found.stderr


def test_clock_http_and_sessions_stay_where_they_belong() -> None:
    found = ran("ruff", "check", "--select", "TID,DTZ", "--no-cache", ".")
    assert found.returncode == 0, found.stdout


def test_the_lint_catches_a_clock_outside_the_scheduler(tmp_path: Path) -> None:
    bad = "from datetime import UTC, datetime\n\nNOW = datetime.now(UTC)\n"
    found = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--select", "TID251", "--stdin-filename", "core/bad.py", "-"],
        cwd=ROOT,
        input=bad,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 1
    assert "TID251" in found.stdout


def test_nothing_points_outside_the_project() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    outside = "../" + "shared"
    texts = [ROOT / name for name in tracked if name.endswith((".py", ".md", ".toml", ".html", "Makefile"))]
    assert [str(path) for path in texts if path.is_file() and outside in path.read_text()] == []
