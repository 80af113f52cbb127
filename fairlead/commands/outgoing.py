"""`outbox` and `audit`: what is to be written and is not done yet, and what was written."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text
from sqlalchemy import Connection

from core.phrases import counted
from core.plan import Operation
from core.times import midnight
from core.undoing import Write
from fairlead import screen
from fairlead.oneline import one_line
from fairlead.output import ERROR, OK, document, fail
from scheduler.checked import known_are
from scheduler.hub import Hub, open_hub
from scheduler.letters import CALLED, drop, not_done, replay, until
from store import seals, writes
from store.outbox import Intent, State

TO_DO: Mapping[State, str] = {
    "planned": "`fairlead apply` writes it",
    "sent": "`fairlead apply --wait` finds out",
    "failed": "`fairlead apply` tries again",
    "dead": "mend it, then `fairlead outbox replay`",
    "undone": "`fairlead outbox replay` writes it again",
}
SHOWN = 8  # letters of a mark


def list_(config: Path, json: bool) -> None:
    with open_hub(config) as hub:
        intents = not_done(hub)
        waits = {each.operation.mark: _until(hub, each) for each in intents}
    if json:
        document(outbox=[{**_plain(each), "until": waits[each.operation.mark]} for each in intents])
        return
    if not intents:
        screen.stdout().print("Nothing waits: all that was to be written is done.", style="green")
        return
    screen.stdout().print(not_done_table(intents, waits))
    for state in sorted({each.state for each in intents}):
        screen.stdout().print(f"{CALLED.get(state, state)}: {TO_DO[state]}", style="dim", markup=False, soft_wrap=True)


def decide(config: Path, deed: str, marks: Sequence[str], json: bool) -> None:
    """Tries them again, or gives them up."""
    with open_hub(config) as hub:
        chosen = replay(hub, marks) if deed == "replay" else drop(hub, marks)
    if json:
        document(**{deed: [each.operation.mark for each in chosen]})
        return
    number = counted(len(chosen), "write")
    told = {
        "replay": f"{number} to be tried again: `fairlead apply` does, if they are still wanted.",
        "drop": f"{number} given up, until another text is wanted there.",
    }
    screen.stdout().print(told[deed], markup=False, soft_wrap=True)


def audit(config: Path, run: str | None, tool: str | None, since: date | None, at_most: int, json: bool) -> None:
    with open_hub(config) as hub, hub.store.read() as tx:
        found = writes.newest(tx, run_id=run, tool=tool, since=midnight(since) if since else None, at_most=at_most)
        if not found:
            _insist_on_known(hub, tx, run, tool)
    if json:
        document(writes=msgspec.to_builtins(found))
    else:
        screen.stdout().print(_written(found))


def verify(config: Path, noted: str, json: bool) -> None:
    """The chain of the record of who did what; exit 1 where it is broken, or where `noted` does not stand in it."""
    with open_hub(config) as hub, hub.store.read() as tx:
        found = seals.verify(tx, noted.lower())
    if json:
        document(audit=msgspec.to_builtins(found))
    elif found.broken or not found.seen:
        why = found.broken or f"the head {noted} does not stand in it, so rows are missing at its end"
        screen.stderr().print(f"The audit was changed: {why}.", style="red", markup=False, soft_wrap=True)
    else:
        told = f"{found.rows:,} rows of the audit hold. Head: {found.head or 'none yet'}"
        screen.stdout().print(told, markup=False, soft_wrap=True)
    raise SystemExit(ERROR if found.broken or not found.seen else OK)


def _insist_on_known(hub: Hub, tx: Connection, run: str | None, tool: str | None) -> None:
    """A name that was mistyped is not taken for one that wrote nothing."""
    if run and not writes.of_run(tx, run):
        fail(f"fairlead: no run {run} wrote anything; `fairlead runs` shows those that did")
    if tool and tool not in hub.config.connectors:
        fail(f"fairlead: --tool {tool}: no tool of this name wrote anything{known_are(tool, hub.config.connectors)}")


def _until(hub: Hub, intent: Intent) -> str | None:
    at = until(hub, intent)
    return f"{at:%Y-%m-%d %H:%M}" if at else None


def not_done_table(intents: Iterable[Intent], until: Mapping[str, str | None]) -> RenderableType:
    """`until` when each waits, by mark."""
    table = Table("", "tool", "what", "where", "since", "why", **screen.PLAIN)
    for each in intents:
        table.add_row(*_row(each, until[each.operation.mark]))
    return table


def _row(intent: Intent, until: str | None) -> Iterable[RenderableType]:
    operation, target = intent.operation, intent.operation.target
    colour = "red" if intent.state == "dead" else "dim" if intent.state == "undone" else ""
    place = Text(target.place if target.verb == "message" else _place(operation), overflow="fold")
    return (
        *(operation.mark[:SHOWN], target.tool, f"{operation.step} {target.verb}", place),
        *(f"{intent.created_at:%m-%d %H:%M}", Text(_why(intent, until), colour)),
    )


def _why(intent: Intent, until: str | None) -> str:
    tried = f"tried {intent.attempts} times" if intent.attempts > 1 else ""
    more = ", ".join(filter(None, (tried, f"until {until}" if until else "")))
    reason = f": {intent.error}" if intent.error else ""
    return f"{CALLED.get(intent.state, intent.state)}{reason}{f' ({more})' if more else ''}"


def _plain(intent: Intent) -> dict[str, Any]:
    operation = msgspec.to_builtins(intent.operation)
    return {
        **{name: operation[name] for name in ("mark", "step", "target", "body", "before", "url", "findings")},
        "state": intent.state,
        "why": intent.error,
        "since": intent.created_at,
        "tries": intent.attempts,
        "run": intent.run,
        "to_do": TO_DO[intent.state],
    }


def _written(found: Sequence[Write]) -> RenderableType:
    if not found:
        return Text("Nothing was written.", "dim")
    table = Table("when", "run", "tool", "what", "where", "before", "after", **screen.PLAIN)
    for each in found:
        operation, target = each.operation, each.operation.target
        when, what = f"{each.at:%Y-%m-%d %H:%M:%S}", f"{operation.step} {target.verb}"
        texts = (one_line(target.verb, text) for text in (operation.before, operation.body))
        undone = f" (undone by {each.undone_by})" if each.undone_by else ""
        table.add_row(when, f"{each.run}{undone}", target.tool, what, Text(_place(operation)), *texts)
    return table


def _place(operation: Operation) -> str:
    return f"{operation.target.place} {operation.target.topic}".rstrip()
