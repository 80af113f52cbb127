"""`fairlead serve`: everything by itself"""

import typer

from fairlead.cli.options import DEFAULT, ConfigFile

service = typer.Typer()


@service.command()
def serve(config: ConfigFile = DEFAULT) -> None:
    """Pull, judge and write by itself, as the configuration says, until it is stopped."""
    from fairlead.commands import serve as commands

    commands.serve(config)
