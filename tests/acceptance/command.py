"""The real command in a process of its own.

Processes are forked from one that has imported what a command would, which is most of what a command costs. Nothing is open in
it, and nothing has run. Tests that interrupt a command from the keyboard start the installed program (`FAIRLEAD`) instead.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fairlead.output import DRIFT, OK

FAIRLEAD = Path(sys.executable).with_name("fairlead")
SECONDS = 120
COMMANDS = Path(__file__).parents[2] / "fairlead/commands"
Outputs = tuple[Path, Path]
NOWHERE = (Path(os.devnull), Path(os.devnull))
# fmt: off
IMPORTED = [
    "github", "googleapiclient.discovery", "google.oauth2.service_account", "graphql", "httpx", "jinja2", "jira",
    "pydantic", "re2", "rich.progress", "scipy.optimize", "slack_sdk",
    "sqlalchemy.dialects.sqlite", "sqlmodel", "tomlkit", "typer", "uvicorn",
    *(f"connectors.{tool}.connector" for tool in ("github", "jira", "rest", "sheets", "slack")),
    "fairlead.cli", *(f"fairlead.commands.{each.stem}" for each in COMMANDS.glob("[a-z]*.py")),
]
# fmt: on
_PREPARED = get_context("forkserver")
_PREPARED.set_forkserver_preload(IMPORTED)


def fairlead(*arguments: str, config: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs to its end."""
    with TemporaryDirectory() as folder:
        outputs = (Path(folder) / "stdout", Path(folder) / "stderr")
        process = begun(*arguments, config=config, outputs=outputs, **environment)
        process.join(SECONDS)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired(arguments, SECONDS)
        return subprocess.CompletedProcess(arguments, process.exitcode, *(each.read_text() for each in outputs))


def done(*arguments: str, config: Path) -> None:
    """Runs to a good end, whatever drift was found: a scene that did not come about fails here, not where it is missed."""
    ran = fairlead(*arguments, config=config)
    assert ran.returncode in (OK, DRIFT), f"ended with {ran.returncode}: {ran.stderr}{ran.stdout}"


def begun(
    *arguments: str, config: Path | None = None, outputs: Outputs = NOWHERE, **environment: str
) -> ForkServerProcess:
    """At work; its `exitcode` is below 0 once it was killed."""
    process = _PREPARED.Process(target=_run, args=(arguments, surroundings(config, **environment), outputs))
    process.start()
    return process


def _run(arguments: Sequence[str], environment: Mapping[str, str], outputs: Outputs) -> None:
    for stream, output in zip((sys.stdout, sys.stderr), outputs, strict=True):
        with output.open("w") as file:
            os.dup2(file.fileno(), stream.fileno())
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = [str(FAIRLEAD), *arguments]
    from fairlead.cli import main

    main()


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
