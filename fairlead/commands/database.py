"""`backup`, `restore`, `tidy` and `db`: the database copied, put back, upgraded."""

from pathlib import Path

import msgspec
from rich.progress import TaskID
from rich.table import Column, Table
from rich.text import Text

from fairlead import screen
from fairlead.output import ERROR, OK, document
from fairlead.progress import Count, Left, bars
from scheduler import keeping, tidying
from scheduler.hub import open_hub


def backup(config: Path, file: Path, json: bool) -> None:
    size = keeping.back_up(config, file)
    if json:
        document(file=str(file), bytes=size)
    else:
        _say(f"{file} written and checked: {megabytes(size)}. Keep a copy of the key file with it.")


def restore(config: Path, file: Path, other_key: bool, json: bool) -> None:
    restored = keeping.restore(config, file, other_key=other_key)
    if json:
        document(schema=restored.schema, aside=restored.aside and str(restored.aside))
        return
    _say(f"{file} is the database now (schema {restored.schema}).")
    if restored.aside:
        _say(f"What stood there before lies in {restored.aside}.")
    _say(
        "Next: `fairlead run`, then look at `fairlead plan`. What the hub wrote since the backup it finds by its marks."
    )


def tidy(config: Path, dry_run: bool, json: bool) -> None:
    with open_hub(config) as hub:
        gone = tidying.would_tidy(hub) if dry_run else tidying.tidy(hub)
    if json:
        document(gone=gone)
        return
    for kind, number in gone.items():
        _say(f"{number:>9,} {kind}")
    _say("would go." if dry_run else "gone.")


def upgrade(config: Path, snapshots: bool, json: bool) -> None:
    upgraded = keeping.upgrade(config, snapshots=snapshots)
    if json:
        document(before=upgraded.before, after=upgraded.after, snapshot=upgraded.snapshot and str(upgraded.snapshot))
    elif upgraded.before == upgraded.after:
        _say(f"The schema is {upgraded.after} already, the one of this version.")
    else:
        _say(f"The schema was {upgraded.before or 'none'}, and is {upgraded.after} now.")
        if upgraded.snapshot:
            _say(f"As it was before it lies in {upgraded.snapshot}; remove that when all is well.")


def copy(config: Path, target: str, json: bool) -> None:
    with bars(Count(), Left()) as shown:
        tasks: dict[str, TaskID] = {}

        def watch(table: str, done: int, whole: int) -> None:
            if table not in tasks:
                tasks[table] = shown.add_task(table, total=whole, first=0)
            shown.update(tasks[table], completed=done)

        counts = keeping.copy(config, target, watch)
    if json:
        document(rows=counts)
        return
    _say(f"{sum(counts.values()):,} rows of {len(counts)} tables copied; what stands there is the same.")
    _say("Next: name the new database under [hub] (`database = …`) and start the hub. The key file stays.")


def check(config: Path, json: bool) -> None:
    """Exit 1 when something is wrong."""
    found = keeping.check(config)
    if json:
        document(complaints=msgspec.to_builtins(found.complaints), tables=msgspec.to_builtins(found.sizes))
    else:
        _show(found)
    raise SystemExit(ERROR if found.complaints else OK)


def _show(found: keeping.Checked) -> None:
    table = Table("table", Column("rows", justify="right"), Column("size", justify="right"), **screen.PLAIN)
    for each in found.sizes:
        if each.rows:
            table.add_row(each.table, f"{each.rows:,}", megabytes(each.bytes) if each.bytes else "–")
    if found.sizes:
        screen.stdout().print(table)
    for complaint in found.complaints:
        screen.stdout().print(Text.assemble(("✗ ", "red"), f"{complaint.what}. {complaint.mend}"), soft_wrap=True)
    if not found.complaints:
        screen.stdout().print("Nothing is wrong with the database.", style="green")


def megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"


def _say(text: str) -> None:
    screen.stdout().print(text, markup=False, soft_wrap=True)
