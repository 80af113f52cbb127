"""`undo` and `runs`: what was written, and taking it back."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from core.plan import Operation
from core.undoing import Left, Undoing
from fairlead import screen
from fairlead.commands.write import watched, writes_document
from fairlead.output import ERROR, OK, PARTLY, document, fail
from scheduler.approving import NotApproved
from scheduler.hub import Hub, open_hub
from scheduler.undoing import Undone, Unknown, newest_runs, plan_undo, undo_run
from store.runs import Run

DONE = {"applied": "wrote", "undid": "took back"}


def runs(config: Path, json: bool) -> None:
    with open_hub(config) as hub:
        found = newest_runs(hub)
    if json:
        document(runs=[msgspec.to_builtins(run) for run in found])
        return
    table = Table("run", "when", "who", "did", "undone", **screen.PLAIN)
    for run in found:
        table.add_row(run.id, f"{run.at:%Y-%m-%d %H:%M}", Text(run.actor or "–"), _did(run), _undone(run))
    screen.stdout().print(table if found else Text("Nothing was ever written.", "dim"))


def undo(config: Path, run: str, dry_run: bool, json: bool) -> None:
    """PARTLY when something of the run is left."""
    with open_hub(config) as hub:
        try:
            if dry_run:
                raise SystemExit(_show_planned(run, plan_undo(hub, run), json))
            raise SystemExit(_show_undone(_taken_back(hub, run), json))
        except (NotApproved, Unknown) as reason:
            fail(f"fairlead: {reason}", ERROR)


def _taken_back(hub: Hub, run: str) -> Undone:
    with watched("taking back") as watch:
        return undo_run(hub, run, watch)


def _show_planned(run: str, undoing: Undoing, json: bool) -> int:
    if json:
        operations = [msgspec.to_builtins(operation) for operation in undoing.plan.operations]
        document(undoes=run, operations=operations, already=undoing.already, left=_left_document(undoing.left))
    else:
        if undoing.plan.operations:
            screen.stdout().print(screen.plan_table(undoing.plan))
        _show_left(run, undoing)
    return PARTLY if undoing.left else OK


def _show_undone(undone: Undone, json: bool) -> int:
    wanted, failed = undone.undoing.plan.operations, len(undone.failed)
    waits = len(wanted) - sum(undone.done.values()) - failed
    if json:
        document(
            run=undone.run,
            undoes=undone.undid,
            already=undone.undoing.already,
            **writes_document(undone.done),
            left=_left_document((*undone.undoing.left, *_failed(undone.failed))),
            waits=max(waits, 0),
        )
    else:
        if undone.done:
            screen.stdout().print(taken_back(undone))
        _show_left(undone.undid, Undoing(undone.undoing.plan, (*undone.undoing.left, *_failed(undone.failed))))
        for each in undone.waiting:
            screen.stderr().print(str(each), style="yellow", markup=False, soft_wrap=True)
    return PARTLY if undone.undoing.left or failed or waits > 0 else OK


def taken_back(undone: Undone) -> RenderableType:
    """What was done, and how it is undone in turn: no plan writes it again by itself."""
    again = (
        f"`fairlead undo {undone.run}` brings it back; `fairlead outbox replay MARK` has a single text written again."
    )
    return Group(screen.written(undone.done), Text(again, "dim"))


def _show_left(run: str, undoing: Undoing) -> None:
    for why, where in by_reason(undoing.left).items():
        screen.stderr().print(f"left: {why}: {where}", style="yellow", markup=False, soft_wrap=True)
    if not undoing.plan.operations and not undoing.left:
        screen.stdout().print(f"Nothing of run {run} is left to take back.", style="green")


def by_reason(left: Iterable[Left]) -> dict[str, str]:
    """Where something is left, each place once: a run may have written hundreds of cells."""
    places: dict[str, dict[tuple[str, str], dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for each in left:
        places[each.why][each.target.tool, each.target.verb][each.target.place] = None
    return {
        why: "; ".join(f"{tool} {verb} {', '.join(names)}" for (tool, verb), names in kinds.items())
        for why, kinds in places.items()
    }


def _failed(failed: tuple[tuple[Operation, str], ...]) -> tuple[Left, ...]:
    return tuple(Left(operation.target, error) for operation, error in failed)


def _left_document(left: tuple[Left, ...]) -> list[Any]:
    return [{"target": msgspec.to_builtins(each.target), "why": each.why} for each in left]


def _did(run: Run) -> Text:
    counts = ", ".join(f"{count} × {tool}" for tool, count in sorted(Counter(run.writes).items()))
    return Text(f"{DONE[run.action]}{f' {run.about}' if run.action == 'undid' else ''}: {counts}")


def _undone(run: Run) -> Text:
    by = ", ".join(run.undone_by)
    some = "" if run.undone == sum(run.writes.values()) else f"{run.undone} of them "
    return Text(f"{some}by {by}" if by else "–")
