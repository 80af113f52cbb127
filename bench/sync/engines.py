"""What is measured beside what: for each engine its command, and where it leaves the issues, so that they can be counted."""

import sqlite3
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import duckdb

from bench.process import FAIRLEAD
from bench.sync.environments import Environment
from bench.sync.hub import settle
from bench.sync.shelf import CHANGED
from fairlead.output import DRIFT

Command = Callable[[str, str, Path], list[str]]


class Left(NamedTuple):
    """A table in a file of SQLite or DuckDB, and its column with titles."""

    file: str
    table: str = "issues"
    title: str = "title"

    def counted(self, folder: Path) -> tuple[int, int]:
        """All issues, and those with a changed title."""
        path = folder / self.file
        query = f"select count(*), sum(({self.title}) like '{CHANGED}%') from {self.table}"
        if path.suffix == ".duckdb":
            with duckdb.connect(str(path), read_only=True) as db:
                found = db.sql(query.replace("sum(", "count_if(")).fetchone()
        else:
            with closing(sqlite3.connect(path)) as db:
                found = db.execute(query).fetchone()
        assert found
        return int(found[0]), int(found[1] or 0)


class Engine(NamedTuple):
    """`command` is given the tool, its address and a folder of its own. `again`: a second run asks for what changed since.
    `environments` are those that it runs in where ours is not enough."""

    command: Command
    left: Left
    again: bool = False
    allowed: tuple[int, ...] = (0,)
    environments: tuple[Environment, ...] = ()


def _fairlead(tool: str, base: str, folder: Path) -> list[str]:
    return [*FAIRLEAD, "run", "--config", str(settle(tool, base, folder)), "--json"]


def _floor(decoder: str) -> Command:
    def command(tool: str, base: str, folder: Path) -> list[str]:
        return [sys.executable, "-m", "bench.sync.floor", tool, decoder, base, str(folder / "floor.db")]

    return command


def _peer(name: str, environment: Environment | None = None) -> Command:
    """A script of `peers`, in our environment or in its own."""

    def command(tool: str, base: str, folder: Path) -> list[str]:
        python = environment.command("python") if environment else sys.executable
        return [python, "-m", f"bench.sync.peers.{name}", tool, base, str(folder)]

    return command


def _singer(module: str, tap: Environment) -> Command:
    def command(_tool: str, base: str, folder: Path) -> list[str]:
        pipe = [tap.command("python"), f"bench.sync.peers.{module}", DUCKDB.command("target-duckdb")]
        return [sys.executable, "-m", "bench.sync.peers.with_singer", *pipe, base, str(folder)]

    return command


def _pyairbyte(_tool: str, base: str, folder: Path) -> list[str]:
    script = [AIRBYTE.command("python"), "-m", "bench.sync.peers.with_pyairbyte"]
    return [*script, AIRBYTE_GITHUB.command("source-github"), base, str(folder)]


AIRBYTE = Environment("pyairbyte", "airbyte==0.71.3")
AIRBYTE_GITHUB = Environment("airbyte-source-github", "airbyte-source-github==2.7.1")
DUCKDB = Environment("target-duckdb", "target-duckdb==0.8.0", f"duckdb=={version('duckdb')}")
SQLITE = Environment("github-to-sqlite", "github-to-sqlite==2.9.1")
TAP_GITHUB = Environment("tap-github", "meltanolabs-tap-github==1.30.1")
TAP_JIRA = Environment("tap-jira", "tap-jira==2.6.0")

OURS = {
    "floor": Engine(_floor("struct"), Left("floor.db")),
    "floor-orjson": Engine(_floor("orjson"), Left("floor.db")),
    "floor-json": Engine(_floor("json"), Left("floor.db")),
    "fairlead": Engine(
        _fairlead, Left("hub.db", "items where kind in ('issue', 'epic')"), again=True, allowed=(0, DRIFT)
    ),
}
GITHUB: Mapping[str, Engine] = OURS | {
    "pygithub": Engine(_peer("with_pygithub"), Left("library.db")),
    "dlt": Engine(_peer("with_dlt"), Left("dlt.duckdb", "tool.issues"), again=True),
    "tap-github": Engine(
        _singer("tap_github", TAP_GITHUB),
        Left("singer.duckdb", "tool.issues"),
        again=True,
        environments=(TAP_GITHUB, DUCKDB),
    ),
    "pyairbyte": Engine(_pyairbyte, Left("db_bench.duckdb"), again=True, environments=(AIRBYTE, AIRBYTE_GITHUB)),
    "github-to-sqlite": Engine(_peer("with_github_to_sqlite", SQLITE), Left("github.db"), environments=(SQLITE,)),
}
JIRA: Mapping[str, Engine] = OURS | {
    "jira": Engine(_peer("with_jira"), Left("library.db")),
    "dlt": Engine(_peer("with_dlt"), Left("dlt.duckdb", "tool.issues", "fields__summary"), again=True),
    "tap-jira": Engine(
        _singer("tap_jira", TAP_JIRA),
        Left("singer.duckdb", "tool.issues", "fields ->> '$.summary'"),
        again=True,
        environments=(TAP_JIRA, DUCKDB),
    ),
}
