"""`fairlead routes …`"""

from typing import Annotated, Optional

import typer

from fairlead.cli.options import DEFAULT, ConfigFile, Json

routes = typer.Typer(help="Who is told of what, where and when.", no_args_is_help=True)


@routes.command(name="list")
def routes_list(config: ConfigFile = DEFAULT, json: Json = False) -> None:
    """Show the routes in their order, what each asks for, and how many open findings it takes."""
    from fairlead.commands import routes as commands

    commands.list_(config, json)


@routes.command(name="test")
def routes_test(
    finding: Annotated[
        Optional[list[str]],  # noqa: UP045 - typer reads it
        typer.Argument(
            metavar="[FINDING | FIELD=VALUE...]",
            help="A finding, by the first characters of its fingerprint; or one made up: team=payments severity=critical.",
            show_default=False,
        ),
    ] = None,
    config: ConfigFile = DEFAULT,
    json: Json = False,
) -> None:
    """Show which route tells whom of a finding, and when; without one, how many open findings go where."""
    from fairlead.commands import routes as commands

    commands.test(config, tuple(finding or ()), json)
