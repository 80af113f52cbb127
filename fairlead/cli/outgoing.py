"""`fairlead outbox`, `audit`, `halt` and `resume`: what goes out, what went out, and the switch that stops it."""

from datetime import datetime
from typing import Annotated, Literal, Optional

import typer

from fairlead.cli.options import DEFAULT, ConfigFile, Json
from fairlead.output import USAGE, fail

outgoing = typer.Typer()


@outgoing.command()
def outbox(
    deed: Annotated[
        Literal["list", "replay", "drop"], typer.Argument(help="Show them, try them again, or give them up.")
    ] = "list",
    marks: Annotated[
        Optional[list[str]],  # noqa: UP045 - typer reads it
        typer.Argument(help="Which, as the list names them; the first letters will do.", show_default=False),
    ] = None,
    dead: Annotated[bool, typer.Option("--all", help="All that a tool refused.")] = False,
    config: ConfigFile = DEFAULT,
    json: Json = False,
) -> None:
    """Show what is to be written and is not done: why, since when, how often it was tried, and what to do."""
    from fairlead.commands import outgoing as commands

    if (deed == "list") == bool(marks or dead):
        fail("fairlead: name the writes to replay or drop, or --all: `fairlead outbox replay 3f9a`", USAGE)
    if deed == "list":
        commands.list_(config, json)
    else:
        commands.decide(config, deed, marks or [], json)


@outgoing.command()
def audit(
    config: ConfigFile = DEFAULT,
    run: Annotated[str | None, typer.Option(help="Only what this run wrote.", show_default=False)] = None,
    tool: Annotated[str | None, typer.Option(help="Only what was written to this tool.", show_default=False)] = None,
    since: Annotated[
        Optional[datetime],  # noqa: UP045 - typer reads it
        typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="Only what was written from this day on (UTC)."),
    ] = None,
    at_most: Annotated[int, typer.Option("--at-most", help="How many writes to show.", min=1)] = 100,
    verify: Annotated[
        bool, typer.Option("--verify", help="Check instead that nobody has changed the record of who did what.")
    ] = False,
    head: Annotated[
        str, typer.Option(metavar="HASH", help="With --verify: the head that an earlier one told.", show_default=False)
    ] = "",
    json: Json = False,
) -> None:
    """Show what was written into the tools, the newest first: before, after, when, by which run."""
    from fairlead.commands import outgoing as commands

    if verify or head:
        commands.verify(config, head, json)
    commands.audit(config, run, tool, since and since.date(), at_most, json)


@outgoing.command()
def halt(
    config: ConfigFile = DEFAULT,
    reason: Annotated[str, typer.Option(help="Why: shown to everybody who wants to write.")] = "",
    json: Json = False,
) -> None:
    """Stop all writing into the tools at once, also what is under way, until `fairlead resume`. Reading goes on."""
    from fairlead.commands import switch

    switch.halt(config, reason, json)


@outgoing.command()
def resume(config: ConfigFile = DEFAULT, json: Json = False) -> None:
    """Let writing go on that was halted. What waits in the outbox is written by the next `apply`."""
    from fairlead.commands import switch

    switch.resume(config, json)
