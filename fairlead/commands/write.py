"""`apply`: the writing itself."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from core.plan import Operation
from fairlead import screen
from fairlead.output import OK, PARTLY, document, fail
from fairlead.progress import Count, Left, bars
from scheduler.applying import Applied, apply_plan
from scheduler.approving import NotApproved
from scheduler.hub import Hub, open_hub
from scheduler.waiting import Waiting
from scheduler.writing import Watch


def apply(config: Path, approve: str | None, wait: bool, json: bool) -> None:
    with open_hub(config) as hub:
        try:
            applied = carry_out(hub, approve, wait=wait)
        except NotApproved as reason:
            fail(f"fairlead: {reason}")
    if json:
        document(**applied_document(applied))
    else:
        show_applied(applied)
    raise SystemExit(PARTLY if applied.failed or applied.waiting else OK)


def carry_out(hub: Hub, approve: str | None, *, wait: bool = False) -> Applied:
    with watched("writing") as watch:
        return apply_plan(hub, approve, watch, wait=wait)


@contextmanager
def watched(doing: str) -> Iterator[Watch]:
    """Whoever writes tells this what came of each write, and it shows how far they are."""
    with bars(Count(), Left()) as shown:
        task = shown.add_task(doing, total=None)

        def watch(operation: Operation, number: int, total: int) -> None:
            target = operation.target
            what = f"{target.tool} {target.verb} {target.place}"
            shown.update(task, completed=number, total=total, description=what)

        yield watch


def show_applied(applied: Applied) -> None:
    console = screen.stdout()
    if applied.done:
        console.print(screen.written(applied.done))
    if not (applied.done or applied.failed or applied.waiting):
        console.print("Nothing to write: the tools say what they should.", style="green")
    for operation, error in applied.failed:
        target = operation.target
        screen.stderr().print(
            f"not done: {target.tool} {target.verb} {target.place}: {error}", style="red", markup=False
        )
    for waits in applied.waiting:
        console.print(str(waits), style="yellow", markup=False, soft_wrap=True)


def applied_document(applied: Applied) -> dict[str, Any]:
    failed = [{"target": msgspec.to_builtins(operation.target), "error": error} for operation, error in applied.failed]
    return {
        "run": applied.run,
        **writes_document(applied.done),
        "failed": failed,
        "waiting": waiting_document(applied.waiting),
    }


def waiting_document(waiting: Iterable[Waiting]) -> list[dict[str, Any]]:
    return [{**msgspec.to_builtins(each), "says": str(each)} for each in waiting]


def writes_document(done: Mapping[tuple[str, str, str], int]) -> dict[str, Any]:
    """`writes` counts by tool and verb, `steps` by what was done: added, changed or removed."""
    writes: dict[str, Counter[str]] = defaultdict(Counter)
    steps: Counter[str] = Counter()
    for (tool, verb, step), count in sorted(done.items()):
        writes[tool][verb] += count
        steps[step] += count
    return {"writes": writes, "steps": steps}
