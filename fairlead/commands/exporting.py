"""`export`: what the hub knows, as tables for spreadsheets and programs, or all of it as canonical lines."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TextIO

from fairlead.output import USAGE, fail
from fairlead.screen import stderr
from scheduler.hub import Hub, open_hub
from scheduler.looking import looking
from scheduler.tables import TABLES, Source
from scheduler.tabular import as_csv, as_json
from store.export import canonical

ALL = "all"
STDOUT = Path("-")


def export(config: Path, table: str | None, shape: str, output: Path, day: date | None) -> None:
    if table is None and (day or output != STDOUT):
        fail("fairlead: --as-of and --output are for tables; name one, such as `fairlead export goals`", USAGE)
    if table == ALL and output == STDOUT:
        fail("fairlead: all tables need a folder to be written to: --output FOLDER", USAGE)
    with open_hub(config) as hub:
        if table is None:
            _lines(hub)
        else:
            _tables(hub, list(TABLES) if table == ALL else [table], shape, output, day, folder=table == ALL)


def _lines(hub: Hub) -> None:
    with hub.store.read() as tx:
        for line in canonical(tx):
            sys.stdout.write(line + "\n")


def _tables(hub: Hub, names: list[str], shape: str, output: Path, day: date | None, *, folder: bool) -> None:
    with looking(hub, day) as look:
        source = Source(hub, look)
        for name in names:
            path = output / f"{name}.{shape}" if folder else output
            with _opened(path) as file:
                _write(file, name, shape, source)
            if path != STDOUT:
                stderr().print(f"{path} written", markup=False, soft_wrap=True)


def _write(file: TextIO, name: str, shape: str, source: Source) -> None:
    table = TABLES[name]
    rows = table.rows(source)
    file.writelines(as_csv(table.columns, rows) if shape == "csv" else as_json(name, rows))


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    """A file stands there whole or not at all."""
    if path == STDOUT:
        yield sys.stdout
        return
    beside = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("w", encoding="utf-8", newline="") as file:
            yield file
        beside.replace(path)
    except OSError as error:
        fail(f"fairlead: {path} cannot be written: {error.strerror}")
    finally:
        beside.unlink(missing_ok=True)
