"""`fairlead backup`, `restore`, `tidy` and `db …`: care of the database itself."""

from pathlib import Path
from typing import Annotated

import typer

from fairlead.cli.options import DEFAULT, ConfigFile, Json

copies = typer.Typer()
database = typer.Typer(help="Upgrade, check and move the database.", no_args_is_help=True)


@copies.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The new file to write; nothing is written over.", show_default=False)],
    config: ConfigFile = DEFAULT,
    json: Json = False,
) -> None:
    """Copy the database into a new file, while the hub may be at work."""
    from fairlead.commands import database as commands

    commands.backup(config, file, json)


@copies.command()
def restore(
    file: Annotated[Path, typer.Argument(help="The backup to put in place.", show_default=False)],
    config: ConfigFile = DEFAULT,
    other_key: Annotated[
        bool, typer.Option("--other-key", help="Though the key file is not the one that it was written with.")
    ] = False,
    json: Json = False,
) -> None:
    """Put a backup in the place of the database, which is moved aside. Stop the hub first."""
    from fairlead.commands import database as commands

    commands.restore(config, file, other_key, json)


@copies.command()
def tidy(
    config: ConfigFile = DEFAULT,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show how much would go, and change nothing.")] = False,
    json: Json = False,
) -> None:
    """Let go what had its time, as [retention] in the configuration says."""
    from fairlead.commands import database as commands

    commands.tidy(config, dry_run, json)


@database.command()
def upgrade(
    config: ConfigFile = DEFAULT,
    no_snapshot: Annotated[
        bool, typer.Option("--no-snapshot", help="Make none first; on PostgreSQL use pg_dump before.")
    ] = False,
    json: Json = False,
) -> None:
    """Bring the database to the schema of this version, after a snapshot of it."""
    from fairlead.commands import database as commands

    commands.upgrade(config, not no_snapshot, json)


@database.command()
def copy(
    target: Annotated[
        str,
        typer.Argument(help="An empty database: postgresql://user@host/name or sqlite:///file."),
    ],
    config: ConfigFile = DEFAULT,
    json: Json = False,
) -> None:
    """Copy all that the hub knows into another database, and compare the two. Stop the hub first."""
    from fairlead.commands import database as commands

    commands.copy(config, target, json)


@database.command()
def check(config: ConfigFile = DEFAULT, json: Json = False) -> None:
    """Look for what is wrong with the database, say how to mend it, and how large its tables are."""
    from fairlead.commands import database as commands

    commands.check(config, json)
