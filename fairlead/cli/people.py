"""`fairlead people …`"""

from typing import Annotated

import typer

from fairlead.cli.options import DEFAULT, ConfigFile, Json

people = typer.Typer(help="Who is who across the tools.", no_args_is_help=True)


@people.command(name="list")
def people_list(
    config: ConfigFile = DEFAULT,
    unknown: Annotated[bool, typer.Option("--unknown", help="Only accounts of nobody that the hub knows.")] = False,
    json: Json = False,
) -> None:
    """Show everybody with teams and accounts, and the accounts of nobody, with whom they may be."""
    from fairlead.commands import people as commands

    commands.list_(config, unknown, json)


@people.command(name="map")
def people_map(
    person: Annotated[str, typer.Argument(help="The person's e-mail address.")],
    accounts: Annotated[list[str], typer.Argument(help="Accounts such as github:ana-l or slack:U0123.")],
    config: ConfigFile = DEFAULT,
    team: Annotated[str | None, typer.Option(help="The team the person is in.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the change, and leave the file as it is.")] = False,
) -> None:
    """Say in the people map whose accounts these are. Comments and layout of the file stay."""
    from fairlead.commands import people as commands

    commands.map_(config, person, accounts, team, dry_run)


@people.command(name="erase")
def people_erase(
    person: Annotated[str, typer.Argument(help="The person's e-mail address.")],
    config: ConfigFile = DEFAULT,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what names the person, and change nothing.")] = False,
    json: Json = False,
) -> None:
    """Put a pseudonym in the place of a person, wherever the hub's database names them. Stop the hub first."""
    from fairlead.commands import people as commands

    commands.erase(config, person, dry_run, json)
