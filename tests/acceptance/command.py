"""The real command in a real process."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

FAIRLEAD = Path(sys.executable).with_name("fairlead")


def fairlead(*arguments: str, config: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs to its end; warnings of ours and of libraries are errors there too."""
    return subprocess.run(
        [FAIRLEAD, *arguments],
        env=surroundings(config, **environment),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def surroundings(config: Path | None = None, **environment: str) -> dict[str, str]:
    where = {"FAIRLEAD_CONFIG": str(config)} if config else {}
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "COLUMNS": "200", "NO_COLOR": "1", **where, **environment}


def told(*arguments: str, config: Path | None = None, exit_code: int = 0) -> dict[str, Any]:
    """The JSON document of a command that ends with `exit_code`."""
    ran = fairlead(*arguments, "--json", config=config)
    assert ran.returncode == exit_code, f"ended with {ran.returncode}: {ran.stderr}{ran.stdout}"
    document: dict[str, Any] = json.loads(ran.stdout)
    assert document["schema_version"] == 1
    return document
