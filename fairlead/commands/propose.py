"""`rules suggest`: rules that people's links suggest, and the way to save one."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from rich.table import Table
from rich.text import Text

from fairlead import progress, screen
from fairlead.commands.edit import add_rule
from fairlead.output import document, fail
from scheduler.hub import Hub, open_hub
from scheduler.proposing import LEAST, Proposals, Proposed, proposals


def suggest(config: Path, precise: float, limit: int, json: bool) -> None:
    with open_hub(config) as hub:
        found = _found(hub, precise, limit)
    if json:
        listed = [{"number": number, **_plain(each)} for number, each in enumerate(found.rules, start=1)]
        document(said=found.said, uncovered=found.uncovered, proposals=listed)
    else:
        _show(found, precise)


def accept(config: Path, precise: float, number: int, name: str | None, saving: Mapping[str, Any]) -> None:
    """Saves the proposal of this number, as `rules add` saves a rule."""
    with open_hub(config) as hub:
        found = _found(hub, precise, number)
        if number > len(found.rules):
            fail(
                f"fairlead: there is no proposal {number}; `fairlead rules suggest` lists {len(found.rules) or 'none'}"
            )
        rule = {**found.rules[number - 1].rule, **({"id": name} if name else {})}
        add_rule(hub, lambda: rule, rule["id"], **saving)


def _found(hub: Hub, precise: float, most: int) -> Proposals:
    with progress.bars() as shown:
        shown.add_task("Looking for what linked items have in common", total=None)
        return proposals(hub, precise=precise, most=most)


def _show(found: Proposals, precise: float) -> None:
    """Lines of TOML are never broken, so that they can be pasted as they stand."""
    console = screen.stdout()
    for number, each in enumerate(found.rules, start=1):
        goal = each.proposal.goal
        console.print(Text(f"{number}  {goal} {found.titles.get(goal, '')}", "bold"))
        console.print(_evidence(each))
        console.print(f"\n{each.toml}", style="cyan", markup=False, soft_wrap=True)
    console.print(Text(_advice(found, precise), "dim" if found.rules else "yellow"))


def _evidence(each: Proposed) -> Table:
    seen, table = each.proposal, Table(**screen.PLAIN, show_header=False)
    table.add_row("   right for", f"{seen.precision:.0%} of the linked items that it holds for")
    every = round(seen.support / seen.coverage)
    table.add_row(
        "   covers",
        f"{seen.support:,} of {every:,} items that people linked there and no rule does: {_some(seen.examples, seen.support)}",
    )
    table.add_row("   would link", f"{each.catches:,} items without a goal{_some(each.caught, each.catches, ': ')}")
    return table


def _some(keys: Sequence[str], count: int, before: str = "") -> str:
    return f"{before}{', '.join(keys)}{', …' if count > len(keys) else ''}" if keys else ""


def _advice(found: Proposals, precise: float) -> str:
    if found.rules:
        return "`fairlead rules suggest --accept 1` saves the first, after showing what it does; with --dry-run it only shows."
    if not found.said:
        return "No item was linked by hand or by name yet: rules are proposed from what such items have in common."
    if not found.uncovered:
        return f"Nothing to propose: rules lead all {found.said:,} items that people linked to the same goals."
    lower = " --min-precision 0.7 asks for less." if precise > 0.7 else ""
    return (
        f"Nothing to propose: rules do not lead {found.uncovered:,} of the {found.said:,} items that people linked to the same "
        f"goals, but no {LEAST} of one goal have something in common that is right for {precise:.0%} of what has it.{lower}"
    )


def _plain(each: Proposed) -> dict[str, Any]:
    rest = {"toml": each.toml, "catches": each.catches, "caught": each.caught}
    return {"id": each.rule["id"], **msgspec.to_builtins(each.proposal), **rest}
