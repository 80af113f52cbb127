"""`fairlead silence …`: findings of which nothing new is told for a while."""

from typing import Annotated

import typer

from fairlead.cli.options import DEFAULT, ConfigFile, Json

silence = typer.Typer(help="Findings of which nothing new is told for a while.", no_args_is_help=True)


@silence.command(name="add")
def silence_add(
    matchers: Annotated[list[str], typer.Argument(help="Fields and what they should be: team=pay* detector=D2.")],
    until: Annotated[str, typer.Option(metavar="DAY", help="The last day on which it counts.")],
    config: ConfigFile = DEFAULT,
    reason: Annotated[str, typer.Option(help="Why: kept with it and in the audit.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what it would quiet, and change nothing.")] = False,
    json: Json = False,
) -> None:
    """Tell nothing new of the findings that match all of this. What was written before stays."""
    from fairlead.commands import silences

    silences.add(config, matchers, until, silences.Terms(reason, dry_run, json))


@silence.command(name="list")
def silence_list(
    config: ConfigFile = DEFAULT,
    everything: Annotated[bool, typer.Option("--all", help="Also those that have ended.")] = False,
    json: Json = False,
) -> None:
    """Show the silences in force, and how many open findings each of them quiets."""
    from fairlead.commands import silences

    silences.list_(config, everything, json)


@silence.command(name="end")
def silence_end(
    silence: Annotated[str, typer.Argument(help="First characters of its id.")],
    config: ConfigFile = DEFAULT,
    json: Json = False,
) -> None:
    """End a silence now."""
    from fairlead.commands import silences

    silences.end(config, silence, json)
