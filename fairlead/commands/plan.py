"""`plan`: what would be written where; put down for an approval, and shown again as it was put down."""

from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from core.approval import SavedPlan
from core.guard import Limits
from core.phrases import counted, minute
from core.plan import Plan
from fairlead import screen
from fairlead.commands.write import waiting_document
from fairlead.output import document, fail
from scheduler.approving import newest_plans, save_plan, saved_plan
from scheduler.hub import Hub, open_hub
from scheduler.planning import Planned, plan_writes
from scheduler.waiting import set_aside, waiting


def plan(config: Path, json: bool) -> None:
    """The present one."""
    with open_hub(config) as hub:
        _tell(hub, plan_writes(hub), json)


def save(config: Path, json: bool) -> None:
    """The present one, put down."""
    with open_hub(config) as hub:
        planned, hours = save_plan(hub), hub.config.limits.approval_hours
        _tell(hub, planned, json)
    if planned.plan.operations and not json:
        said = f"Saved as {planned.plan.digest}; `fairlead apply {planned.plan.digest}` approves it within {hours:g} hours."
        screen.stdout().print(said, markup=False)


def saved(config: Path, digest: str, json: bool) -> None:
    """One that was put down, as it was then."""
    with open_hub(config) as hub:
        found, limits = saved_plan(hub, digest), hub.config.limits
    if found is None:
        fail(f"fairlead: no plan {digest} was saved; `fairlead plan --list` shows those that were")
    if json:
        operations = [msgspec.to_builtins(operation) for operation in found.plan.operations]
        document(**_saved_document(found, limits), operations=operations)
    else:
        _show_saved(found, limits)


def saved_plans(config: Path, json: bool) -> None:
    """Those that were put down lately."""
    with open_hub(config) as hub:
        found, limits = newest_plans(hub), hub.config.limits
    if json:
        document(plans=[_saved_document(each, limits) for each in found])
        return
    table = Table("plan", "writes", "saved", "by", "approved by", "run", **screen.PLAIN)
    for each in found:
        when, who = f"{each.at:%Y-%m-%d %H:%M}", (each.approved_by or "–", each.run or "–")
        table.add_row(each.plan.digest, str(len(each.plan.operations)), when, Text(each.actor), *map(Text, who))
    screen.stdout().print(table if found else Text("No plan was saved: `fairlead plan --save` does it.", "dim"))


def _tell(hub: Hub, planned: Planned, json: bool) -> None:
    pending = waiting(hub)
    if json:
        mode = "live" if hub.live else "dry-run"
        document(**plan_document(planned), mode=mode, waiting=waiting_document(pending))
        return
    show_plan(planned, hub.live)
    for line in set_aside(hub):
        screen.stdout().print(f"{line} (`fairlead outbox`)", style="yellow", markup=False, soft_wrap=True)
    for each in pending:
        screen.stdout().print(f"{each} (`fairlead outbox`)", style="yellow", markup=False, soft_wrap=True)


def show_plan(planned: Planned, live: bool) -> None:
    console = screen.stdout()
    console.print(screen.plan_table(planned.plan))
    if planned.learning:
        console.print(f"\nlearning: {planned.learning.text}", style="yellow", markup=False, soft_wrap=True)
    if planned.halted:
        console.print(planned.halted, style="red", markup=False, soft_wrap=True)
    for reason in planned.waits:
        console.print(f"waits: {reason}", style="dim", markup=False, soft_wrap=True)
    if not planned.plan.operations:
        return
    console.print(_counted(planned.plan))
    for reason in planned.stopped:
        console.print(f"stopped: {reason}", style="red", markup=False, soft_wrap=True)
    _show_held(console, planned.held)
    if not live:
        console.print("The hub is in dry-run: nothing is written.")
    elif not (planned.learning or planned.halted):
        console.print(f"`fairlead apply{f' {planned.plan.digest}' if planned.held else ''}` writes it.")
        if planned.held and planned.plan.quiet:
            console.print("Pages and figures wait for nobody: `fairlead apply` writes them.")


def _counted(plan: Plan) -> Text:
    """The hash names only what people notice."""
    told, quiet = len(plan.notable), len(plan.quiet)
    beside = f"{quiet} of pages and figures" if quiet else ""
    if not told:
        return Text(f"\n{beside}")
    named = Text.assemble(f"\n{counted(told, 'write')}, plan ", (plan.digest, "bold"))
    return named.append(f", and {beside}" if beside else "")


def _show_saved(found: SavedPlan, limits: Limits) -> None:
    console = screen.stdout()
    console.print(screen.plan_table(found.plan))
    console.print(
        Text.assemble("\nplan ", (found.plan.digest, "bold"), f", saved by {found.actor} on {minute(found.at)}")
    )
    _show_held(console, found.held)
    if found.approved_by and found.approved_at:
        console.print(f"approved by {found.approved_by} on {minute(found.approved_at)}", markup=False)
    console.print(
        f"carried out as run {found.run}" if found.run else f"can be approved until {minute(found.ends(limits))}"
    )


def _show_held(console: Console, held: tuple[str, ...]) -> None:
    for reason in held:
        console.print(f"held: {reason}", style="yellow", markup=False, soft_wrap=True)


def plan_document(planned: Planned) -> dict[str, Any]:
    operations = [msgspec.to_builtins(operation) for operation in planned.plan.operations]
    return {
        "plan": planned.plan.digest,
        "held": planned.held,
        "stopped": planned.stopped,
        "waits": planned.waits,
        "halted": planned.halted,
        "learning": msgspec.to_builtins(planned.learning),
        "operations": operations,
    }


def _saved_document(found: SavedPlan, limits: Limits) -> dict[str, Any]:
    return {
        "plan": found.plan.digest,
        "writes": len(found.plan.operations),
        "held": found.held,
        "saved_by": found.actor,
        "saved_at": found.at,
        "approvable_until": found.ends(limits),
        "approved_by": found.approved_by,
        "approved_at": found.approved_at,
        "run": found.run,
    }
