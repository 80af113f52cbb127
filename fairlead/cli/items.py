"""`fairlead link`, `unlink` and `exempt`: what a person says of one item; `suggest`: what the hub would say."""

from typing import Annotated, Optional

import typer

from fairlead.cli.options import DEFAULT, ConfigFile, Item, Json

items = typer.Typer()
Reason = Annotated[str, typer.Option(help="Why: kept with the link and in the audit.")]
Until = Annotated[
    str | None,
    typer.Option(
        metavar="DATE", help="The last day on which it counts; then the rules decide again.", show_default=False
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would become of it, and change nothing.")]


@items.command()
def link(
    item: Item,
    goals: Annotated[list[str], typer.Argument(help="The goal it serves, or several with shares: O-1=0.6 O-2=0.4.")],
    config: ConfigFile = DEFAULT,
    reason: Reason = "",
    until: Until = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Say by hand which goals an item serves. That beats everything else, at once."""
    from fairlead.commands import item as commands

    commands.link(config, item, goals, reason, until, dry_run, json)


@items.command()
def unlink(
    item: Item,
    goal: Annotated[str | None, typer.Argument(help="The goal it does not serve.", show_default=False)] = None,
    config: ConfigFile = DEFAULT,
    reason: Reason = "",
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Take back what was said by hand, or say that an item does not serve the goal that it is linked to."""
    from fairlead.commands import item as commands

    commands.unlink(config, item, goal, reason, dry_run, json)


@items.command()
def exempt(
    item: Item,
    reason: Annotated[str, typer.Option(help="Why it needs none: kept with the link and in the audit.")],
    config: ConfigFile = DEFAULT,
    until: Until = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Say by hand that an item needs no goal."""
    from fairlead.commands import item as commands

    commands.exempt(config, item, reason, until, dry_run, json)


@items.command(name="suggest")
def suggest_(
    item: Annotated[
        Optional[list[str]],  # noqa: UP045 - typer reads it
        typer.Argument(help="These items, jira:PAY-12 or just PAY-12; else all without a goal.", show_default=False),
    ] = None,
    config: ConfigFile = DEFAULT,
    at_least: Annotated[
        float | None,
        typer.Option(help="The least confidence to show: 0.5, or 0 for named items.", min=0, max=1, show_default=False),
    ] = None,
    limit: Annotated[int, typer.Option(help="How many items to show.", min=1)] = 20,
    json: Json = False,
) -> None:
    """Tell which goals items without one probably serve, and why. Links nothing."""
    from fairlead.commands import suggest

    suggest.suggest(config, tuple(item or ()), at_least, limit, json)
