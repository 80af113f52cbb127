"""`rules held`, `approve` and `drop`: edits of the rules that the guard left unwritten."""

from collections.abc import Sequence
from os.path import relpath
from pathlib import Path

import msgspec
from rich.table import Table
from rich.text import Text

from core.approval import HeldEdit
from core.phrases import minute
from fairlead import screen
from fairlead.commands.road import links_document, show_links
from fairlead.output import document, fail
from scheduler.approving import NotApproved
from scheduler.files import read_text
from scheduler.held_edits import approve_edit, drop_edit, held_edit, waiting_edits
from scheduler.hub import Hub, open_hub


def held(config: Path, named: str | None, json: bool) -> None:
    with open_hub(config) as hub:
        found = [_found(hub, named)] if named else waiting_edits(hub)
        limits = hub.config.limits
    if json:
        document(held=[{**msgspec.to_builtins(each), "ends": each.ends(limits)} for each in found])
    elif named:
        _show(found[0])
    elif found:
        screen.stdout().print(_table(found, config.parent))
    else:
        screen.stdout().print("No edit of the rules waits.", style="dim")


def approve(config: Path, named: str, json: bool) -> None:
    with open_hub(config) as hub:
        try:
            linked = approve_edit(hub, _found(hub, named)).linked
        except NotApproved as error:
            fail(f"fairlead: not approved: {error}")
    if json:
        document(saved=True, links=links_document(linked) if linked else None)
    elif linked:
        show_links(linked)


def drop(config: Path, named: str, json: bool) -> None:
    with open_hub(config) as hub:
        found = _found(hub, named)
        drop_edit(hub, found)
    if json:
        document(dropped=found.digest)
    else:
        screen.stdout().print(f"Dropped {found.digest}; {found.file} stays as it is.", markup=False, soft_wrap=True)


def _found(hub: Hub, named: str) -> HeldEdit:
    return held_edit(hub, named) or fail(f"fairlead: no edit {named} waits; `fairlead rules held` lists them")


def _show(edit: HeldEdit) -> None:
    path = Path(edit.file)
    screen.print_difference(path, read_text(path), edit.text)
    told = f"\n{edit.actor} made it on {minute(edit.at)}: {edit.reason}."
    screen.stdout().print(told, markup=False, soft_wrap=True)


def _table(found: Sequence[HeldEdit], folder: Path) -> Table:
    table = Table("edit", "who", "when", "file", "why", **screen.PLAIN)
    table.columns[0].no_wrap = True
    for each in found:
        cells = (each.digest, each.actor, minute(each.at), relpath(each.file, folder), each.reason)
        table.add_row(*map(Text, cells))
    return table
