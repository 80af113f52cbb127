"""`fairlead check-in`: what an owner says of a goal, and who is asked."""

from typing import Annotated

import typer

from fairlead.cli.options import DEFAULT, ConfigFile, Json
from fairlead.output import USAGE, fail

check_ins = typer.Typer()


@check_ins.command(name="check-in")
def check_in(
    goal: Annotated[str | None, typer.Argument(help="The goal, by key.", show_default=False)] = None,
    value: Annotated[str, typer.Option(help="Its value now: 42, 85%, of a milestone yes or no.")] = "",
    confidence: Annotated[str, typer.Option(help="How sure it is to be reached, 0 to 10.")] = "",
    note: Annotated[
        str, typer.Option(help="Anything worth knowing; after new targets, what will be done differently.")
    ] = "",
    behalf: Annotated[
        str | None, typer.Option("--for", metavar="EMAIL", help="The owner whose answer this is.", show_default=False)
    ] = None,
    due: Annotated[bool, typer.Option("--due", help="Show instead who is asked what, and who has answered.")] = False,
    config: ConfigFile = DEFAULT,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be kept, and change nothing.")] = False,
    json: Json = False,
) -> None:
    """Say how a goal stands: kept at once, and written into the sheet with the next plan."""
    from fairlead.commands import checkin

    if due:
        checkin.due(config, json)
    elif goal is None:
        fail("fairlead: name a goal, or ask with --due who is asked", USAGE)
    else:
        checkin.answer(config, goal, value, confidence, note, behalf, dry_run, json)
