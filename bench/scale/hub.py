"""A hub that reads the tool of many issues: configuration, 60 rules, people in teams, and the processes of both."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.scale.company import MILESTONES, REPOSITORIES, people

SECRET = "bench-secret"
CONFIG = """\
[hub]
database = "{database}"
people = "people.toml"

[service]
listen_on = "{listen_on}"
judge_minutes = {minutes}

[web]
sign_in = false

[connectors.github]
base_url = "{base}"
token = {{ env = "BENCH_SECRET" }}
webhook_secret = {{ env = "BENCH_SECRET" }}
repositories = {repositories}
milestones_as_goals = true
reviews = false
every_minutes = {minutes}
"""
RULE = '[[rule]]\nid = "area-{number}"\ngoal = "{goal}"\nwhen = {{ labels = "area-{number}" }}\n\n'


def settle(folder: Path, base: str, database: str, *, minutes: float = 15, listen_on: str = "") -> Path:
    """All that a hub needs under `folder`; the path of its configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    goals = [f"{name}/milestone/{number}" for number in range(1, MILESTONES + 1) for name in REPOSITORIES]
    (folder / "mappings.toml").write_text("".join(RULE.format(number=n, goal=goals[n]) for n in range(60)))
    (folder / "people.toml").write_text("\n".join(people()))
    config = folder / "config.toml"
    told = {"database": database, "base": base, "minutes": minutes, "listen_on": listen_on}
    config.write_text(CONFIG.format(repositories=list(REPOSITORIES), **told).replace("'", '"'))
    return config


@contextmanager
def tool(count: int) -> Iterator[str]:
    """The tool as a process of its own; its address."""
    command = [sys.executable, "-m", "bench.scale.tool", str(count)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def environment() -> dict[str, str]:
    """Of processes of Fairlead: they start from compiled modules, as installed programs do."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
        "BENCH_SECRET": SECRET
    }
