"""What is measured beside what: for each engine its command, and where it leaves the issues, so that they can be counted."""

import sqlite3
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import duckdb

from bench.sync.hub import settle
from bench.sync.shelf import CHANGED

FAIRLEAD = Path(sys.executable).with_name("fairlead")
DRIFT = 3  # what `fairlead run` ends with where findings are open
Command = Callable[[str, str, Path], list[str]]


class Left(NamedTuple):
    """A table in a file of SQLite or DuckDB, and its column with titles."""

    file: str
    table: str = "issues"
    title: str = "title"

    def counted(self, folder: Path) -> tuple[int, int]:
        """All issues, and those with a changed title."""
        path = folder / self.file
        query = f"select count(*), sum({self.title} like '{CHANGED}%') from {self.table}"
        if path.suffix == ".duckdb":
            with duckdb.connect(str(path), read_only=True) as db:
                found = db.sql(query.replace("sum(", "count_if(")).fetchone()
        else:
            with closing(sqlite3.connect(path)) as db:
                found = db.execute(query).fetchone()
        assert found
        return int(found[0]), int(found[1] or 0)


class Engine(NamedTuple):
    """`command` is given the tool, its address and a folder of its own. `again`: a second run asks for what changed since."""

    label: str
    command: Command
    left: Left
    again: bool = False
    allowed: tuple[int, ...] = (0,)


def _fairlead(tool: str, base: str, folder: Path) -> list[str]:
    return [str(FAIRLEAD), "run", "--config", str(settle(tool, base, folder)), "--json"]


def _floor(decoder: str) -> Command:
    def command(tool: str, base: str, folder: Path) -> list[str]:
        return [sys.executable, "-m", "bench.sync.floor", tool, decoder, base, str(folder / "floor.db")]

    return command


def _peer(name: str) -> Command:
    """In our own environment."""

    def command(tool: str, base: str, folder: Path) -> list[str]:
        return [sys.executable, "-m", f"bench.sync.peers.{name}", tool, base, str(folder)]

    return command


FLOORS = {
    "floor": Engine("floor: httpx, msgspec structs, one upsert a page", _floor("struct"), Left("floor.db")),
    "floor-orjson": Engine("the same with orjson", _floor("orjson"), Left("floor.db")),
    "floor-json": Engine("the same with json", _floor("json"), Left("floor.db")),
    "fairlead": Engine(
        "fairlead", _fairlead, Left("hub.db", "items where kind in ('issue', 'epic')"), again=True, allowed=(0, DRIFT)
    ),
}
GITHUB: Mapping[str, Engine] = FLOORS
JIRA: Mapping[str, Engine] = FLOORS
