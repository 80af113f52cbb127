"""What a command loads before it does anything: nothing that it does not need."""

import subprocess
import sys
from importlib.metadata import version

import pytest

HEAVY = ("core.contract", "core.detectors", "pydantic", "rich", "sqlalchemy")


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_what_is_told_of_the_command_itself_loads_nothing_else(argument: str) -> None:
    told = started(argument)
    assert ("Usage: " if argument == "--help" else f"fairlead {version('fairlead')}\n") in told.stdout
    assert told.stderr == "[]"


def test_connectors_that_nobody_configured_are_not_loaded() -> None:
    code = "import sys; from scheduler.plugins import discover; print(*discover()); sys.exit('connectors.jira' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "github jira rest sheets slack\n"


def started(argument: str) -> subprocess.CompletedProcess[str]:
    """The command, which tells on stderr what of the heavy modules it loaded."""
    code = (
        "import atexit, sys; from fairlead.cli import main; sys.argv = ['fairlead', sys.argv[1]]\n"
        f"atexit.register(lambda: sys.stderr.write(str([name for name in {HEAVY} if name in sys.modules])))\n"
        "main()"
    )
    return subprocess.run([sys.executable, "-c", code, argument], capture_output=True, text=True, check=True)
